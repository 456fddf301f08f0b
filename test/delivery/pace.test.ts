import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPace } from '../../src/delivery/pace.ts';
import { nextAttempt, retrySchedule } from '../../src/delivery/retry.ts';

/** The times at which `count` messages to `domain` go out when asked every millisecond. */
function times(pace: ReturnType<typeof createPace>, domain: string, count: number, fromMs = 0): number[] {
  const items = Array.from({ length: count }, () => ({ domain }));
  const found: number[] = [];
  for (let nowMs = fromMs; found.length < count && nowMs < fromMs + 1_000_000; nowMs++) {
    while (pace.pick(items, nowMs).kind === 'item') found.push(nowMs);
  }
  return found;
}

test('without a limit everything goes at once, in its order', () => {
  const items = [1, 2, 3].map((number) => ({ domain: `d${number}`, number }));
  const pace = createPace({});
  const order = [0, 0, 0].map((nowMs) => {
    const picked = pace.pick(items, nowMs);
    return picked.kind === 'item' ? picked.item.number : null;
  });
  assert.equal(order, [1, 2, 3]);
  assert.equal(pace.pick(items, 0), { kind: 'none', waitMs: null });
});

test('a limit spaces messages evenly, and a pause is not made up for in a burst', () => {
  const pace = createPace({ 'example.org': 10 });
  assert.equal(times(pace, 'example.org', 4), [0, 100, 200, 300]);
  assert.equal(times(pace, 'example.org', 3, 5_000), [5_000, 5_100, 5_200]);
});

test('a domain at its limit holds up nobody else, and says how long it takes', () => {
  const pace = createPace({ slow: 1 });
  const items = ['slow', 'slow', 'fast', 'slow'].map((domain, number) => ({ domain, number }));
  const numbers = [0, 0].map(() => {
    const picked = pace.pick(items, 0);
    return picked.kind === 'item' ? picked.item.number : null;
  });
  assert.equal(numbers, [0, 2]);
  assert.equal(pace.pick(items, 250), { kind: 'none', waitMs: 750 });
  assert.equal(pace.busyFor(500, 250), ['slow']);
  assert.equal(pace.busyFor(800, 250), []);
});

test('“*” is for every domain that is not named, and each has its own bucket', () => {
  const pace = createPace({ '*': 2, named: 4 });
  assert.equal(times(pace, 'one', 2), [0, 500]);
  assert.equal(times(pace, 'two', 2), [0, 500]);
  assert.equal(times(pace, 'named', 2), [0, 250]);
});

test('a domain that asks for patience is slowed once for all that was under way, and recovers', () => {
  const pace = createPace({});
  for (let answer = 0; answer < 20; answer++) pace.slowDown('example.org', 1_000 + answer);
  assert.equal(times(pace, 'example.org', 3, 1_020), [1_500, 2_000, 2_500]);
  pace.slowDown('example.org', 3_000);
  assert.equal(times(pace, 'example.org', 2, 3_000), [4_000, 5_000]);
  for (let accepted = 0; accepted < 60; accepted++) pace.recover('example.org');
  assert.equal(times(pace, 'example.org', 3, 10_000), [10_000, 10_000, 10_000]);
  assert.equal(times(pace, 'other.example.org', 2, 0), [0, 0], 'the others were never slowed');
});

test('slowing ends at one a minute, and recovery at the limit', () => {
  const pace = createPace({ 'example.org': 5 });
  for (let nowMs = 0; nowMs < 10_000_000; nowMs += 100_000) pace.slowDown('example.org', nowMs);
  const [first, second] = times(pace, 'example.org', 2, 20_000_000) as [number, number];
  assert.is(second - first, 60_000);
  for (let accepted = 0; accepted < 500; accepted++) pace.recover('example.org');
  const [third, fourth] = times(pace, 'example.org', 2, 30_000_000) as [number, number];
  assert.is(fourth - third, 200);
});

test('a closed domain is never picked', () => {
  const pace = createPace({});
  pace.close('example.org');
  assert.equal(pace.pick([{ domain: 'example.org' }], 0), { kind: 'none', waitMs: null });
  assert.equal(pace.closed(), ['example.org']);
});

test('retries come after 15 and 30 minutes, 1, 2 and then every 4 hours, until three days are over', () => {
  const minutes = (attempts: number) => (nextAttempt(retrySchedule, attempts, 0, () => 0.5) ?? 0) / 60_000;
  assert.equal([1, 2, 3, 4, 5, 6, 20].map(minutes), [15, 30, 60, 120, 240, 240, 240]);
  assert.is(nextAttempt(retrySchedule, 20, 72 * 3_600_000), null);
});

test('retries are scattered by a fifth to both sides', () => {
  assert.is(
    nextAttempt(retrySchedule, 1, 0, () => 0),
    12 * 60_000,
  );
  assert.is(
    nextAttempt(retrySchedule, 1, 0, () => 1),
    18 * 60_000,
  );
  const delays = new Set(Array.from({ length: 100 }, () => nextAttempt(retrySchedule, 1, 0)));
  assert.ok(delays.size > 90);
});

test.run();
