import { createServer, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMailboxUrl } from '../../src/bounces/mailbox-url.ts';
import { openPop3, type Pop3 } from '../../src/bounces/pop3-session.ts';

/** What a server does on one command; without it, it says `+OK`. */
type Answers = Readonly<Record<string, (socket: Socket) => void | Promise<void>>>;

const soon = () => new Promise((resolve) => setTimeout(resolve, 30));

async function withServer(
  answers: Answers,
  work: (open: (query?: string) => Promise<Pop3>, said: readonly string[]) => Promise<void>,
): Promise<void> {
  const said: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    const answer = (verb: string) =>
      answers[verb] === undefined ? socket.write('+OK as you say\r\n') : answers[verb](socket);
    void answer('greeting');
    socket.on('data', (data) => {
      for (const line of data
        .toString()
        .split('\r\n')
        .filter((text) => text !== '')) {
        said.push(line);
        void answer(line.split(' ')[0] as string);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    await work(
      (query = '?tls=off') => openPop3(parseMailboxUrl(`pop3://b:secret@127.0.0.1:${port}${query}`), 400),
      said,
    );
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const inPieces =
  (...pieces: readonly string[]) =>
  async (socket: Socket): Promise<void> => {
    for (const piece of pieces) {
      socket.write(Buffer.from(piece, 'latin1'));
      await soon();
    }
  };

for (const [what, answer, text] of [
  ['in one packet', inPieces('+OK\r\nhello\r\n.\r\n'), 'hello\r\n'],
  ['whose end lies in two packets', inPieces('+OK\r\nhello\r\n.', '\r\n'), 'hello\r\n'],
  ['whose end lies in four packets', inPieces('+OK\r\nhello\r', '\n', '.', '\r', '\n'), 'hello\r\n'],
  ['with a packet of one dot amid a word', inPieces('+OK\r\nhel', '.', 'lo\r\n.\r\n'), 'hel.lo\r\n'],
  [
    'with a packet that looks like the end',
    inPieces('+OK\r\nThe end', '.\r\n', 'no\r\n.\r\n'),
    'The end.\r\nno\r\n',
  ],
  ['with dots at the beginning of lines', inPieces('+OK\r\n...\r\n..a\r\n.\r\n'), '..\r\n.a\r\n'],
  ['of no lines', inPieces('+O', 'K\r\n.\r\n'), ''],
  ['in no UTF-8', inPieces('+OK\r\ncaf\xe9\r\n.\r\n'), 'caf\xe9\r\n'],
  ['in lines that end with a line feed alone', inPieces('+OK\na\n.\n'), 'a\n'],
  ['with a line that never ends', inPieces(`+OK\r\n${'x'.repeat(300_000)}\r\n.\r\n`), 'x'.repeat(100_000)],
] as const) {
  test(`a text ${what} is read whole, up to what is wanted of it`, () =>
    withServer({ RETR: answer }, async (open) => {
      const session = await open();
      assert.is((await session.askForText('RETR 1', 100_000)).toString('latin1'), text);
      await session.ask('DELE 1');
      session.close();
    }));
}

for (const [what, answers, told] of [
  ['does not greet', { greeting: () => {} }, /does not answer as it should: silence for 0\.4 seconds/],
  ['hangs up at once', { greeting: (socket) => void socket.end() }, /the server has closed the connection/],
  [
    'refuses at once',
    { greeting: (socket) => void socket.write('-ERR busy\r\n') },
    /refuses the connection: busy\./,
  ],
  [
    'speaks something else',
    { greeting: (socket) => void socket.write('220 hi\r\n') },
    /refuses the connection: 220 hi\./,
  ],
  [
    'refuses the password in two packets',
    { PASS: inPieces('-E', 'RR \u001b[31mno\r\n') },
    /refuses user or password: \[31mno\. See that both/,
  ],
  ['falls silent at a message', { RETR: () => {} }, /silence for 0\.4 seconds\. What was settled stays/],
  ['falls silent amid a message', { RETR: inPieces('+OK\r\nhel') }, /silence for 0\.4 seconds/],
  [
    'hangs up amid a message',
    {
      RETR: async (socket) => {
        await inPieces('+OK\r\nhel')(socket);
        socket.destroy();
      },
    },
    /closed the connection|ECONNRESET/,
  ],
  ['has no such message', { RETR: (socket) => void socket.write('-ERR gone\r\n') }, /refuses RETR 1: gone\./],
] as const satisfies readonly (readonly [string, Answers, RegExp])[]) {
  test(`a server that ${what} is told in a sentence`, () =>
    withServer(answers, async (open) => {
      try {
        const session = await open();
        await session.askForText('RETR 1', 100);
        assert.unreachable('it answered');
      } catch (error) {
        assert.is((error as Error).name, 'UserError', (error as Error).stack);
        assert.match((error as Error).message, told);
        assert.not.match((error as Error).message, 'secret');
      }
    }));
}

test('where TLS is required and not offered, the password is not said', () =>
  withServer({ STLS: (socket) => void socket.write('-ERR what\r\n') }, async (open, said) => {
    await open('?tls=required').then(
      () => assert.unreachable('it went on'),
      (error: Error) => assert.match(error.message, /refuses STLS: what\./),
    );
    assert.equal(said, ['STLS']);
    (await open('?tls=opportunistic')).close();
    assert.equal(said.slice(1), ['STLS', 'USER b', 'PASS secret']);
  }));

test('what is said ahead of TLS is not taken for said within it', () =>
  withServer({ STLS: (socket) => void socket.write('+OK\r\n+OK a trap\r\n') }, async (open, said) => {
    await open('?tls=opportunistic').then(
      () => assert.unreachable('it went on'),
      (error: Error) => assert.match(error.message, /goes on talking where TLS begins/),
    );
    assert.equal(said, ['STLS']);
  }));

test.run();
