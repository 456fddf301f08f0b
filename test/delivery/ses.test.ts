import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DkimKey } from '../../src/delivery/dkim.ts';
import { signMessage } from '../../src/delivery/dkim-signature.ts';
import { composeMessage, type Message, prepareMessages } from '../../src/delivery/message.ts';
import { sendMailing } from '../../src/delivery/send.ts';
import { openSes } from '../../src/delivery/ses.ts';
import { type Answer, openTransport, parseSesUrl } from '../../src/delivery/transport.ts';
import { judge } from '../../src/delivery/verdict.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { sesWays, trySesWay } from '../faults/ses-ways.ts';
import { publication } from '../render/issue-value.ts';
import { addReaders, content, edition, reader, secret } from './edition.ts';
import { pointAwsTo, type SesServer, type SesServerOptions, startSesServer } from './ses-server.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const key: DkimKey = { domain: 'example.org', selector: 's1', algorithm: 'ed25519-sha256', key: privateKey };
const template = prepareMessages(content, {
  publication: publication(),
  list: { id: 'weekly', name: 'The weekly', description: '' },
  issueNumber: 2,
});
const always = { begin: async () => true, mayFinish: () => true };

function messageTo(email: string): Message {
  return composeMessage(template, reader({ email }), new Date());
}

