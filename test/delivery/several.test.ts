import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openDatabase } from '../../src/database/open.ts';
import { cancelMailing, pauseMailing } from '../../src/delivery/control.ts';
import { claim } from '../../src/delivery/ledger.ts';
import { contentHash, openMailing } from '../../src/delivery/mailing.ts';
import { readStatus } from '../../src/delivery/status.ts';
import { dismissWorker, keepLease } from '../../src/delivery/worker.ts';
import { postgres } from '../database/stores.ts';
import { slowServer } from '../faults/kills.ts';
import {
  assertEveryCopyIsOnRecord,
  killOneOf,
  pause,
  sendWithFour,
  startMachine,
} from '../faults/several.ts';
import { invite, sendOnce, totalsOf } from '../faults/trial.ts';
import { addReaders, edition } from './edition.ts';
import { startSmtpServer } from './smtp-server.ts';

// The short form of test/faults/several.test.ts.

const whenThere = postgres === null ? test.skip : test;
const withDatabase = (postgres as NonNullable<typeof postgres>)?.withDatabase;

/** The mailing that `sendMailing` would open for the test edition. */
function wanted() {
  const { issue, list, content } = edition();
  const hash = contentHash(content, { publication: issue.publication, list, issueNumber: issue.number });
  const { number: issueNumber, slug: issueSlug, subject } = issue;
  return {
    issueNumber,
    issueSlug,
    list: list.id,
    subject,
    contentHash: hash,
    notBeforeMs: null,
    segment: null,
  };
}

whenThere('four machines share one mailing, two of them are killed: nobody lost, every copy on record', () =>
  withDatabase(async (database, place) => {
    const invited = await invite(database, 400);
    const server = await slowServer(15);
    try {
      let kills = 0;
      await sendWithFour(place, server, 9, async (machines, roll) => {
        killOneOf(place, server.url, machines, roll);
        return ++kills < 2;
      });
      await assertEveryCopyIsOnRecord(database, server, invited);
    } finally {
      await server.close();
    }
  }),
);

const perSecond = 8;

for (const [what, limit] of [
  ['the rate of the relay', { query: `?rate=${perSecond}`, options: {} }],
  ['the limit of a domain', { query: '', options: { domainLimits: { '*': perSecond } } }],
] as const) {
  whenThere(
    `${what} holds for four machines together, by the clock of the server that receives`,
    async () => {
      // A machine that is busy with other things scatters what it sends: then it is tried again, three times at most.
      let fullest = Number.POSITIVE_INFINITY;
      for (let trial = 0; trial < 3 && fullest > perSecond; trial++) {
        const times = await timesOf(limit.query, limit.options);
        assert.is(times.length, 40);
        fullest = Math.max(
          ...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length),
        );
        assert.ok(fullest <= perSecond + 1, `${fullest} in one second`);
      }
      assert.ok(fullest <= perSecond, `${fullest} in one second`);
    },
  );
}

/** When each of 40 messages came, while three machines send, a fourth one comes, and one vanishes. */
function timesOf(query: string, options: Record<string, unknown>): Promise<readonly number[]> {
  return withDatabase(async (database, place) => {
    await addReaders(database, 40, 1);
    const times: number[] = [];
    const server = await startSmtpServer({
      fault: ({ moment }) => {
        if (moment === 'mail') times.push(performance.now());
        return null;
      },
    });
    const start = () => startMachine(place, server.url + query, options);
    try {
      const machines = [1, 2, 3].map(start);
      while (times.length < 10) await pause(20);
      machines.push(start());
      while (times.length < 16) await pause(20);
      machines[0]?.child.kill('SIGTERM');
      for (const { end } of machines) await end;
      while ((await totalsOf(database)).waiting > 0) await start().end;
      return times;
    } finally {
      await server.close();
    }
  });
}

whenThere('who waits for the deliveries of another machine goes on as soon as they come back', () =>
  withDatabase(async (database, place) => {
    await addReaders(database, 6);
    const mailing = await openMailing(database, wanted());
    const lease = await keepLease(database, 60_000, () => {});
    await claim(database, lease.worker, mailing, { limit: 1000, onlyDomains: null, exceptDomains: [] });
    const server = await startSmtpServer();
    try {
      const far = await openDatabase(place.folder, place.url);
      const sending = sendOnce(far, server.url);
      await pause(700);
      assert.is(server.received.length, 0);
      const gaveBackAt = performance.now();
      await dismissWorker(database, lease);
      while (server.received.length < 6) await pause(5);
      assert.ok(performance.now() - gaveBackAt < 500, `after ${performance.now() - gaveBackAt} ms`);
      assert.is((await sending).totals.accepted, 6);
      await far.close();
    } finally {
      await server.close();
    }
  }),
);

for (const [word, act] of [
  ['paused', pauseMailing],
  ['cancelled', cancelMailing],
] as const) {
  whenThere(`who waits hears at once that the mailing is ${word}`, () =>
    withDatabase(async (database, place) => {
      await addReaders(database, 3);
      const mailing = await openMailing(database, wanted());
      const lease = await keepLease(database, 60_000, () => {});
      await claim(database, lease.worker, mailing, { limit: 1, onlyDomains: null, exceptDomains: [] });
      const server = await startSmtpServer();
      try {
        const far = await openDatabase(place.folder, place.url);
        const sending = sendOnce(far, server.url);
        while ((await totalsOf(database)).accepted < 2) await pause(20);
        await pause(200);
        const actedAt = performance.now();
        await act(database, mailing.issueNumber, mailing.list);
        const { stopped } = await sending;
        assert.ok(performance.now() - actedAt < 500, `after ${performance.now() - actedAt} ms`);
        if (word === 'paused') assert.is(stopped, 'The mailing was paused or cancelled.');
        await dismissWorker(database, lease);
        assert.equal((await readStatus(database))[0]?.workers, 0);
        await far.close();
      } finally {
        await server.close();
      }
    }),
  );
}

test.run();
