import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnsOf, cutToColumns, oneLine, padToColumns, wrapToColumns } from '../../src/terminal/width.ts';

test('East Asian characters and emoji take two columns, combining marks none', () => {
  assert.is(columnsOf('Tumen'), 5);
  assert.is(columnsOf('조선'), 4);
  assert.is(columnsOf('e\u0301'), 1);
  assert.is(columnsOf('👩‍💻'), 2);
});

test('a text is cut between whole characters and never wider than asked', () => {
  assert.is(cutToColumns('Pyongyang', 9), 'Pyongyang');
  assert.is(cutToColumns('Pyongyang', 8), 'Pyongya…');
  assert.is(cutToColumns('조선중앙통신', 6), '조선…');
  assert.is(cutToColumns('👩‍💻👩‍💻👩‍💻', 4), '👩‍💻…');
  assert.is(cutToColumns('anything', 0), '');
});

test('padding counts columns, not characters', () => {
  assert.is(padToColumns('조선', 6, 'left'), '조선  ');
  assert.is(padToColumns('12', 6, 'right'), '    12');
  assert.is(padToColumns('already wider', 3, 'left'), 'already wider');
});

test('control characters and direction overrides never reach the terminal', () => {
  assert.is(oneLine('two\r\nlines\tand more'), 'two lines and more');
  assert.is(oneLine('\u001b[31mred\u001b[0m\u0007\u009b2J'), '[31mred[0m2J');
  assert.is(oneLine('a\u202egnp.exe'), 'agnp.exe');
  assert.is(oneLine('مرحبا'), 'مرحبا');
});

test('a text is wrapped between words by the columns that it takes', () => {
  assert.is(wrapToColumns('A train came in.', 8), 'A train\ncame in.');
  assert.is(wrapToColumns('조선 통신 says', 9), '조선 통신\nsays');
  assert.is(wrapToColumns('see https://example.org/a now', 8), 'see\nhttps://example.org/a\nnow');
  assert.is(wrapToColumns('', 8), '');
});

test.run();
