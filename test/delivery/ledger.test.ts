import { type SqlBool, sql } from 'kysely';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { removeSubscriber } from '../../src/audience/subscribers.ts';
import { suppress } from '../../src/audience/suppressions.ts';
import type { Database } from '../../src/database/open.ts';
import { cancelMailing, pauseMailing, resumeMailing, verifyMailing } from '../../src/delivery/control.ts';
import { openClerk } from '../../src/delivery/group-commit.ts';
import { type Claim, claim, type Settlement, takeBack } from '../../src/delivery/ledger.ts';
import { writeOver } from '../../src/delivery/ledger-writer.ts';
import {
  countAudience,
  findMailing,
  type Mailing,
  openMailing,
  requeueUnknown,
} from '../../src/delivery/mailing.ts';
import { listDeliveries, readStatus } from '../../src/delivery/status.ts';
import { sumUp, toTotals } from '../../src/delivery/sum.ts';
import { dismissWorker, keepLease, type Lease, takeOverFromVanished } from '../../src/delivery/worker.ts';
import { stores } from '../database/stores.ts';
import { addReaders } from './edition.ts';

const wanted = {
  issueNumber: 2,
  issueSlug: 'pyongyang',
  list: 'weekly',
  subject: 'A',
  contentHash: 'h',
  notBeforeMs: null,
  segment: null,
};
const everyone = { limit: 1000, onlyDomains: null, exceptDomains: [] };

type Given = { readonly database: Database; readonly mailing: Mailing; readonly lease: Lease };

function settlement(claimed: Claim, state: Settlement['state'], delayMs = 0): Settlement {
  return {
    claim: claimed,
    state,
    code: 250,
    reason: '250 ok',
    relay: 'smtp://relay.example.org:25',
    delayMs,
  };
}

async function totals({ database, mailing }: Given) {
  return toTotals(await sumUp(database, mailing.id));
}

async function who(
  database: Database,
  mailing: Mailing,
  state: Parameters<typeof listDeliveries>[2],
): Promise<string[]> {
  const emails: string[] = [];
  for await (const { email } of listDeliveries(database, mailing.id, state, 2)) emails.push(email);
  return emails;
}

async function proven({ database, mailing }: Given): Promise<void> {
  const { proofs } = await verifyMailing(database, mailing);
  assert.equal(
    proofs.filter(({ broken }) => broken !== 0),
    [],
  );
}

