import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addSubscriber, removeSubscriber } from '../../src/audience/subscribers.ts';
import { openToken } from '../../src/audience/token.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { pauseMailing, resumeMailing } from '../../src/delivery/control.ts';
import { openReturnToken } from '../../src/delivery/links.ts';
import { planMailing, type SendOptions, sendMailing, sendTest } from '../../src/delivery/send.ts';
import { listDeliveries, readStatus } from '../../src/delivery/status.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { addReaders, edition, secret } from './edition.ts';
import { type Fault, type SmtpServer, type SmtpServerOptions, startSmtpServer } from './smtp-server.ts';

type Given = { readonly database: Database; readonly folder: string; readonly server: SmtpServer };

async function withServer(options: SmtpServerOptions, work: (given: Given) => Promise<void>): Promise<void> {
  await withDatabase(async (database, folder) => {
    const server = await startSmtpServer(options);
    try {
      await work({ database, folder, server });
    } finally {
      await server.close();
    }
  });
}

async function sendTo(database: Database, folder: string, url: string, changes: Partial<SendOptions> = {}) {
  const transport = await openTransport(folder, url);
  try {
    const summary = await sendMailing({ database, transport, secret, edition: edition(), ...changes });
    const { audience, accepted, refused, skipped, unknown, waiting } = summary.totals;
    assert.is(audience, accepted + refused + skipped + unknown + waiting);
    assert.is(audience, summary.mailing.audience);
    return summary;
  } finally {
    await transport.close();
  }
}

const recipients = (server: SmtpServer): string[] => server.received.map(({ to }) => to).sort();
const readers = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `r${index + 1}@d${(index + 1) % 3}.example.org`).sort();

test('a list goes into the outbox: one file a reader, each parsed without a defect, and the sum right', () =>
  withDatabase(async (database, folder) => {
    await addReaders(database, 25);
    const summary = await sendTo(database, folder, 'outbox:');
    assert.equal(summary.totals, {
      audience: 25,
      accepted: 25,
      refused: 0,
      skipped: 0,
      unknown: 0,
      waiting: 0,
    });
    assert.is(summary.stopped, null);
    const files = readdirSync(join(folder, 'outbox', 'new'));
    assert.is(files.length, 25);
    assert.equal(readdirSync(join(folder, 'outbox', 'tmp')), []);
    const ids = new Set<string>();
    for (const file of files) {
      const email = await PostalMime.parse(readFileSync(join(folder, 'outbox', 'new', file)));
      const id = Number(/^r(\d+)@/.exec(email.to?.[0]?.address ?? '')?.[1]);
      assert.match(email.text ?? '', new RegExp(`^Dear Reader ${id},`));
      assert.match(email.text ?? '', id % 3 === 0 ? /in Vladivostok\./ : /read this somewhere/);
      const token = /\/unsubscribe\/(\S+)/.exec(email.text ?? '')?.[1] ?? '';
      assert.equal(openToken(secret, 'unsubscribe', token, 0), { list: 'weekly', subscriberId: id });
      ids.add(email.messageId ?? '');
    }
    assert.is(ids.size, 25);
  }));

for (const extensions of [
  [],
  ['PIPELINING', 'SIZE 1000000'],
  ['PIPELINING', 'CHUNKING', '8BITMIME', 'SMTPUTF8'],
]) {
  test(`every reader gets one message through a server with ${extensions.join(', ') || 'no extension'}`, () =>
    withServer({ extensions }, async ({ database, folder, server }) => {
      await addReaders(database, 60);
      const { totals, run } = await sendTo(database, folder, server.url);
      assert.equal(recipients(server), readers(60));
      assert.is(totals.accepted, 60);
      assert.is(run.accepted, 60);
      assert.ok(server.connections() <= 5);
      for (const { raw, to } of server.received) {
        const email = await PostalMime.parse(raw);
        assert.is(email.to?.[0]?.address, to);
        assert.match(email.html ?? '', /and one more — “quoted” 조선 Россия/);
      }
    }));
}

test('sent again, nobody is mailed twice and the answer is the same', () =>
  withServer({}, async ({ database, folder, server }) => {
    await addReaders(database, 10);
    await sendTo(database, folder, server.url);
    await addSubscriber(database, 'weekly', { email: 'late@example.org' }, 'test');
    const { totals, run } = await sendTo(database, folder, server.url);
    assert.is(run.accepted, 0);
    assert.equal(totals, { audience: 10, accepted: 10, refused: 0, skipped: 0, unknown: 0, waiting: 0 });
    assert.equal(
      recipients(server),
      readers(10),
      'the audience was frozen: who came later gets the next issue',
    );
  }));

