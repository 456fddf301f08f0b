import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPatience } from '../../src/database/postgres-patience.ts';

test('all who wait for a server wait together, from when it was first missed', () => {
  let nowMs = 5_000;
  const patience = createPatience(60_000, () => nowMs);
  assert.is(patience.goesOn(), true, 'the first one misses it');
  nowMs += 59_000;
  assert.is(patience.goesOn(), true, 'another one');
  nowMs += 2_000;
  assert.is(patience.goesOn(), false);
  assert.is(patience.goesOn(), false, 'whoever comes now does not wait anew');
});

test('a server that has answered is waited for anew', () => {
  let nowMs = 5_000;
  const patience = createPatience(60_000, () => nowMs);
  patience.goesOn();
  nowMs += 61_000;
  assert.is(patience.goesOn(), false);
  patience.restore();
  nowMs += 1_000;
  assert.is(patience.goesOn(), true);
  nowMs += 59_000;
  assert.is(patience.goesOn(), true);
});

test.run();
