import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openDatabase } from '../../src/database/open.ts';
import { openMailing } from '../../src/delivery/mailing.ts';
import { readStatus } from '../../src/delivery/status.ts';
import { sqlite, stores } from '../database/stores.ts';
import { startSmtpServer } from '../delivery/smtp-server.ts';
import { assertNobodyIsLost, killAgainAndAgain, slowServer } from './kills.ts';
import {
  assertLedgerIsTrue,
  compare,
  ended,
  invite,
  sendToTheEnd,
  startSender,
  totalsOf,
  until,
} from './trial.ts';

const strace = ['/usr/bin/strace', '/usr/local/bin/strace'].find(existsSync);
if (strace === undefined)
  process.stdout.write('note: strace is missing; deaths at an fsync were not tried.\n');
const whenTraced = strace === undefined ? test.skip : test;

// On PostgreSQL four machines are killed as well: see several.test.ts.
const trials = stores.flatMap((store) =>
  (store === sqlite ? [1, 2, 3] : [1]).map((seed) => ({ store, seed })),
);
for (const { store, seed } of trials) {
  test(`${store.name}: killed twenty times at random moments (${seed}): nobody lost, one copy a kill at most`, () =>
    store.withDatabase(async (database, place) => {
      const invited = await invite(database, 2000);
      const server = await slowServer(2);
      try {
        await killAgainAndAgain(database, place, server, invited, 20, seed);
        assertNobodyIsLost(server, invited, 20);
        assert.equal(await totalsOf(database), {
          audience: invited.length,
          accepted: invited.length,
          refused: 0,
          skipped: 0,
          unknown: 0,
          waiting: 0,
        });
        await assertLedgerIsTrue(database, server);
      } finally {
        await server.close();
      }
    }));
}

test('the control, which marks at the claim, is caught: it loses readers', () =>
  sqlite.withDatabase(async (database, place) => {
    const invited = await invite(database, 500);
    await openMailing(database, {
      issueNumber: 2,
      issueSlug: 'x',
      list: 'weekly',
      subject: 'x',
      contentHash: 'x',
      notBeforeMs: null,
      segment: null,
    });
    const server = await slowServer(2);
    try {
      for (let kill = 1; kill <= 4; kill++) {
        const before = server.received.length;
        const child = spawn(
          process.execPath,
          [join(import.meta.dirname, 'naive-sender.ts'), place.folder, server.url],
          { stdio: 'ignore' },
        );
        const end = ended(child);
        await until(() => server.received.length >= before + 20);
        child.kill('SIGKILL');
        await end;
      }
      await ended(
        spawn(process.execPath, [join(import.meta.dirname, 'naive-sender.ts'), place.folder, server.url], {
          stdio: 'ignore',
        }),
      );
      assert.ok(compare(server, invited).lost.length > 0);
      assert.is((await totalsOf(database)).accepted, invited.length, 'and its ledger says that all is well');
      try {
        await assertLedgerIsTrue(database, server);
      } catch {
        return;
      }
      assert.unreachable('its ledger was believed');
    } finally {
      await server.close();
    }
  }));

for (let when = 1; when <= 12; when++) {
  whenTraced(`killed at sync ${when}: nobody lost and nobody twice without a doubt on record`, () =>
    sqlite.withDatabase(async (database, place) => {
      const invited = await invite(database, 100);
      const server = await startSmtpServer();
      try {
        const inject = [
          '-f',
          '-qq',
          '-o',
          '/dev/null',
          '-e',
          `inject=fsync,fdatasync:signal=SIGKILL:when=${when}`,
        ];
        await ended(startSender(place, server.url, {}, [strace as string, ...inject]));
        const { doubts } = await sendToTheEnd(database, server.url);
        const { lost, copies, strangers } = compare(server, invited);
        assert.equal([lost, strangers], [[], []]);
        assert.ok(copies <= doubts, `${copies} copies for ${doubts} doubts`);
        await assertLedgerIsTrue(database, server);
      } finally {
        await server.close();
      }
    }),
  );
}

for (const when of [1, 4, 8]) {
  whenTraced(
    `sync ${when} and all after it fail: it stops with a sentence, and goes on when the disk is well`,
    () =>
      sqlite.withDatabase(async (database, place) => {
        const invited = await invite(database, 100);
        const server = await startSmtpServer();
        try {
          const inject = [
            '-f',
            '-qq',
            '-o',
            '/dev/null',
            '-e',
            `inject=fsync,fdatasync:error=EIO:when=${when}+`,
          ];
          const { code, errors } = await ended(
            startSender(place, server.url, {}, [strace as string, ...inject]),
          );
          assert.is(code, 1, errors);
          assert.match(errors, /UserError: The database .*cannot be (written|opened)/);
          const { doubts } = await sendToTheEnd(database, server.url);
          const { lost, copies } = compare(server, invited);
          assert.equal(lost, []);
          assert.ok(copies <= doubts, `${copies} copies for ${doubts} doubts`);
          await assertLedgerIsTrue(database, server);
        } finally {
          await server.close();
        }
      }),
  );
}

