import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  describeDuration,
  describeEnd,
  describeProgress,
  startProgress,
} from '../../src/terminal/progress.ts';
import { collect } from './collect.ts';

const state = { label: 'Sending', total: 1000, done: 250, doneBefore: 0, elapsedMs: 2000 };

test('the figures are what is done, the rate and the time left', () => {
  assert.is(describeProgress(state), 'Sending: 250 of 1,000 (25 %), 125 a second, 6 s left');
});

test('what an earlier run did counts as done but not towards the rate', () => {
  assert.is(
    describeProgress({ ...state, doneBefore: 200 }),
    'Sending: 250 of 1,000 (25 %), 25 a second, 30 s left',
  );
});

test('no rate is guessed in the first second', () => {
  assert.is(describeProgress({ ...state, elapsedMs: 400 }), 'Sending: 250 of 1,000 (25 %)');
  assert.is(describeProgress({ ...state, done: 0 }), 'Sending: 0 of 1,000 (0 %)');
});

test('a slow pace is told by the minute', () => {
  assert.is(
    describeProgress({ ...state, done: 2, elapsedMs: 10_000 }),
    'Sending: 2 of 1,000 (0 %), 12 a minute, 1 h 23 min left',
  );
});

test('the end tells how long it took', () => {
  assert.is(
    describeEnd({ ...state, done: 1000, elapsedMs: 8000 }),
    'Sending: 1,000 of 1,000 (100 %), 125 a second, in 8 s',
  );
});

test('100 % is not told before all is done, and nothing to do is all done', () => {
  assert.is(describeProgress({ ...state, done: 999, elapsedMs: 0 }), 'Sending: 999 of 1,000 (99 %)');
  assert.is(describeProgress({ ...state, total: 0, done: 0 }), 'Sending: 0 of 0 (100 %)');
});

test('durations read as a person says them', () => {
  assert.is(describeDuration(0), '0 s');
  assert.is(describeDuration(100), '1 s');
  assert.is(describeDuration(59_000), '59 s');
  assert.is(describeDuration(125_000), '2 min 5 s');
  assert.is(describeDuration(3_780_000), '1 h 3 min');
});

test('a sentence in between has a line of its own, and the work goes on below it', () => {
  const pipe = collect(null);
  const progress = startProgress({ label: 'Sending', total: 100, output: pipe, nowMs: () => 0 });
  progress.say('One relay does not take mail.');
  progress.update(100);
  progress.finish();
  assert.is(
    pipe.written(),
    'Sending: 0 of 100 (0 %)\nOne relay does not take mail.\nSending: 100 of 100 (100 %), in 0 s\n',
  );
});

test('in a pipe there are plain lines: the first, the last, and one every five seconds', () => {
  const pipe = collect(null);
  let nowMs = 0;
  const progress = startProgress({ label: 'Sending', total: 100, output: pipe, nowMs: () => nowMs });
  for (let done = 1; done <= 100; done++) {
    nowMs += 120;
    progress.update(done);
  }
  progress.finish();
  assert.is(
    pipe.written(),
    [
      'Sending: 0 of 100 (0 %)',
      'Sending: 42 of 100 (42 %), 8 a second, 7 s left',
      'Sending: 84 of 100 (84 %), 8 a second, 2 s left',
      'Sending: 100 of 100 (100 %), 8 a second, in 12 s',
      '',
    ].join('\n'),
  );
});

test('on a terminal a bar is drawn within the window and replaced by the closing line', async () => {
  const terminal = collect({ columns: 70 });
  const progress = startProgress({ label: 'Importing', total: 10, output: terminal });
  progress.update(5);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const drawn = terminal.written().split('\r').join('').split('\u001b[1G');
  const last = drawn.at(-1) ?? '';
  assert.match(last, /^Importing █+░+ 5 of 10 \(50 %\)/);
  assert.is((last.match(/█/g) ?? []).length, (last.match(/░/g) ?? []).length);
  progress.update(10);
  progress.finish();
  assert.ok(terminal.written().endsWith('\u001b[2KImporting: 10 of 10 (100 %), in 1 s\n'));
  assert.not.ok(terminal.written().includes('\u001b[?'), 'no mode of the terminal is switched');
});

test.run();
