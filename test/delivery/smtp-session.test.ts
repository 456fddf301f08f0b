import { type AddressInfo, createServer } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { composeMessage, prepareMessages } from '../../src/delivery/message.ts';
import { openSmtp } from '../../src/delivery/smtp.ts';
import { parseSmtpUrl } from '../../src/delivery/transport.ts';
import { publication } from '../render/issue-value.ts';
import { content, reader } from './edition.ts';
import { startSmtpServer } from './smtp-server.ts';

const template = prepareMessages(content, {
  publication: publication(),
  list: { id: 'weekly', name: 'Weekly', description: '' },
  issueNumber: 2,
});
const messageTo = (email: string) => composeMessage(template, reader({ email }), new Date(0));
const yes = { begin: async () => true, mayFinish: () => true };

for (const extensions of [['PIPELINING'], ['PIPELINING', 'CHUNKING']]) {
  test(`a message that could not be noted leaves those before and behind it whole, with ${extensions}`, async () => {
    const server = await startSmtpServer({
      extensions,
      // The first message is under way for a while.
      fault: ({ moment, message }) =>
        message === 1 && (moment === 'data' || moment === 'dot') ? { lateMs: 200 } : null,
    });
    const transport = openSmtp(parseSmtpUrl(server.url), { connections: 1, messagesPerConnection: 100 });
    const emails = ['a@example.org', 'b@example.org', 'c@example.org'] as const;
    const [a, b, c] = emails.map(messageTo) as [
      ReturnType<typeof messageTo>,
      ReturnType<typeof messageTo>,
      ReturnType<typeof messageTo>,
    ];
    const unnoted = { ...yes, begin: async () => Promise.reject(new Error('The disk is full.')) };
    const answers = await Promise.allSettled([
      transport.send(a, 'a', yes),
      transport.send(b, 'b', unnoted),
      transport.send(c, 'c', yes),
    ]);
    assert.equal(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value?.kind : String(answer.reason))),
      ['reply', 'Error: The disk is full.', 'reply'],
    );
    assert.equal(
      server.received.map(({ to, raw }) => [to, raw.toString('latin1')]),
      [a, c].map(({ envelope, chunks }) => [envelope.to, Buffer.concat(chunks).toString('latin1')]),
    );
    await transport.close();
    await server.close();
  });
}

test('to a server that knows no pipelining one thing is said at a time, RSET among them', async () => {
  const server = await startSmtpServer({
    extensions: [],
    fault: ({ moment, message }) =>
      moment === 'rcpt' && message === 1 ? { reply: '550 5.1.1 nobody' } : null,
  });
  const transport = openSmtp(parseSmtpUrl(server.url), { connections: 1, messagesPerConnection: 100 });
  const answers = await Promise.all(
    ['a@example.org', 'b@example.org'].map((email) => transport.send(messageTo(email), email, yes)),
  );
  assert.equal(
    answers.map((answer) => answer?.kind === 'reply' && answer.code),
    [550, 250],
  );
  assert.equal(
    server.said.map((line) => line.split(/[ :]/)[0]).filter((verb) => verb !== 'EHLO'),
    ['MAIL', 'RCPT', 'DATA', 'RSET', 'MAIL', 'RCPT', 'DATA'],
  );
  await transport.close();
  await server.close();
});

test('a server that takes nothing more and stays on the line is left after a while, the message still ours', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 here\r\n');
    socket.on('data', (data) => {
      if (data.toString().startsWith('EHLO')) socket.write('250-here\r\n250-PIPELINING\r\n250 CHUNKING\r\n');
      else socket.pause();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const small = messageTo('a@example.org');
  // More than both ends of a line hold.
  const filler = Buffer.alloc(30_000_000, 'x\r\n');
  const message = { ...small, chunks: [...small.chunks, filler], size: small.size + filler.length };
  const transport = openSmtp(
    parseSmtpUrl(`smtp://127.0.0.1:${port}`),
    { connections: 1, messagesPerConnection: 100 },
    { setUpMs: 5_000, commandMs: 5_000, finalMs: 300 },
  );
  const answer = await transport.send(message, 'a', yes);
  assert.equal(answer, {
    ...{ kind: 'dropped', stage: 'mail', handedOver: false },
    text: 'the server took nothing more',
  });
  await transport.close();
  server.close();
});

test.run();
