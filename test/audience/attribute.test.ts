import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readAttribute, writeAttributes } from '../../src/audience/attribute.ts';
import type { FieldType } from '../../src/publication/types.ts';

const read = (type: FieldType, text: string): string => {
  const result = readAttribute({ name: 'field', type }, text);
  return 'refused' in result ? `refused: ${result.refused}` : result.value;
};

test('each type is kept in one way of writing', () => {
  assert.is(read('text', '  Seoul '), 'Seoul');
  assert.is(read('number', '+012.50'), '12.5');
  assert.is(read('number', '-3'), '-3');
  assert.is(read('date', '2024-06-18'), '2024-06-18');
  assert.is(read('date', '2024-06-18T23:59:00.000Z'), '2024-06-18');
  assert.is(read('date', '2024-06-18 10:23:10 UTC'), '2024-06-18');
  for (const yes of ['true', 'TRUE', 'yes', '1']) assert.is(read('boolean', yes), 'true');
  for (const no of ['false', 'No', '0']) assert.is(read('boolean', no), 'false');
});

test('what is of another type is refused with what is wanted, and nothing is guessed', () => {
  assert.is(
    read('number', '1,200'),
    'refused: The field is “1,200”: a number is wanted, written with digits and a point, as 1200.5.',
  );
  for (const text of ['1e5', '0x10', '१', 'Infinity', '1.', ''])
    assert.match(read('number', text), /^refused/, text);
  for (const text of ['06/07/2024', '2024-02-30', '2024-6-1', 'tomorrow', '2024-06-18x'])
    assert.match(read('date', text), /a day that exists is wanted/, text);
  for (const text of ['maybe', '2', 'on'])
    assert.match(read('boolean', text), /true or false is wanted/, text);
});

test('what would break a header is refused in any type', () => {
  for (const text of ['a\r\nBcc: x@example.org', 'a\u2028b', 'a\x07']) {
    assert.match(read('text', text), /holds a line break or a control character/);
  }
  assert.match(read('text', 'a\ud800'), /half a character/);
  assert.match(read('text', 'x'.repeat(1001)), /longer than 1,000/);
});

test('equal attributes are equal texts, in whatever order they came', () => {
  assert.is(writeAttributes({ b: '2', a: '1' }), '{"a":"1","b":"2"}');
  assert.is(writeAttributes({}), '{}');
});

test.run();
