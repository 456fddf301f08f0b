import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lineOf, parseDocument } from '../../src/publication/front-matter.ts';
import { ProblemsError } from '../../src/publication/problem.ts';

function problemsOf(text: string): string[] {
  try {
    parseDocument('a.md', text);
  } catch (error) {
    if (error instanceof ProblemsError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('front matter and body are parted, and each key and the body know their lines', () => {
  const document = parseDocument(
    'a.md',
    '---\ntitle: A\nsections:\n  - title: B\n    stories:\n      - one\n      - two\n---\n\nText.\n',
  );
  assert.equal(document.data, { title: 'A', sections: [{ title: 'B', stories: ['one', 'two'] }] });
  assert.is(document.lines.get('title'), 2);
  assert.is(document.lines.get('sections.0.title'), 4);
  assert.is(document.lines.get('sections.0.stories.1'), 7);
  assert.is(document.body.firstLine + document.body.markdown.split('\n').indexOf('Text.'), 10);
});

test('the nearest key that is there gives the line', () => {
  const { lines } = parseDocument('a.md', '---\nimage:\n  src: a.png\n---\n');
  assert.is(lineOf(lines, ['image', 'alt']), 2);
  assert.is(lineOf(lines, ['title']), 1);
});

test('Windows line ends, a byte order mark and an empty front matter are read', () => {
  const document = parseDocument('a.md', '\uFEFF---\r\ntitle: A\r\n---\r\nText.\r\n');
  assert.equal(document.data, { title: 'A' });
  assert.is(document.body.markdown, 'Text.\n');
  assert.is(document.body.firstLine, 4);
  assert.equal(parseDocument('a.md', '---\n---\nText.\n').data, {});
});

test('dates stay texts', () => {
  assert.equal(parseDocument('a.md', '---\ndate: 2024-06-22\n---\n').data, { date: '2024-06-22' });
});

test('a JavaScript front matter is refused and never run', () => {
  const marker = globalThis as { ranFrontMatter?: boolean };
  for (const language of ['js', 'javascript', 'json', 'coffee', 'JS']) {
    const problems = problemsOf(
      `---${language}\nglobalThis.ranFrontMatter = true, {title: 'A'}\n---\nText.\n`,
    );
    assert.is(problems.length, 1);
    assert.match(
      problems[0] ?? '',
      /^a\.md:1: The front matter is written in ".*", which is refused and was not run\./,
    );
  }
  assert.is(marker.ranFrontMatter, undefined);
});

test('broken YAML names line and column', () => {
  const problems = problemsOf('---\ntitle: A\nsubject: a: b\n---\n');
  assert.match(problems[0] ?? '', /^a\.md:3:\d+: The front matter is not valid YAML: /);
});

test('a key given twice is an error', () => {
  assert.match(problemsOf('---\ntitle: A\ntitle: B\n---\n')[0] ?? '', /^a\.md:3:\d+: .*unique/);
});

test('no front matter, an open one, a NUL and a huge file are told', () => {
  assert.match(problemsOf('Text.\n')[0] ?? '', /^a\.md:1: The front matter is missing\./);
  assert.match(problemsOf('---\ntitle: A\nText.\n')[0] ?? '', /^a\.md:1: The front matter is not closed\./);
  assert.match(
    problemsOf('---\ntitle: A\n---\nTe\0xt.\n')[0] ?? '',
    /^a\.md:4: The file holds a NUL character/,
  );
  assert.match(problemsOf(`---\ntitle: A\n---\n${'x'.repeat(300_000)}`)[0] ?? '', /larger than 256 KiB/);
});

test('an alias bomb is an error, not memory', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`),
  ];
  assert.match(
    problemsOf(`---\n${bomb.join('\n')}\n---\n`)[0] ?? '',
    /^a\.md:1: The front matter cannot be read: .*alias/,
  );
});

test.run();