test('a full disk stops it with a sentence, and nobody is lost or mailed twice without a doubt on record', async () => {
  const place = mkdtempSync(join(tmpdir(), 'tumen-full-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', place]).status === 0;
  if (!mounted) {
    rmSync(place, { recursive: true });
    process.stdout.write('note: no small disk could be mounted; the full disk was not tried.\n');
    return;
  }
  const server = await startSmtpServer();
  try {
    const folder = join(place, 'desk');
    mkdirSync(folder);
    const database = await openDatabase(folder);
    const invited = await invite(database, 400);
    spawnSync('dd', ['if=/dev/zero', `of=${join(place, 'ballast')}`, 'bs=1k'], { stdio: 'ignore' });
    const { code, errors } = await ended(startSender({ folder, url: undefined }, server.url));
    assert.is(code, 1);
    assert.match(errors, /UserError: The database cannot be written: database or disk is full/);
    rmSync(join(place, 'ballast'));
    const { doubts } = await sendToTheEnd(database, server.url);
    const { lost, copies } = compare(server, invited);
    assert.equal(lost, []);
    assert.ok(copies <= doubts);
    await assertLedgerIsTrue(database, server);
    await database.close();
  } finally {
    await server.close();
    // Lazily: a process that was killed a moment ago may still be leaving.
    spawnSync('umount', ['--lazy', place]);
    rmSync(place, { recursive: true, force: true });
  }
});

test('a database that another program holds for a while is waited for', () =>
  sqlite.withDatabase(async (database, place) => {
    const invited = await invite(database, 300);
    const server = await slowServer(5);
    try {
      const child = startSender(place, server.url);
      const end = ended(child);
      await until(() => server.received.length > 20);
      const other = new SQLite(join(place.folder, '.tumen', 'tumen.db'));
      other.exec('begin immediate');
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      other.exec('commit');
      other.close();
      const { code, errors } = await end;
      assert.is(code, 0, errors);
      const { lost, copies } = compare(server, invited);
      assert.equal([lost, copies], [[], 0]);
    } finally {
      await server.close();
    }
  }));

test('a process that was stopped and comes back after its lease repeats nobody, and its loss is on record', () =>
  sqlite.withDatabase(async (database, place) => {
    const invited = await invite(database, 600);
    const server = await slowServer(5);
    try {
      const sleeper = startSender(place, server.url, { leaseMs: 600 });
      const sleeperEnd = ended(sleeper);
      await until(() => server.received.length > 50);
      // One that is stopped within a transaction holds the database, and everyone waits for it: not what is tried here.
      const probe = new SQLite(join(place.folder, '.tumen', 'tumen.db'), { timeout: 0 });
      for (let stopped = false; !stopped; ) {
        sleeper.kill('SIGSTOP');
        await new Promise((resolve) => setTimeout(resolve, 20));
        try {
          probe.exec('begin immediate; commit');
          stopped = true;
        } catch {
          sleeper.kill('SIGCONT');
          await new Promise((resolve) => setTimeout(resolve, 3));
        }
      }
      probe.close();
      await new Promise((resolve) => setTimeout(resolve, 700));
      assert.is((await ended(startSender(place, server.url))).code, 0);
      sleeper.kill('SIGCONT');
      await sleeperEnd;
      const [status] = await readStatus(database);
      assert.ok(
        status?.events.some(({ kind }) => kind === 'lease lost'),
        'the loss is on record',
      );
      const { lost, copies } = compare(server, invited);
      const doubts = (await totalsOf(database)).unknown;
      assert.ok(lost.length <= doubts, `${lost.length} not received, ${doubts} in doubt`);
      assert.is(copies, 0);
      const { doubts: resent } = await sendToTheEnd(database, server.url);
      assert.equal(compare(server, invited).lost, []);
      assert.ok(compare(server, invited).copies <= resent);
      await assertLedgerIsTrue(database, server);
    } finally {
      await server.close();
    }
  }));

test('a clock that jumps ahead takes a living worker’s deliveries away, once and on record', () =>
  sqlite.withDatabase(async (database, place) => {
    const invited = await invite(database, 600);
    const server = await slowServer(5);
    try {
      const first = startSender(place, server.url, { leaseMs: 60_000 });
      const firstEnd = ended(first);
      await until(() => server.received.length > 50);
      // As if the database's clock had been set an hour ahead.
      await database.transaction((transaction) =>
        transaction.updateTable('workers').set({ lease_until: 0 }).execute(),
      );
      const second = await ended(startSender(place, server.url));
      assert.is(second.code, 0, second.errors);
      await firstEnd;
      const { doubts } = await sendToTheEnd(database, server.url);
      const { lost, copies } = compare(server, invited);
      assert.equal(lost, []);
      assert.ok(copies <= doubts, `${copies} copies for ${doubts} doubts`);
      await assertLedgerIsTrue(database, server);
    } finally {
      await server.close();
    }
  }));

test.run();