async function withServer<T>(options: SesServerOptions, work: (server: SesServer) => Promise<T>): Promise<T> {
  const server = await startSesServer(options);
  pointAwsTo(server.endpoint);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

/** What SES answers, and what that means: `released, relay paused`. */
async function outcome(
  options: SesServerOptions,
): Promise<{ readonly answer: Answer; readonly means: string }> {
  return withServer(options, async () => {
    const transport = openSes(parseSesUrl('ses:'), { uploadMs: 300, answerMs: 300 });
    const answer = (await transport.send(messageTo('ada@example.org'), '', always)) as Answer;
    await transport.close();
    const verdict = judge(answer);
    const about = verdict.kind === 'released' ? `, ${verdict.pause}` : '';
    return { answer, means: `${verdict.kind}${verdict.kind === 'refused' ? `, ${verdict.blame}` : about}` };
  });
}

test('ses: gets every message as it was made, with the envelope and the configuration set beside it', () =>
  withServer({}, (server) =>
    withDatabase(async (database, folder) => {
      await addReaders(database, 20);
      const transport = await openTransport(folder, 'ses:?configurationSet=news&connections=2');
      const { totals } = await sendMailing({ database, transport, secret, edition: edition(), dkim: [key] });
      const [message] = [await signMessage(messageTo('ada@example.org'), [key])];
      await transport.send(message as Message, '', always);
      await transport.close();
      assert.is(totals.accepted, 20);
      assert.is(new Set(server.received.map(({ to }) => to)).size, 21);
      assert.ok(server.connections() <= 2);
      const last = server.received.at(-1);
      assert.ok(last?.raw.equals(Buffer.concat(message?.chunks ?? [])), 'byte for byte');
      const asked = server.asked.at(-1);
      assert.equal(
        [asked?.FromEmailAddress, asked?.Destination, asked?.ConfigurationSetName],
        [message?.envelope.from, { ToAddresses: ['ada@example.org'] }, 'news'],
      );
      const { reason, relay } = await database.kysely
        .selectFrom('deliveries')
        .select(['reason', 'relay'])
        .executeTakeFirstOrThrow();
      assert.match(reason ?? '', /^250 2\.0\.0 taken as 0100-\d+$/, 'the id that SES tells bounces by');
      assert.is(relay, 'ses');
    }),
  ));

test('what SES writes anew is not signed, and everything else is', () =>
  withServer({}, (server) =>
    withDatabase(async (database, folder) => {
      await addReaders(database, 1);
      const transport = await openTransport(folder, 'ses:?rate=50');
      await sendMailing({ database, transport, secret, edition: edition(), dkim: [key] });
      await transport.close();
      const head = String(server.received[0]?.raw).split('\r\n\r\n')[0] ?? '';
      const names = (/ h=([^;]*);/s.exec(head)?.[1] ?? '').replace(/\s/g, '').split(':');
      assert.not.ok(names.includes('Date') || names.includes('Message-ID'), names.join());
      for (const name of ['From', 'To', 'Subject', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id'])
        assert.ok(names.includes(name), name);
      assert.match(head, /^Date: /m);
      assert.match(head, /^Message-ID: </m);
    }),
  ));

test('addresses of every kind are passed on as they are, each as one recipient', () =>
  withServer({}, async (server) => {
    const transport = openSes(parseSesUrl('ses:'));
    const emails = [
      "o'brien+news@example.org",
      '-f@example.org',
      '=?utf-8?q?a?=@example.org',
      '!#$%&*/^_`{|}~@example.org',
      `${'x'.repeat(64)}@example.org`,
    ];
    for (const email of emails) await transport.send(messageTo(email), '', always);
    await transport.send(messageTo('a@bücher.example.org'), '', always);
    const unfit = await transport.send(messageTo('김@example.org'), '', always);
    await transport.close();
    assert.equal(
      server.asked.map(({ Destination }) => Destination),
      [...emails, 'a@xn--bcher-kva.example.org'].map((email) => ({ ToAddresses: [email] })),
    );
    assert.is(unfit?.kind, 'unfit');
  }));

const errors: readonly [status: number, type: string, message: string, means: string][] = [
  [429, 'TooManyRequestsException', 'Maximum sending rate exceeded.', 'released, connection'],
  [400, 'ThrottlingException', 'Rate exceeded', 'released, connection'],
  [429, 'TooManyRequestsException', 'Daily message quota exceeded.', 'released, relay'],
  [400, 'LimitExceededException', 'Too many.', 'released, relay'],
  [400, 'AccountSuspendedException', 'Suspended.', 'released, relay'],
  [400, 'SendingPausedException', 'Sending is paused.', 'released, relay'],
  [400, 'MailFromDomainNotVerifiedException', 'Not verified.', 'released, relay'],
  [404, 'NotFoundException', 'Configuration set <news> does not exist.', 'released, relay'],
  [403, 'AccessDeniedException', 'not authorized to perform ses:SendEmail', 'released, relay'],
  [403, 'UnrecognizedClientException', 'The security token is invalid.', 'released, relay'],
  [
    400,
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ada@example.org',
    'released, relay',
  ],
  [400, 'MessageRejected', 'Email contains a virus.', 'refused, message'],
  [400, 'BadRequestException', 'Domain contains illegal character', 'refused, message'],
  [413, 'RequestEntityTooLarge', 'Too large.', 'released, relay'],
  [500, 'InternalServiceErrorException', 'Sorry.', 'deferred'],
  [503, 'ServiceUnavailable', 'Sorry.', 'deferred'],
];
for (const [status, type, message, means] of errors) {
  test(`${status} ${type} “${message}”: ${means}`, async () => {
    const told = await outcome({
      fault: ({ moment }) => (moment === 'body' ? { status, type, message } : null),
    });
    assert.is(told.means, means);
    assert.is(told.answer.kind === 'unfit' ? '' : told.answer.text, `${type}: ${message}`);
  });
}

test('whatever is not in SES’s words leaves a message in doubt, and a page of 4xx does not', async () => {
  const page = (status: number) =>
    outcome({ fault: ({ moment }) => (moment === 'body' ? { status, page: '<html>' } : null) });
  for (const status of [200, 500, 502, 504]) assert.is((await page(status)).means, 'unknown', String(status));
  for (const status of [302, 400, 407, 413])
    assert.is((await page(status)).means, 'released, relay', String(status));
});

test('a lease that ended keeps the last byte back: nothing is taken', () =>
  withServer({}, async (server) => {
    const transport = openSes(parseSesUrl('ses:'));
    const answer = await transport.send(messageTo('ada@example.org'), '', {
      ...always,
      mayFinish: () => false,
    });
    assert.is(answer?.kind === 'dropped' && answer.handedOver, false);
    assert.is(
      await transport.send(messageTo('ada@example.org'), '', { ...always, begin: async () => false }),
      null,
    );
    await transport.close();
    assert.equal([server.received.length, server.asked.length], [0, 0]);
  }));

test('an endless answer ends, and leaves the message in doubt', async () => {
  const told = await outcome({
    fault: ({ moment }) =>
      moment === 'body' ? { status: 200, page: 'x'.repeat(2_000_000), kept: true } : null,
  });
  assert.is(told.means, 'unknown');
});

test('without credentials the run stops before anybody is handed over, and says what is missing', () =>
  withServer({}, (server) =>
    withDatabase(async (database, folder) => {
      await addReaders(database, 5);
      delete process.env.AWS_ACCESS_KEY_ID;
      const transport = await openTransport(folder, 'ses:?region=eu-central-1');
      const { totals, stopped } = await sendMailing({ database, transport, secret, edition: edition() });
      await transport.close();
      assert.equal([totals.waiting, server.asked.length], [5, 0]);
      assert.match(stopped ?? '', /^ses:eu-central-1 does not take mail: .*credentials/);
      const { attempts } = await database.kysely
        .selectFrom('deliveries')
        .select('attempts')
        .executeTakeFirstOrThrow();
      assert.is(attempts, 0);
    }),
  ));

test('an SES that nobody reaches stops the run; keys are never shown', async () => {
  await withServer({}, async () => {});
  await withDatabase(async (database, folder) => {
    await addReaders(database, 5);
    const transport = await openTransport(folder, 'ses:');
    const { totals, stopped } = await sendMailing({ database, transport, secret, edition: edition() });
    await transport.close();
    assert.is(totals.waiting, 5);
    assert.match(stopped ?? '', /^ses does not take mail: connect ECONNREFUSED/);
  });
  const { answer } = await outcome({
    fault: ({ moment }) =>
      moment === 'body'
        ? { status: 403, type: 'AccessDenied', message: 'User AKIAEXAMPLEEXAMPLE12 may not\nsend.' }
        : null,
  });
  assert.is(answer.kind === 'unfit' ? '' : answer.text, 'AccessDenied: User *** may not send.');
});

test('five messages in a row that SES does not want are no reader’s fault', () =>
  withServer(
    {
      fault: ({ moment }) =>
        moment === 'body' ? { status: 400, type: 'MessageRejected', message: 'No.' } : null,
    },
    () =>
      withDatabase(async (database, folder) => {
        await addReaders(database, 20);
        const transport = await openTransport(folder, 'ses:?connections=1');
        const { totals, stopped } = await sendMailing({ database, transport, secret, edition: edition() });
        await transport.close();
        assert.equal([totals.refused, totals.waiting], [0, 20]);
        assert.match(
          stopped ?? '',
          /refused 5 messages in a row, the last with: 554 5\.6\.0 MessageRejected: No\./,
        );
      }),
  ));

// The short form of test/faults/ses.test.ts.
for (const way of sesWays) test(`an SES that ${way.name}`, () => trySesWay(way, 12, 1));

test('an address that cannot be read is told', async () => {
  for (const [url, message] of [
    ['ses:?regoin=x', /“\?regoin=”, which is not known\. There are region, connections/],
    ['ses:?rate=0', /rate=0\. It must be a number above 0/],
    ['ses://AKIAEXAMPLE:secret@eu-central-1', /credentials are found where AWS’s tools find them/],
  ] as const) {
    try {
      await openTransport('/nowhere', url);
      assert.unreachable(url);
    } catch (error) {
      assert.is((error as Error).name, 'UserError');
      assert.match((error as Error).message, message);
      assert.not.match((error as Error).message, /AKIA|secret@/);
    }
  }
});

test.run();
