import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openClerk } from '../../src/delivery/group-commit.ts';
import type { Claim, Settlement } from '../../src/delivery/ledger.ts';
import type { Group, Written } from '../../src/delivery/ledger-writer.ts';

/** A ledger that writes when it is told to: the first group of those that wait. */
function slowLedger() {
  const waiting: { readonly group: Group; readonly done: (error?: Error) => void }[] = [];
  const write = (group: Group) =>
    new Promise<Written>((resolve, reject) => {
      const all = (ids: readonly { readonly subscriberId: number }[]) =>
        new Set(ids.map(({ subscriberId }) => subscriberId));
      const written = {
        handed: all(group.hands),
        settled: all(group.settlements.map(({ claim }) => claim)),
        skipped: new Set<number>(),
        open: true,
      };
      waiting.push({ group, done: (error) => (error === undefined ? resolve(written) : reject(error)) });
    });
  return { write, waiting };
}

const claim = (subscriberId: number): Claim => ({
  subscriberId,
  epoch: 1,
  email: `r${subscriberId}@example.org`,
  domain: 'example.org',
  name: null,
  attributes: {},
  attempts: 0,
  sinceFirstMs: null,
});
const settlement = (subscriberId: number): Settlement => ({
  claim: claim(subscriberId),
  state: 'accepted',
  code: 250,
  reason: null,
  relay: null,
  delayMs: 0,
});
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

test('what is asked for together is written together', async () => {
  const { write, waiting } = slowLedger();
  const clerk = openClerk({ write });
  const asked = [...numbers(1, 3).map((id) => clerk.hand(claim(id))), clerk.settle(settlement(9))];
  await sleep(20);
  assert.equal(
    waiting.map(({ group }) => [group.hands.length, group.settlements.length]),
    [[3, 1]],
  );
  waiting[0]?.done();
  assert.equal(await Promise.all(asked), ['handed', 'handed', 'handed', true]);
});

test('while one group is written three lie ready, and all others wait to be one', async () => {
  const { write, waiting } = slowLedger();
  const clerk = openClerk({ write });
  const asked: Promise<unknown>[] = [];
  for (let group = 0; group < 7; group++) {
    asked.push(...numbers(group * 40, 40).map((id) => clerk.hand(claim(id))));
    await sleep(20);
  }
  assert.equal(
    waiting.map(({ group }) => group.hands.length),
    [40, 40, 40, 40],
  );
  waiting[0]?.done();
  await sleep(20);
  assert.equal(
    waiting.map(({ group }) => group.hands.length),
    [40, 40, 40, 40, 120],
  );
  for (const { done } of waiting.slice(1)) done();
  assert.equal(new Set(await Promise.all(asked)), new Set(['handed']));
});

test('so many as are worth a commit are written before whoever asks has asked for the last', async () => {
  const { write, waiting } = slowLedger();
  const clerk = openClerk({ write });
  const asked = numbers(1, 63).map((id) => clerk.hand(claim(id)));
  assert.is(waiting.length, 0);
  asked.push(...numbers(64, 37).map((id) => clerk.hand(claim(id))));
  assert.equal(
    waiting.map(({ group }) => group.hands.length),
    [64],
  );
  await sleep(20);
  assert.equal(
    waiting.map(({ group }) => group.hands.length),
    [64, 36],
  );
  for (const { done } of waiting) done();
  assert.equal(new Set(await Promise.all(asked)), new Set(['handed']));
});

test('a group that could not be written fails for each who is in it, and for nobody else', async () => {
  const { write, waiting } = slowLedger();
  const clerk = openClerk({ write });
  const first = Promise.allSettled(numbers(1, 2).map((id) => clerk.hand(claim(id))));
  await sleep(20);
  const second = Promise.allSettled(numbers(3, 2).map((id) => clerk.hand(claim(id))));
  await sleep(20);
  waiting[0]?.done(new Error('The disk is full.'));
  waiting[1]?.done();
  assert.equal(
    (await first).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(
    (await second).map(({ status }) => status),
    ['fulfilled', 'fulfilled'],
  );
});

test.run();
