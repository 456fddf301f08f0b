import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPatience } from '../../src/database/postgres-patience.ts';

function patienceAt() {
  let nowMs = 5_000;
  return {
    patience: createPatience(60_000, () => nowMs),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('all who wait for a server wait together, from when it was first missed', () => {
  const { patience, pass } = patienceAt();
  const first = patience.wait();
  assert.is(first(), true);
  for (let seconds = 0; seconds < 50; seconds += 10) {
    pass(10_000);
    assert.is(first(), true);
  }
  const second = patience.wait();
  pass(9_000);
  assert.is(second(), true);
  pass(2_000);
  assert.is(first(), false);
  assert.is(second(), false);
  assert.is(patience.wait()(), false, 'whoever comes now does not wait anew');
});

test('a server that has answered is waited for anew, but not by one whom it has ended again and again', () => {
  const { patience, pass } = patienceAt();
  const one = patience.wait();
  for (let seconds = 0; seconds <= 60; seconds += 10) {
    assert.is(one(), true);
    patience.restore();
    pass(10_000);
  }
  assert.is(one(), false);
  assert.is(patience.wait()(), true);
});

test('one who has less time waits for less', () => {
  const { patience, pass } = patienceAt();
  const [reader, sender] = [patience.wait(15_000), patience.wait()];
  assert.equal([reader(), sender()], [true, true]);
  pass(16_000);
  assert.equal([reader(), sender()], [false, true]);
});

test('an outage that nobody has looked at for a while is over', () => {
  const { patience, pass } = patienceAt();
  patience.wait()();
  pass(3_600_000);
  const reader = patience.wait(15_000);
  assert.is(reader(), true);
  pass(14_000);
  assert.is(reader(), true);
});

test.run();
