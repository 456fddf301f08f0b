import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noColours } from '../../src/terminal/colours.ts';
import { formatTable, formatTsv, type Table, writeTable } from '../../src/terminal/table.ts';
import { columnsOf } from '../../src/terminal/width.ts';
import { collect } from './collect.ts';

const table: Table = {
  columns: [{ title: 'issue' }, { title: 'subject' }, { title: 'sent', align: 'right' }],
  rows: [
    ['001', 'An armoured train to Vladivostok', '1,000'],
    ['002', '조선중앙통신 보도', '7'],
  ],
};

test('columns line up, figures to the right, wide characters counted as two', () => {
  assert.is(
    formatTable(table, 80, noColours),
    [
      'issue  subject                            sent',
      '001    An armoured train to Vladivostok  1,000',
      '002    조선중앙통신 보도                     7',
      '',
    ].join('\n'),
  );
});

test('a narrow window cuts the widest column and keeps the figures', () => {
  const text = formatTable(table, 30, noColours);
  assert.is(
    text,
    [
      'issue  subject            sent',
      '001    An armoured tra…  1,000',
      '002    조선중앙통신 보…      7',
      '',
    ].join('\n'),
  );
  for (const line of text.trimEnd().split('\n')) assert.ok(columnsOf(line) <= 30, line);
});

test('a table without rows is its titles', () => {
  assert.is(formatTable({ ...table, rows: [] }, 80, noColours), 'issue  subject  sent\n');
});

test('in a pipe the cells are separated by tabs, never cut, without colours', () => {
  const pipe = collect(null);
  writeTable(pipe, table);
  assert.is(
    pipe.written(),
    'issue\tsubject\tsent\n001\tAn armoured train to Vladivostok\t1,000\n002\t조선중앙통신 보도\t7\n',
  );
});

test('a tab or a line end within a cell makes no new cell or row', () => {
  assert.is(formatTsv({ columns: [{ title: 'name' }], rows: [['Kim\tLee\nPark']] }), 'name\nKim Lee Park\n');
});

test('two hundred thousand rows are a table as well', () => {
  const rows = Array.from({ length: 200_000 }, (_, number) => [`r${number}`]);
  const lines = formatTable({ columns: [{ title: 'name' }], rows }, 80, noColours).split('\n');
  assert.equal([lines.length, lines[1], lines.at(-2)], [200_002, 'r0', 'r199999']);
});

test.run();
