import * as check from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../../src/audience/import/csv.ts';
import { all, texts } from './pieces.ts';

const read = async (text: string, size = 7) => {
  const sheet = await readCsv(texts(text, size));
  return { header: sheet.header, rows: await all(sheet.rows) };
};
const lines = async (text: string): Promise<string[]> =>
  (await read(text)).rows.map(({ at, cells, refused }) => {
    const shown = cells === null ? '' : ` ${(cells as string[]).join('|')}`;
    return `${at}${shown}${refused === null ? '' : ` ✗ ${refused.refused.slice(0, 30)}`}`;
  });

test('rows know their lines, through values over several lines and all line ends', async () => {
  assert.equal(await lines('email,name\r\na,"two\r\nlines, ""quoted"""\nb,B\rc,C\r\n\r\n,\nd,D'), [
    '2 a|two\nlines, "quoted"',
    '4 b|B',
    '5 c|C',
    '8 d|D',
  ]);
});

test('a broken row spoils itself alone', async () => {
  assert.equal(
    await lines(
      [
        'email,name',
        'a,A,x',
        'b',
        'c,"x" y',
        'd,say "hi"',
        'e,"never closed',
        'f,F',
        'g,"wrong\nover,lines",two',
        'h,H',
      ].join('\n'),
    ),
    [
      '2 a|A|x ✗ The row has more or fewer colu',
      '3 b ✗ The row has more or fewer colu',
      '4 ✗ A quotation mark stands inside',
      '5 ✗ A quotation mark stands inside',
      '6 ✗ A quotation mark stands inside',
      '7 f|F',
      '8 g|wrong\nover,lines|two ✗ The row has more or fewer colu',
      '9 ✗ A quotation mark stands inside',
      '10 h|H',
    ],
  );
});

test('a quotation mark that is never closed is looked for only so far', async () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `r${index},x`);
  const { rows } = await read(['email,name', 'a,"open', ...many, ''].join('\n'), 1000);
  assert.is(rows.length, 20_001);
  assert.match(rows[0]?.refused?.refused as string, /not closed, or the row is too long/);
  assert.is(rows[0]?.at, 2);
  assert.equal(rows[20_000], { at: 20_002, cells: ['r19999', 'x'], refused: null });
});

test('a quotation mark that nothing closes before the end spoils its line, and what follows is read', async () => {
  const text = 'email,name\na,"open\nb,B\nc,"two\nlines"\nd,"open\ne,E';
  const expected = [
    '2 ✗ A quotation mark stands inside',
    '3 b|B',
    '4 c|two\nlines',
    '6 ✗ A quotation mark is not closed',
    '7 e|E',
  ];
  assert.equal(await lines(text), expected);
});

test('a row of more than 64 KiB is refused, on one line or over many, and its neighbours are read', async () => {
  const [most, many] = ['x'.repeat(65_500), 'x\n'.repeat(32_768)];
  for (const size of [1000, 1_000_000]) {
    const found = async (rows: string) =>
      (await read(`email,name\na,A\n${rows}b,B\n`, size)).rows.map(({ at, cells, refused }) =>
        refused === null ? `${at} ${(cells as string[])[0]}` : `${at} ✗ ${refused.refused.slice(0, 36)}`,
      );
    assert.equal(await found(`c,${most}\n`), ['2 a', '3 c', '4 b']);
    assert.equal(await found(`c,x${most.repeat(3)}\n`), [
      '2 a',
      '3 ✗ A quotation mark is not closed, or t',
      '4 b',
    ]);
    // Of the lines within the value, 32,767 are each a row too short; the last is a quotation mark of its own.
    const over = await found(`c,"${many}"\n`);
    assert.is(over.length, 32_771);
    assert.equal(over.slice(0, 3), [
      '2 a',
      '3 ✗ A quotation mark is not closed, or t',
      '4 ✗ The row has more or fewer columns th',
    ]);
    assert.is(over.at(-1), '32772 b');
  }
});