test('whoever leaves between the freeze and the claim is not mailed', () =>
  withServer({}, async ({ database, folder, server }) => {
    await addReaders(database, 10);
    const stopped = new AbortController();
    stopped.abort();
    const first = await sendTo(database, folder, server.url, { signal: stopped.signal });
    assert.is(first.totals.waiting, 10);
    assert.is(first.stopped, 'It was interrupted.');
    await removeSubscriber(database, 'weekly', 'r4@d1.example.org', 'test');
    const { totals } = await sendTo(database, folder, server.url);
    assert.equal(totals, { audience: 10, accepted: 9, refused: 0, skipped: 1, unknown: 0, waiting: 0 });
    assert.not.ok(recipients(server).includes('r4@d1.example.org'));
  }));

test('an unsubscribed reader is not mailed even when already claimed', () =>
  withServer(
    { extensions: [], fault: ({ moment }) => (moment === 'dot' ? { lateMs: 30 } : null) },
    async ({ database, folder, server }) => {
      await addReaders(database, 40);
      const sending = sendTo(database, folder, server.url);
      while (server.received.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      await removeSubscriber(database, 'weekly', 'r40@d1.example.org', 'test');
      const { totals } = await sending;
      assert.equal([totals.accepted, totals.skipped], [39, 1]);
      assert.not.ok(recipients(server).includes('r40@d1.example.org'));
    },
  ));

test('other content is refused for a mailing that has begun, with what to do', () =>
  withServer({}, async ({ database, folder, server }) => {
    await addReaders(database, 3);
    await sendTo(database, folder, server.url, { limit: 1 });
    try {
      await sendTo(database, folder, server.url, { edition: edition({ text: 'Another letter' }) });
      assert.unreachable('it was sent');
    } catch (error) {
      assert.is((error as Error).name, 'UserError');
      assert.match((error as Error).message, /was begun with other content .* Restore the issue/);
    }
    assert.is(server.received.length, 1);
  }));

test('a limit ends the run, and the next one goes on from there', () =>
  withServer({}, async ({ database, folder, server }) => {
    await addReaders(database, 30);
    const first = await sendTo(database, folder, server.url, { limit: 12 });
    assert.is(first.totals.accepted, 12);
    assert.is(first.stopped, 'The limit was reached.');
    const second = await sendTo(database, folder, server.url, { onlyDomains: ['d0.example.org'] });
    assert.is(second.run.accepted, 10 - 4);
    await sendTo(database, folder, server.url);
    assert.equal(recipients(server), readers(30));
  }));

const judged: readonly [
  what: string,
  fault: Fault,
  moment: string,
  totals: Record<string, number>,
  stops: boolean,
][] = [
  [
    'an address that does not exist is refused',
    { reply: '550 5.1.1 no such user' },
    'rcpt',
    { accepted: 9, refused: 1, waiting: 0 },
    false,
  ],
  [
    'a full mailbox is deferred',
    { reply: '552 5.2.2 mailbox full' },
    'rcpt',
    { accepted: 9, refused: 0, waiting: 1 },
    false,
  ],
  [
    'greylisting is deferred',
    { reply: '450 4.7.1 come back later' },
    'rcpt',
    { accepted: 9, refused: 0, waiting: 1 },
    false,
  ],
  [
    'a message refused after its dot is refused',
    { reply: '554 5.6.0 I do not like it' },
    'dot',
    { accepted: 9, refused: 1, waiting: 0 },
    false,
  ],
  [
    'a drop before the body has ended is no verdict and is tried again',
    { drop: true },
    'rcpt',
    { accepted: 10, refused: 0, waiting: 0 },
    false,
  ],
  [
    'a drop after the dot is unknown',
    { drop: true, kept: true },
    'dot',
    { accepted: 9, refused: 0, unknown: 1, waiting: 0 },
    false,
  ],
  [
    '421 at RCPT is deferred, and the others go over another connection',
    { reply: '421 4.3.2 closing' },
    'rcpt',
    { accepted: 9, refused: 0, waiting: 1 },
    false,
  ],
];

for (const [what, fault, moment, expected] of judged) {
  test(what, () => {
    let once = true;
    return withServer(
      {
        extensions: ['PIPELINING'],
        fault: (at) => {
          if (at.moment !== moment || !at.line.includes('r5@') || !once) return null;
          once = false;
          return fault;
        },
      },
      async ({ database, folder, server }) => {
        await addReaders(database, 10);
        const { totals, stopped } = await sendTo(database, folder, server.url);
        for (const [state, count] of Object.entries(expected)) {
          assert.is(totals[state as keyof typeof totals], count, `${state} ${JSON.stringify(totals)}`);
        }
        assert.is(stopped, null);
        assert.is(new Set(recipients(server)).size, server.received.length, 'nobody twice');
      },
    );
  });
}

test('a relay that refuses us stops the run and blames no reader', () =>
  withServer(
    { fault: ({ moment }) => (moment === 'mail' ? { reply: '550 5.7.1 you may not send here' } : null) },
    async ({ database, folder, server }) => {
      await addReaders(database, 20);
      const { totals, stopped } = await sendTo(database, folder, server.url);
      assert.equal(totals, { audience: 20, accepted: 0, refused: 0, skipped: 0, unknown: 0, waiting: 20 });
      assert.match(stopped ?? '', /does not take mail: 550 5\.7\.1 you may not send here/);
    },
  ));

test('a relay that is not there stops the run and blames no reader', () =>
  withServer({}, async ({ database, folder, server }) => {
    await addReaders(database, 20);
    await server.close();
    const { totals, stopped } = await sendTo(database, folder, server.url);
    assert.is(totals.waiting, 20);
    assert.match(stopped ?? '', /ECONNREFUSED/);
  }));

test('Ctrl-C finishes what is under way, and the rest waits', () =>
  withServer(
    { fault: ({ moment }) => (moment === 'dot' ? { lateMs: 20 } : null) },
    async ({ database, folder, server }) => {
      await addReaders(database, 200);
      const stop = new AbortController();
      const sending = sendTo(database, folder, server.url, { signal: stop.signal });
      while (server.received.length < 10) await new Promise((resolve) => setTimeout(resolve, 5));
      stop.abort();
      const { totals, stopped } = await sending;
      assert.is(stopped, 'It was interrupted.');
      assert.is(totals.unknown, 0);
      assert.ok(totals.waiting > 0, JSON.stringify(totals));
      assert.is(totals.accepted, server.received.length);
      await sendTo(database, folder, server.url);
      assert.equal(recipients(server), readers(200));
    },
  ));

test('killed in the middle and run again: nobody twice, nobody forgotten, the unknown ones named', () =>
  withServer(
    { fault: ({ moment }) => (moment === 'dot' ? { lateMs: 10 } : null) },
    async ({ database, folder, server }) => {
      await addReaders(database, 300);
      for (let kill = 1; kill <= 3; kill++) {
        const before = server.received.length;
        const child = spawnSender(folder, server.url);
        while (server.received.length < before + 20) await new Promise((resolve) => setTimeout(resolve, 2));
        child.kill('SIGKILL');
        await new Promise((resolve) => child.once('close', resolve));
      }
      const { totals } = await sendTo(database, folder, server.url);
      assert.is(totals.waiting, 0);
      const got = recipients(server);
      assert.is(new Set(got).size, got.length, 'nobody twice');
      const mailing = (await readStatus(database))[0]?.mailing;
      const unknown: string[] = [];
      for await (const { email } of listDeliveries(database, mailing?.id ?? 0, 'unknown'))
        unknown.push(email);
      assert.is(unknown.length, totals.unknown);
      assert.equal([...new Set([...got, ...unknown])].sort(), readers(300), 'nobody forgotten');

      const idsBefore = new Map(
        await Promise.all(
          server.received.map(async ({ to, raw }) => [to, (await PostalMime.parse(raw)).messageId] as const),
        ),
      );
      const resent = await sendTo(database, folder, server.url, { onUnknown: 'resend' });
      assert.is(resent.totals.unknown, 0);
      assert.is(resent.run.accepted, unknown.length);
      assert.equal([...new Set(recipients(server))], readers(300));
      for (const { to, raw } of server.received.slice(-unknown.length)) {
        if (idsBefore.has(to))
          assert.is((await PostalMime.parse(raw)).messageId, idsBefore.get(to), 'the same Message-ID');
      }
    },
  ));

test('a message that is refused again and again stops the run, and no reader has lost it', () => {
  let refusing = true;
  return withServer(
    { fault: ({ moment }) => (moment === 'dot' && refusing ? { reply: '554 5.6.0 what is this?' } : null) },
    async ({ database, folder, server }) => {
      await addReaders(database, 200);
      const { totals, stopped } = await sendTo(database, folder, server.url);
      assert.match(stopped ?? '', /refused 5 messages in a row, the last with: 554 5\.6\.0 what is this\?/);
      assert.equal([totals.refused, totals.accepted, totals.waiting], [0, 0, 200]);
      refusing = false;
      await sendTo(database, folder, server.url);
      assert.equal(recipients(server), readers(200));
    },
  );
});

test('a domain that refuses us is left alone for this run; its readers wait and the others get theirs', () =>
  withServer(
    {
      fault: ({ moment, line }) =>
        moment === 'rcpt' && line.includes('@d1.') ? { reply: '550 5.7.1 listed' } : null,
    },
    async ({ database, folder, server }) => {
      await addReaders(database, 300);
      const { totals, stopped } = await sendTo(database, folder, server.url);
      assert.equal([totals.refused, totals.accepted, totals.waiting], [0, 200, 100]);
      assert.is(stopped, 'These domains refuse mail from us: d1.example.org.');
      const tried = server.said.filter((line) => line.startsWith('RCPT') && line.includes('@d1.')).length;
      assert.ok(tried < 100, `${tried} were tried`);
    },
  ));

test('deferred ones are tried again on their schedule within the run, when it is asked to stay', () => {
  const tries = new Map<string, number>();
  return withServer(
    {
      fault: ({ moment, line }) => {
        if (moment !== 'rcpt') return null;
        tries.set(line, (tries.get(line) ?? 0) + 1);
        return line.includes('r3@') && (tries.get(line) ?? 0) < 3 ? { reply: '450 4.2.0 greylisted' } : null;
      },
    },
    async ({ database, folder, server }) => {
      await addReaders(database, 5);
      const schedule = { delaysMs: [100, 200], giveUpAfterMs: 60_000 };
      const first = await sendTo(database, folder, server.url, { schedule });
      assert.equal([first.totals.accepted, first.totals.waiting, first.stopped], [4, 1, null]);
      assert.ok(first.nextDueMs !== null && first.nextDueMs > 0 && first.nextDueMs < 150);
      const second = await sendTo(database, folder, server.url, { schedule, stay: true });
      assert.equal([second.totals.accepted, second.totals.waiting], [5, 0]);
      assert.is(Math.max(...tries.values()), 3);
    },
  );
});

test('what is still deferred when its time is over is refused, with the last words', () =>
  withServer(
    {
      fault: ({ moment, line }) =>
        moment === 'rcpt' && line.includes('r3@') ? { reply: '450 4.2.0 never' } : null,
    },
    async ({ database, folder, server }) => {
      await addReaders(database, 5);
      const schedule = { delaysMs: [40], giveUpAfterMs: 100 };
      const { totals } = await sendTo(database, folder, server.url, { schedule, stay: true });
      assert.equal([totals.accepted, totals.refused, totals.waiting], [4, 1, 0]);
      const [status] = await readStatus(database);
      assert.is(status?.reasons[0]?.reason, 'Given up after the last attempt: 450 4.2.0 never');
    },
  ));

test('nothing goes out before its time', () =>
  withServer({}, async ({ database, folder, server }) => {
    await addReaders(database, 5);
    const notBeforeMs = Date.now() + 400;
    const waits: (number | null)[] = [];
    const sending = sendTo(database, folder, server.url, {
      notBeforeMs,
      onProgress: ({ waitingMs }) => waits.push(waitingMs),
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.is(server.received.length, 0);
    assert.is((await sending).totals.accepted, 5);
    assert.ok(Date.now() >= notBeforeMs);
    assert.ok(waits.some((ms) => ms !== null && ms > 0));
  }));

test('pausing from another process stops a run, and what was claimed goes back', () =>
  withServer(
    { fault: ({ moment }) => (moment === 'dot' ? { lateMs: 10 } : null) },
    async ({ database, folder, server }) => {
      await addReaders(database, 600);
      const sending = sendTo(database, folder, server.url);
      while (server.received.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
      const other = await openDatabase(folder);
      await pauseMailing(other, 2, 'weekly');
      const { stopped, totals } = await sending;
      assert.is(stopped, 'The mailing was paused or cancelled.');
      assert.is(totals.accepted, server.received.length);
      assert.ok(totals.waiting > 400, JSON.stringify(totals));
      await resumeMailing(other, 2, 'weekly');
      await other.close();
      await sendTo(database, folder, server.url);
      assert.equal(recipients(server), readers(600));
    },
  ));

test('three processes at one mailing share it: nobody twice, nobody left', () =>
  withServer(
    { fault: ({ moment }) => (moment === 'dot' ? { lateMs: 5 } : null) },
    async ({ database, folder, server }) => {
      await addReaders(database, 2000);
      const ends = [1, 2, 3].map(() => {
        const child = spawnSender(folder, server.url);
        return new Promise((resolve) => child.once('close', resolve));
      });
      assert.equal(await Promise.all(ends), [0, 0, 0]);
      assert.equal(recipients(server), readers(2000));
      const [status] = await readStatus(database);
      assert.equal(status?.totals, {
        audience: 2000,
        accepted: 2000,
        refused: 0,
        skipped: 0,
        unknown: 0,
        waiting: 0,
      });
    },
  ));

test('a plan says what would happen and writes nothing', () =>
  withDatabase(async (database, folder) => {
    await addReaders(database, 4);
    assert.equal(await planMailing(database, edition()), { kind: 'new', audience: 4 });
    assert.equal(await readStatus(database), []);
    await sendTo(database, folder, 'outbox:', { limit: 1 });
    const plan = await planMailing(database, edition());
    assert.is(plan.kind, 'resume');
    assert.is(plan.kind === 'resume' && plan.totals.waiting, 3);
  }));

test('a test goes to one address and touches no ledger', () =>
  withServer({}, async ({ database, folder, server }) => {
    const transport = await openTransport(folder, server.url);
    const answer = await sendTest(transport, secret, edition(), 'desk@example.org');
    assert.is(answer.code, 250);
    await transport.close();
    assert.equal(recipients(server), ['desk@example.org']);
    assert.is(
      (await PostalMime.parse(server.received[0]?.raw ?? '')).subject,
      '[Test] The birthday message, reader',
    );
    assert.equal(await readStatus(database), []);
  }));

test('status names what was refused, with the words of the relay', () =>
  withServer(
    {
      fault: ({ moment, line }) =>
        moment === 'rcpt' && line.includes('r2@') ? { reply: '550 5.1.1 unknown here' } : null,
    },
    async ({ database, folder, server }) => {
      await addReaders(database, 3);
      await sendTo(database, folder, server.url);
      const [status] = await readStatus(database, 2);
      assert.equal(status?.totals, {
        audience: 3,
        accepted: 2,
        refused: 1,
        skipped: 0,
        unknown: 0,
        waiting: 0,
      });
      assert.equal(status?.reasons, [{ state: 'refused', reason: '550 5.1.1 unknown here', count: 1 }]);
      assert.is(status?.workers, 0);
      assert.equal(
        status?.events.map(({ kind }) => kind),
        ['opened'],
      );
      assert.equal(await readStatus(database, 99), []);
    },
  ));

function spawnSender(folder: string, url: string): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'sending-process.ts'), folder, url], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

test('with a bounce address each message comes back to its own reader, and a proof to nobody’s', () =>
  withServer({}, async ({ database, folder, server }) => {
    await addReaders(database, 12);
    const { issue, ...rest } = edition();
    const bouncing = {
      ...rest,
      issue: { ...issue, publication: { ...issue.publication, bounceAddress: 'back@mail.example.org' } },
    };
    await sendTo(database, folder, server.url, { edition: bouncing });
    const idOf = new Map(
      (await database.kysely.selectFrom('subscribers').select(['id', 'email']).execute()).map(
        ({ id, email }) => [email, id],
      ),
    );
    const { uid } = await database.kysely.selectFrom('mailings').select('uid').executeTakeFirstOrThrow();
    assert.is(server.received.length, 12);
    for (const { from, to, raw } of server.received) {
      const token = /^back\+(\w+)@mail\.example\.org$/.exec(from)?.[1] ?? from;
      assert.equal(openReturnToken(secret, token), { mailingUid: uid, subscriberId: idOf.get(to) });
      assert.not.match(raw.toString('latin1'), token);
    }
    const transport = await openTransport(folder, server.url);
    await sendTest(transport, secret, bouncing, 'desk@example.org');
    await transport.close();
    assert.is(server.received.at(-1)?.from, 'back@mail.example.org');
  }));

test.run();