for (const store of stores) {
  const ledger = (name: string, work: (given: Given) => Promise<void>, readers = 6) =>
    test(`${store.name}: ${name}`, () =>
      store.withDatabase(async (database) => {
        await addReaders(database, readers);
        const mailing = await openMailing(database, wanted);
        const lease = await keepLease(database, 60_000, (problem) => assert.unreachable(String(problem)));
        try {
          await work({ database, mailing, lease });
          await proven({ database, mailing, lease });
        } finally {
          lease.stopRenewing();
        }
      }));

  ledger('the audience is frozen, and opening it twice is opening it once', async (given) => {
    const { database, mailing } = given;
    await addReaders(database, 8);
    const again = await openMailing(database, wanted);
    assert.equal(again, mailing);
    assert.is(mailing.audience, 6);
    assert.equal(await totals(given), {
      audience: 6,
      accepted: 0,
      refused: 0,
      skipped: 0,
      unknown: 0,
      waiting: 6,
    });
    const other = await openMailing(database, { ...wanted, issueNumber: 3 });
    assert.is(other.audience, 8);
    assert.not.equal(other.uid, mailing.uid);
  });

  ledger('a delivery is claimed by one worker only', async ({ database, mailing, lease }) => {
    const other = await keepLease(database, 60_000, () => {});
    const [mine, theirs] = await Promise.all([
      claim(database, lease.worker, mailing, { ...everyone, limit: 4 }),
      claim(database, other.worker, mailing, { ...everyone, limit: 4 }),
    ]);
    const ids = [...mine.claims, ...theirs.claims].map(({ subscriberId }) => subscriberId);
    assert.is(new Set(ids).size, ids.length);
    assert.is(ids.length, 6);
    await dismissWorker(database, other);
  });

  ledger('from queued to accepted, and every step is in the ledger', async (given) => {
    const { database, mailing, lease } = given;
    const clerk = openClerk(writeOver(database, lease.worker, mailing));
    const { claims } = await claim(database, lease.worker, mailing, everyone);
    assert.equal(
      claims
        .map(({ email, domain, name, attributes, attempts, sinceFirstMs }) => [
          email,
          domain,
          name,
          attributes,
          attempts,
          sinceFirstMs,
        ])
        .slice(1, 3),
      [
        ['r2@d2.example.org', 'd2.example.org', 'Reader 2', {}, 0, null],
        ['r3@d0.example.org', 'd0.example.org', 'Reader 3', { city: 'Vladivostok' }, 0, null],
      ],
    );
    assert.is((await sumUp(database, mailing.id)).claimed, 6);
    assert.equal(await Promise.all(claims.map(clerk.hand)), Array(6).fill('handed'));
    assert.is((await sumUp(database, mailing.id)).handed, 6);
    assert.equal(
      await Promise.all(claims.map((one) => clerk.settle(settlement(one, 'accepted')))),
      Array(6).fill(true),
    );
    assert.equal(await totals(given), {
      audience: 6,
      accepted: 6,
      refused: 0,
      skipped: 0,
      unknown: 0,
      waiting: 0,
    });
    const row = await database.kysely
      .selectFrom('deliveries')
      .selectAll()
      .where('subscriber_id', '=', 1)
      .executeTakeFirstOrThrow();
    assert.equal(
      [row.code, row.reason, row.relay, row.worker_id, row.attempts],
      [250, '250 ok', 'smtp://relay.example.org:25', null, 1],
    );
    assert.ok(Math.abs((row.settled_at ?? 0) - Date.now()) < 60_000);
  });

  ledger(
    'a settled delivery is never claimed again, and a deferred one not before its time',
    async ({ database, mailing, lease }) => {
      const clerk = openClerk(writeOver(database, lease.worker, mailing));
      const { claims } = await claim(database, lease.worker, mailing, everyone);
      await Promise.all(claims.map(clerk.hand));
      const states = ['accepted', 'refused', 'unknown', 'skipped', 'deferred', 'deferred'] as const;
      await Promise.all(
        claims.map((one, index) =>
          clerk.settle(settlement(one, states[index] as 'accepted', index === 5 ? 60_000 : 0)),
        ),
      );
      const second = await claim(database, lease.worker, mailing, everyone);
      assert.equal(
        second.claims.map(({ subscriberId, attempts }) => [subscriberId, attempts]),
        [[5, 1]],
      );
      assert.ok((second.claims[0]?.sinceFirstMs ?? -1) >= 0);
    },
  );

  ledger(
    'whoever left is skipped at the claim, and when about to be handed over',
    async ({ database, mailing, lease }) => {
      await removeSubscriber(database, 'weekly', 'r1@d1.example.org', 'test');
      const { claims, skipped } = await claim(database, lease.worker, mailing, everyone);
      assert.equal([claims.length, skipped], [5, 1]);
      await removeSubscriber(database, 'weekly', 'r2@d2.example.org', 'test');
      const clerk = openClerk(writeOver(database, lease.worker, mailing));
      assert.equal(await Promise.all(claims.map(clerk.hand)), [
        'skipped',
        'handed',
        'handed',
        'handed',
        'handed',
      ]);
      assert.equal(await who(database, mailing, 'skipped'), ['r1@d1.example.org', 'r2@d2.example.org']);
      await Promise.all(claims.slice(1).map((one) => clerk.settle(settlement(one, 'accepted'))));
    },
  );

  ledger(
    'a suppressed address or domain is skipped at the claim, and when about to be handed over',
    async ({ database, mailing, lease }) => {
      await suppress(database, 'r1@d1.example.org', 'desk', 'test');
      const { claims, skipped } = await claim(database, lease.worker, mailing, everyone);
      assert.equal([claims.length, skipped], [5, 1]);
      await suppress(database, 'd2.example.org', 'desk', 'test');
      const clerk = openClerk(writeOver(database, lease.worker, mailing));
      assert.equal(await Promise.all(claims.map(clerk.hand)), [
        'skipped',
        'handed',
        'handed',
        'skipped',
        'handed',
      ]);
      const other = await openMailing(database, { ...wanted, issueNumber: 3 });
      assert.is(other.audience, 3, 'and nobody suppressed is in the next audience');
      const rest = claims.filter((_, index) => ![0, 3].includes(index));
      await Promise.all(rest.map((one) => clerk.settle(settlement(one, 'accepted'))));
    },
  );

  ledger(
    'a segment is the part of the list that the audience is frozen from, and stays the mailing’s',
    async ({ database }) => {
      const condition = sql<SqlBool>`subscribers.domain = 'd0.example.org'`;
      const segment = { text: 'domain = "d0.example.org"', condition };
      const mailing = await openMailing(database, { ...wanted, issueNumber: 3, segment });
      assert.equal([mailing.audience, mailing.segment], [2, 'domain = "d0.example.org"']);
      assert.is(await countAudience(database, 'weekly', segment), 2);
      assert.is((await openMailing(database, { ...wanted, issueNumber: 3, segment })).id, mailing.id);
      try {
        await openMailing(database, { ...wanted, issueNumber: 3 });
        assert.unreachable('it was opened for everybody');
      } catch (error) {
        assert.match((error as Error).message, /was begun for the segment domain = "d0\.example\.org"/);
      }
    },
  );

  ledger('an erased reader is skipped', async ({ database, mailing, lease }) => {
    await database.kysely.deleteFrom('subscribers').where('id', '=', 3).execute();
    const { claims, skipped } = await claim(database, lease.worker, mailing, everyone);
    assert.equal([claims.length, skipped], [5, 1]);
  });

  ledger(
    'only the domains asked for are claimed, and none that is to be left out',
    async ({ database, mailing, lease }) => {
      const only = await claim(database, lease.worker, mailing, {
        ...everyone,
        onlyDomains: ['d0.example.org', 'd1.example.org'],
        exceptDomains: ['d1.example.org'],
      });
      assert.equal(
        only.claims.map(({ email }) => email),
        ['r3@d0.example.org', 'r6@d0.example.org'],
      );
    },
  );

  ledger(
    'what a vanished worker held: claimed goes again, handed is unknown, and the loss is on record',
    async (given) => {
      const { database, mailing, lease } = given;
      const gone = await keepLease(database, 1, () => {});
      gone.stopRenewing();
      await new Promise((resolve) => setTimeout(resolve, 5));
      const { claims } = await claim(database, gone.worker, mailing, { ...everyone, limit: 4 });
      const clerk = openClerk(writeOver(database, gone.worker, mailing));
      await Promise.all(claims.slice(0, 2).map(clerk.hand));
      await takeOverFromVanished(database, lease.worker);
      assert.equal(await who(database, mailing, 'unknown'), ['r1@d1.example.org', 'r2@d2.example.org']);
      assert.is((await sumUp(database, mailing.id)).queued, 4);

      // The one that was thought dead comes back: whatever it says now changes nothing.
      assert.equal(await Promise.all(claims.slice(2).map(clerk.hand)), ['lost', 'lost']);
      assert.equal(await Promise.all(claims.map((one) => clerk.settle(settlement(one, 'accepted')))), [
        false,
        false,
        false,
        false,
      ]);
      assert.equal(await totals(given), {
        audience: 6,
        accepted: 0,
        refused: 0,
        skipped: 0,
        unknown: 2,
        waiting: 4,
      });
      const [status] = await readStatus(database, 2);
      assert.equal(
        status?.events.map(({ kind }) => kind),
        ['opened', 'lease lost'],
      );
      assert.match(status?.events[1]?.detail ?? '', /2 queued again, 2 unknown/);
    },
  );

  ledger('a worker whose lease holds is left alone', async ({ database, mailing, lease }) => {
    const other = await keepLease(database, 60_000, () => {});
    await claim(database, other.worker, mailing, everyone);
    await takeOverFromVanished(database, lease.worker);
    assert.is((await sumUp(database, mailing.id)).claimed, 6);
    await dismissWorker(database, other);
    assert.is((await sumUp(database, mailing.id)).queued, 6);
  });

  ledger(
    'a claim that was lost and claimed again by the same worker is another claim',
    async ({ database, mailing, lease }) => {
      const first = await claim(database, lease.worker, mailing, everyone);
      const clerk = openClerk(writeOver(database, lease.worker, mailing));
      await Promise.all(first.claims.map((one) => clerk.settle(settlement(one, 'queued'))));
      const second = await claim(database, lease.worker, mailing, everyone);
      assert.is(second.claims.length, 6);
      assert.equal(await clerk.hand(first.claims[0] as Claim), 'lost');
      assert.equal(await clerk.hand(second.claims[0] as Claim), 'handed');
      await clerk.settle(settlement(second.claims[0] as Claim, 'accepted'));
    },
  );

  ledger('unknown ones are sent again on request, and keep their number of attempts', async (given) => {
    const { database, mailing, lease } = given;
    const clerk = openClerk(writeOver(database, lease.worker, mailing));
    const { claims } = await claim(database, lease.worker, mailing, { ...everyone, limit: 2 });
    await Promise.all(claims.map(clerk.hand));
    await Promise.all(claims.map((one) => clerk.settle(settlement(one, 'unknown'))));
    assert.is(await requeueUnknown(database, mailing), 2);
    assert.is(await requeueUnknown(database, mailing), 0);
    assert.is((await totals(given)).waiting, 6);
    const again = await claim(database, lease.worker, mailing, everyone);
    assert.equal(again.claims.filter(({ attempts }) => attempts === 1).length, 2);
  });

  ledger(
    'refusals that were no reader’s fault are taken back, and only while they are refusals',
    async (given) => {
      const { database, mailing, lease } = given;
      const clerk = openClerk(writeOver(database, lease.worker, mailing));
      const { claims } = await claim(database, lease.worker, mailing, { ...everyone, limit: 3 });
      await Promise.all(claims.map(clerk.hand));
      await Promise.all(
        claims.map((one, index) => clerk.settle(settlement(one, index === 2 ? 'accepted' : 'refused'))),
      );
      await takeBack(database, mailing, claims);
      assert.equal(await totals(given), {
        audience: 6,
        accepted: 1,
        refused: 0,
        skipped: 0,
        unknown: 0,
        waiting: 5,
      });
    },
  );

  ledger(
    'a paused mailing gives out nothing, what is under way is settled, and resumed it goes on',
    async ({ database, mailing, lease }) => {
      const clerk = openClerk(writeOver(database, lease.worker, mailing));
      const { claims } = await claim(database, lease.worker, mailing, { ...everyone, limit: 2 });
      const [first, second] = claims as [Claim, Claim];
      assert.is(await clerk.hand(first), 'handed');
      await pauseMailing(database, 2, 'weekly');
      assert.is(await clerk.hand(second), 'closed');
      assert.is(await clerk.settle(settlement(first, 'accepted')), true);
      assert.equal(await claim(database, lease.worker, mailing, everyone), {
        claims: [],
        skipped: 0,
        open: false,
      });
      try {
        await openMailing(database, wanted);
        assert.unreachable('it was opened');
      } catch (error) {
        assert.match((error as Error).message, /is paused\. Go on with: tumen resume 2 --list weekly/);
      }
      await resumeMailing(database, 2, 'weekly');
      assert.is((await openMailing(database, wanted)).state, 'open');
      assert.is(await clerk.hand(second), 'handed');
      await clerk.settle(settlement(second, 'accepted'));
    },
  );

  ledger(
    'what a killed sender had handed over is unknown once the mailing is cancelled: no run of it comes any more',
    async (given) => {
      const { database, mailing } = given;
      const gone = await keepLease(database, 1, () => {});
      gone.stopRenewing();
      await new Promise((resolve) => setTimeout(resolve, 5));
      const { claims } = await claim(database, gone.worker, mailing, { ...everyone, limit: 4 });
      const clerk = openClerk(writeOver(database, gone.worker, mailing));
      await clerk.hand(claims[0] as Claim);
      const [before] = await readStatus(database, 2);
      assert.equal([before?.sum.handed, before?.workers], [1, 0], 'nobody is sending');
      assert.is(await cancelMailing(database, 2, 'weekly'), 5);
      const { unknown, skipped, waiting } = await totals(given);
      assert.equal({ unknown, skipped, waiting }, { unknown: 1, skipped: 5, waiting: 0 });
      await proven(given);
    },
  );

  ledger(
    'a cancelled mailing keeps what was sent, gives up the rest, and nothing comes back into its queue',
    async (given) => {
      const { database, mailing, lease } = given;
      const clerk = openClerk(writeOver(database, lease.worker, mailing));
      const { claims } = await claim(database, lease.worker, mailing, { ...everyone, limit: 4 });
      await Promise.all(claims.slice(0, 3).map(clerk.hand));
      assert.is(await cancelMailing(database, 2, 'weekly'), 3);
      assert.is(await clerk.settle(settlement(claims[0] as Claim, 'accepted')), true);
      assert.is(await clerk.settle(settlement(claims[1] as Claim, 'deferred', 1000)), true);
      assert.is(await clerk.settle(settlement(claims[2] as Claim, 'queued')), true);
      assert.is(await clerk.settle(settlement(claims[3] as Claim, 'queued')), false);
      assert.equal(await totals(given), {
        audience: 6,
        accepted: 1,
        refused: 0,
        skipped: 5,
        unknown: 0,
        waiting: 0,
      });
      for (const again of [() => openMailing(database, wanted), () => resumeMailing(database, 2, 'weekly')]) {
        try {
          await again();
          assert.unreachable('it was opened');
        } catch (error) {
          assert.match((error as Error).message, /was cancelled\./);
        }
      }
      assert.is((await findMailing(database, 2, 'weekly'))?.state, 'cancelled');
    },
  );

  ledger('the proof finds a sum that is wrong', async ({ database, mailing, lease }) => {
    const broken = async () =>
      (await verifyMailing(database, mailing)).proofs.filter((one) => one.broken > 0).map((one) => one.claim);
    assert.equal(await broken(), []);
    await database.kysely
      .updateTable('deliveries')
      .set({ state: 'accepted' })
      .where('subscriber_id', '=', 1)
      .execute();
    assert.equal(await broken(), [
      'Whatever was accepted was handed over, and has the time and the answer of the relay.',
    ]);
    await database.kysely.deleteFrom('deliveries').where('subscriber_id', '=', 1).execute();
    assert.equal(await broken(), ['The states add up to the audience that was frozen.']);
    await database.kysely.updateTable('mailings').set({ audience: 5 }).where('id', '=', mailing.id).execute();
    assert.equal(await broken(), []);
    await claim(database, lease.worker, mailing, { ...everyone, limit: 1 });
    await database.kysely.deleteFrom('workers').execute();
    assert.equal(await broken(), ['Whatever is under way is in the hands of a process that has signed on.']);
    await database.kysely
      .updateTable('deliveries')
      .set({ state: 'queued', worker_id: null })
      .where('state', '=', 'claimed')
      .execute();
  });

  test(`${store.name}: a list that nobody is on is told, and no mailing is left behind`, () =>
    store.withDatabase(async (database) => {
      try {
        await openMailing(database, wanted);
        assert.unreachable('it was opened');
      } catch (error) {
        assert.is((error as Error).name, 'UserError');
        assert.match((error as Error).message, /Nobody is on the list weekly/);
      }
      assert.is(await findMailing(database, 2, 'weekly'), null);
    }));

  ledger(
    'every state is claimed, handed and settled by the thousand in a moment',
    async ({ database, mailing, lease }) => {
      const clerk = openClerk(writeOver(database, lease.worker, mailing));
      const started = performance.now();
      for (let round = 0; round < 4; round++) {
        const { claims } = await claim(database, lease.worker, mailing, { ...everyone, limit: 500 });
        assert.is(claims.length, 500);
        assert.ok((await Promise.all(claims.map(clerk.hand))).every((outcome) => outcome === 'handed'));
        await Promise.all(claims.map((one) => clerk.settle(settlement(one, 'accepted'))));
      }
      const elapsedMs = performance.now() - started;
      assert.ok(
        elapsedMs < 3_000,
        `${elapsedMs} ms for 2,000 deliveries: a statement walks through the mailing`,
      );
    },
    2_000,
  );
}

test.run();