test('semicolons and tabs part cells where the first line has more of them', async () => {
  assert.equal((await read('email;name;x, y\na;A, B;\n')).rows[0]?.cells, ['a', 'A, B', '']);
  assert.equal((await read('email\tname\na\tA,B;C\n')).rows[0]?.cells, ['a', 'A,B;C']);
  assert.equal((await read('"na;;;me",email\nA,a\n')).rows[0]?.cells, ['A', 'a']);
});

test('a mark at the beginning, blank lines before the header and blanks around its names do no harm', async () => {
  assert.equal((await read('\ufeff\r\n\r\n Email ," Name "\r\na,A')).header, ['Email', 'Name']);
});

test('blank lines above the header count as lines of the file', async () => {
  assert.equal(
    (await read('\ufeff\r\n\r\nemail,name\r\na,A\r\n')).rows.map(({ at }) => at),
    [4],
  );
});

for (const [text, reason] of [
  ['', /The file is empty\. Its first line must name the columns/],
  ['\ufeff \r\n ', /The file is empty/],
  [
    '"email,name\na,b\n',
    /The first line must name the columns, and cannot be read\. A quotation mark is not closed/,
  ],
  [
    'email, "name"\na,b\n',
    /The first line must name the columns, and cannot be read\. A quotation mark stands inside a value/,
  ],
  ['email,First Name,first_name\n', /names the column "first_name" twice\. Rename or delete one\./],
] as const) {
  test(`refused as a whole: ${JSON.stringify(text)}`, async () => {
    try {
      await read(text);
      assert.unreachable('it was read');
    } catch (error) {
      assert.is((error as Error).name, 'UserError', String(error));
      assert.match((error as Error).message, reason);
    }
  });
}

test('a row that is not in the encoding is told', async () => {
  const { rows } = await read('email,name\na,J\ufffdrgen\nb,B\n');
  assert.match(
    rows[0]?.refused?.refused as string,
    /not in the encoding of the file\. Name it with --encoding/,
  );
  assert.is(rows[1]?.refused, null);
});

test('what is written by the rules is read as it was, in pieces of any size', async () => {
  const cell = check.oneof(
    check.string({ unit: check.constantFrom('a', ',', '"', '\n', '\r', ' ', 'ü', '김', "'") }),
    check.constantFrom('', 'ada@example.org'),
  );
  const table = check.array(check.tuple(cell, cell, cell), { maxLength: 8 });
  await check.assert(
    check.asyncProperty(
      table,
      check.constantFrom('\n', '\r\n'),
      check.integer({ min: 1, max: 40 }),
      async (rows, end, size) => {
        const quote = (value: string) =>
          /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
        const text = [['x', 'y', 'z'], ...rows].map((row) => row.map(quote).join(',')).join(end);
        const expected = rows
          .filter((row) => row.some((value) => value !== ''))
          .map((row) => row.map((value) => value.replace(/\r\n?/g, '\n')));
        const found = await read(text, size);
        assert.equal(
          found.rows.map(({ cells }) => cells),
          expected,
          JSON.stringify(text),
        );
        assert.ok(found.rows.every(({ refused }) => refused === null));
      },
    ),
    { numRuns: 500 },
  );
});

test('any text at all is read to its end', async () => {
  const any = check.string({
    unit: check.constantFrom('a', ',', '"', '\n', '\r', '"', '\n'),
    maxLength: 200,
  });
  await check.assert(
    check.asyncProperty(any, check.integer({ min: 1, max: 30 }), async (text, size) => {
      const whole = await read(`x,y\n${text}`, 1000);
      const cut = await read(`x,y\n${text}`, size);
      assert.equal(cut, whole, JSON.stringify(text));
      const ats = whole.rows.map(({ at }) => at);
      assert.equal(
        ats,
        [...ats].sort((a, b) => a - b),
      );
    }),
    { numRuns: 1000 },
  );
});

test.run();
