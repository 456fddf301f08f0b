import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noColours } from '../../src/terminal/colours.ts';
import { excerpt, formatProblems, printProblems } from '../../src/terminal/problems.ts';
import { collect } from './collect.ts';

const lines: Record<string, string> = {
  'issues/002-pyongyang.md:4': 'preheadr: A visit',
  'issues/002-pyongyang.md:9': '      - 2024-06-19-treaty',
  'content/stories/a.md:12': '조선 says so.[^nobody]',
};
const lineOf = (file: string, line: number) => lines[`${file}:${line}`] ?? null;

test('problems are grouped by file, in the order of their lines, with the line and a caret', () => {
  const text = formatProblems(
    [
      {
        file: 'issues/002-pyongyang.md',
        line: 9,
        column: 9,
        what: 'No story has this id.',
        remedy: 'Name a file.',
      },
      {
        file: 'content/stories/a.md',
        line: 12,
        column: 12,
        what: 'No such source.',
        remedy: 'Write its record.',
      },
      { file: 'issues/002-pyongyang.md', line: 4, what: 'The key is unknown.', remedy: 'Write “preheader”.' },
    ],
    lineOf,
    noColours,
    null,
  );
  assert.is(
    text,
    `issues/002-pyongyang.md
  ✗ The key is unknown.
    issues/002-pyongyang.md:4
    4 │ preheadr: A visit
    Write “preheader”.

  ✗ No story has this id.
    issues/002-pyongyang.md:9:9
    9 │       - 2024-06-19-treaty
      │         ^
    Name a file.

content/stories/a.md
  ✗ No such source.
    content/stories/a.md:12:12
    12 │ 조선 says so.[^nobody]
       │              ^
    Write its record.

3 things to mend in 2 files.
`,
  );
});

test('a problem of a file that is not there shows no line', () => {
  const text = formatProblems(
    [{ file: 'content/publication.md', line: 1, what: 'The file is missing.', remedy: 'Write it.' }],
    () => null,
    noColours,
    null,
  );
  assert.is(
    text,
    `content/publication.md
  ✗ The file is missing.
    content/publication.md:1
    Write it.

1 thing to mend in 1 file.
`,
  );
});

test('a very long line is shown around the column', () => {
  const long = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
  const text = formatProblems(
    [{ file: 'a.md', line: 1, column: 501, what: 'Wrong.', remedy: 'Mend it.' }],
    () => long,
    noColours,
    null,
  );
  const [, , , shown = '', caret = ''] = text.split('\n');
  assert.is(shown.slice(caret.indexOf('^'), caret.indexOf('^') + 4), 'HERE');
  assert.is(shown.length, '    1 │ '.length + 100);
});

test('in a window no sentence is wider', () => {
  const problem = {
    file: 'a.md',
    line: 1,
    what: 'word '.repeat(40).trim(),
    remedy: 'more '.repeat(40).trim(),
  };
  const text = formatProblems([problem], () => null, noColours, 80);
  assert.ok(text.split('\n').every((line) => line.length <= 80));
  assert.match(text, /^ {4}word/m);
});

test('control characters of a file do not reach the terminal', () => {
  const text = formatProblems(
    [{ file: 'a.md', line: 1, what: 'Bad \u001b[2J.', remedy: 'Mend\nit.' }],
    () => '\u001b]0;title\u0007text',
    noColours,
    null,
  );
  assert.not.match(text.replaceAll('\n', ''), /\p{Cc}/u);
});

test('the lines are read from the files under the root', () => {
  const root = mkdtempSync(join(tmpdir(), 'tumen-problems-'));
  try {
    writeFileSync(join(root, 'note.md'), 'one\r\ntwo\r\nthree\n');
    const output = collect(null);
    printProblems(output, [{ file: 'note.md', line: 2, what: 'Wrong.', remedy: 'Mend it.' }], root);
    assert.match(output.written(), '    2 │ two\n');
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('what has an end is underlined to it, in columns of the terminal, and no further than is shown', () => {
  assert.equal(excerpt({ line: 7, column: 3, endColumn: 5 }, '- 조선 says so.', noColours), [
    '    7 │ - 조선 says so.',
    '      │   ^^^^',
  ]);
  assert.equal(excerpt({ line: 7, column: 9, endColumn: 99 }, 'A train came in at night.', noColours, 12), [
    '    7 │ …rain came …',
    '      │       ^^^^^^',
  ]);
});

test.run();
