import { sql } from 'kysely';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { readStatus } from '../../src/delivery/status.ts';
import { startPostgres } from '../database/postgres-server.ts';
import { postgres } from '../database/stores.ts';
import { withFolder } from '../database/temporary-store.ts';
import { slowServer } from './kills.ts';
import {
  assertEveryCopyIsOnRecord,
  killOneOf,
  pause,
  type Sender,
  sendWithFour,
  signal,
  startMachine,
} from './several.ts';
import { invite } from './trial.ts';

const whenThere = postgres === null ? test.skip : test;
const withDatabase = (postgres as NonNullable<typeof postgres>)?.withDatabase;

for (const seed of [1, 2, 3]) {
  whenThere(
    `four machines, ten of them killed at random moments (${seed}): nobody lost, every copy on record`,
    () =>
      withDatabase(async (database, place) => {
        const invited = await invite(database, 3000);
        const server = await slowServer(3);
        try {
          let kills = 0;
          await sendWithFour(place, server, seed, async (machines, roll) => {
            killOneOf(place, server.url, machines, roll);
            return ++kills < 10;
          });
          assert.is(kills, 10);
          await assertEveryCopyIsOnRecord(database, server, invited);
        } finally {
          await server.close();
        }
      }),
  );
}

whenThere(
  'four machines, their connections to the database cut again and again: nobody lost, nobody twice',
  () =>
    withDatabase(async (database, place) => {
      const invited = await invite(database, 3000);
      const server = await slowServer(3);
      try {
        let cuts = 0;
        const ends = await sendWithFour(place, server, 5, async () => {
          await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and random() < 0.5`.execute(
            database.kysely,
          );
          return ++cuts < 25;
        });
        assert.ok(cuts >= 5, `${cuts} cuts`);
        assert.equal(
          ends.map(({ code, errors }) => [code, errors]),
          ends.map(() => [0, '']),
        );
        const { copies } = await assertEveryCopyIsOnRecord(database, server, invited);
        assert.is(copies, 0);
      } finally {
        await server.close();
      }
    }),
);

/** How many machines hold deliveries. */
async function atWork(database: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct worker_id) as count from deliveries where worker_id is not null`.execute(
    database.kysely,
  );
  return rows[0]?.count ?? 0;
}

whenThere(
  'one of four machines is stopped, and wakes up when its lease is over: it repeats nobody, and the loss is on record',
  () =>
    withDatabase(async (database, place) => {
      const invited = await invite(database, 3000);
      const server = await slowServer(5);
      const isLost = async () =>
        (await readStatus(database))[0]?.events.some(({ kind }) => kind === 'lease lost') === true;
      try {
        await sendWithFour(place, server, 6, async (machines) => {
          // One that holds nothing yet has nothing to lose.
          if ((await atWork(database)) < 4) return true;
          const sleeper = machines[0] as Sender;
          signal(sleeper, 'SIGSTOP');
          const stoppedAtMs = performance.now();
          while (!(await isLost()) && performance.now() - stoppedAtMs < 20_000) await pause(50);
          signal(sleeper, 'SIGCONT');
          return false;
        });
        await assertEveryCopyIsOnRecord(database, server, invited);
        assert.ok(await isLost());
      } finally {
        await server.close();
      }
    }),
);

whenThere(
  'the clock of the database jumps ahead under four machines: every lease is lost, once and on record',
  () =>
    withDatabase(async (database, place) => {
      const invited = await invite(database, 2000);
      const server = await slowServer(5);
      try {
        await sendWithFour(
          place,
          server,
          7,
          async () => {
            await database.transaction((transaction) =>
              transaction.updateTable('workers').set({ lease_until: 0 }).execute(),
            );
            return false;
          },
          { leaseMs: 60_000 },
        );
        // Whoever lost everything has stopped; one more machine goes on with what is left.
        await startMachine(place, server.url).end;
        await assertEveryCopyIsOnRecord(database, server, invited);
      } finally {
        await server.close();
      }
    }),
);

test('the database server is killed and started again under four machines: nobody lost, nobody twice without a doubt', async () => {
  const server = await startPostgres(true);
  if (server === null) return;
  const relay = await slowServer(5);
  try {
    await server.query('create database crash');
    await withFolder(async (folder) => {
      const place = { folder, url: server.url('crash') };
      const database = await openDatabase(folder, place.url);
      const invited = await invite(database, 3000);
      let crashes = 0;
      const ends = await sendWithFour(
        place,
        relay,
        8,
        async () => {
          server.kill();
          await pause(200);
          await server.start();
          await pause(400);
          return ++crashes < 3;
        },
        { leaseMs: 20_000 },
      );
      assert.ok(crashes > 0);
      assert.equal(
        ends.map(({ errors }) => errors),
        ends.map(() => ''),
        'they waited for it',
      );
      await assertEveryCopyIsOnRecord(database, relay, invited);
      await database.close();
    });
  } finally {
    await relay.close();
    await server.stop();
  }
});

test.run();
