import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bar } from '../../src/terminal/bars.ts';

test('the longest bar fills its columns, the others are in proportion, an eighth of a column fine', () => {
  assert.is(bar(100, 100, 10), '██████████');
  assert.is(bar(50, 100, 10), '█████');
  assert.is(bar(55, 100, 10), '█████▌');
});

test('nothing has no bar, and what is more than nothing has one', () => {
  assert.is(bar(0, 100, 10), '');
  assert.is(bar(1, 1_000_000, 10), '▏');
  assert.is(bar(5, 0, 10), '');
  assert.is(bar(200, 100, 4), '████');
});

test.run();
