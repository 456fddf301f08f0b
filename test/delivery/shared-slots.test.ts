import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { createPace } from '../../src/delivery/pace.ts';
import { sharedSlots } from '../../src/delivery/shared-slots.ts';
import type { Slots } from '../../src/delivery/slots.ts';
import { everywhere, type Place } from '../database/stores.ts';

const perSecond = 20;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes every slot that it gets, and writes down when, until told to stop. */
function takeAll(
  slots: Slots,
  key: string,
  intervalMs: number,
  taken: number[],
): { readonly stop: () => void } {
  let wake = () => {};
  let over = false;
  slots.onChange(() => wake());
  void (async () => {
    while (!over) {
      const waitMs = slots.take(key, intervalMs, performance.now());
      if (waitMs === 0) taken.push(performance.now());
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, waitMs);
        });
    }
  })();
  return {
    stop: () => {
      over = true;
      wake();
    },
  };
}

/** The most in any second, wherever it begins. */
function fullestSecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1000).length));
}

const others = (count: number, { folder, url }: Place) =>
  Promise.all(Array.from({ length: count }, () => openDatabase(folder, url)));

everywhere(
  'four who share a limit keep to it in every second, while one comes and another one vanishes',
  (withDatabase) =>
    withDatabase(async (database, place) => {
      const databases = [database, ...(await others(3, place))];
      const taken: number[] = [];
      const join = (one: Database) => takeAll(sharedSlots(one), 'example.org', 1000 / perSecond, taken);
      const started = performance.now();
      const first = databases.slice(0, 3).map(join);
      await pause(1200);
      const last = join(databases[3] as Database);
      await pause(1000);
      first[0]?.stop();
      await pause(1300);
      for (const each of [...first, last]) each.stop();
      const seconds = (performance.now() - started) / 1000;
      assert.ok(fullestSecond(taken) <= perSecond, `${fullestSecond(taken)} in one second`);
      assert.ok(
        taken.length >= 0.4 * perSecond * seconds,
        `${taken.length} in ${seconds} s: the limit is not made use of`,
      );
      await pause(300);
      for (const other of databases.slice(1)) await other.close();
    }),
);

everywhere('a process that begins anew does not begin with a burst', (withDatabase) =>
  withDatabase(async (database, place) => {
    const taken: number[] = [];
    for (let run = 0; run < 6; run++) {
      const [again] = (await others(1, place)) as [Database];
      const { stop } = takeAll(sharedSlots(again), 'smtp://relay.example.org:25', 1000 / perSecond, taken);
      await pause(250);
      stop();
      await pause(100);
      await again.close();
    }
    assert.ok(taken.length > 6);
    assert.ok(fullestSecond(taken) <= perSecond, `${fullestSecond(taken)} in one second`);
    assert.is((await database.kysely.selectFrom('paces').selectAll().execute()).length, 1);
  }),
);

everywhere('a domain that asks one of them for patience is slowed for all, and only once', (withDatabase) =>
  withDatabase(async (database, place) => {
    const [far] = (await others(1, place)) as [Database];
    const [mine, theirs] = [sharedSlots(database), sharedSlots(far)] as const;
    const listening = await far.listen(theirs.look, () => {});
    const [here, there] = [createPace({}, mine), createPace({}, theirs)];
    const items = () => [{ domain: 'example.org' }];
    assert.is(there.pick(items(), performance.now()).kind, 'item', 'nobody has slowed it yet');
    here.slowDown('example.org', performance.now());
    here.slowDown('example.org', performance.now());
    await until(() => there.pick(items(), performance.now()).kind === 'none');
    assert.is(there.pick([{ domain: 'other.example.org' }], performance.now()).kind, 'item');
    const [row] = await database.kysely.selectFrom('paces').selectAll().execute();
    assert.equal([row?.key, row?.slowed_ms], ['example.org', 500]);

    // Either of them gets its turn, and each message that is taken makes it a little faster for both.
    await until(() => there.pick(items(), performance.now()).kind === 'item');
    for (let message = 0; message < 60; message++) there.recover('example.org');
    await until(() => {
      there.pick(items(), performance.now());
      return (
        here.pick(items(), performance.now()).kind === 'item' &&
        here.pick(items(), performance.now()).kind === 'item'
      );
    });
    await until(() => mine.failure() !== null || here.busyFor(0, performance.now()).length === 0);
    assert.equal([mine.failure(), theirs.failure()], [null, null]);
    await listening.stop();
    await pause(300);
    await far.close();
  }),
);

everywhere('without limits nothing is asked of the database', (withDatabase) =>
  withDatabase(async (database) => {
    const slots = sharedSlots(database);
    for (let message = 0; message < 1000; message++) {
      assert.is(slots.take(`d${message % 7}.example.org`, 0, performance.now()), 0);
    }
    await pause(100);
    assert.equal(await database.kysely.selectFrom('paces').selectAll().execute(), []);
  }),
);

everywhere('a database that fails is told, and no slot comes any more', (withDatabase) =>
  withDatabase(async (database) => {
    const broken: Database = {
      ...database,
      transaction: () => Promise.reject(new Error('the disk is gone')),
    };
    const slots = sharedSlots(broken);
    let told = 0;
    slots.onChange(() => told++);
    assert.ok(slots.take('example.org', 50, performance.now()) > 0);
    await until(() => slots.failure() !== null);
    assert.match((slots.failure() as Error).message, 'the disk is gone');
    assert.ok(told > 0);
    assert.ok(slots.take('example.org', 50, performance.now()) > 0);
  }),
);

async function until(condition: () => boolean): Promise<void> {
  for (const started = performance.now(); !condition(); ) {
    if (performance.now() - started > 10_000) throw new Error('It did not come to that in time.');
    await pause(5);
  }
}

test.run();
