import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hole } from '../../src/check/passage.ts';
import { quotationsIn } from '../../src/check/quotations.ts';
import { readProse } from '../../src/check/read-prose.ts';

const read = (markdown: string) => readProse({ file: 'a.md', firstLine: 10, markdown }, 'story');

/** `line:column` of each occurrence of a word in the passages. */
function placesOf(markdown: string, word: string): string[] {
  return read(markdown).passages.flatMap((passage) =>
    [...passage.text.matchAll(new RegExp(word, 'g'))].map(({ index }) => {
      const { line, column, endColumn } = passage.at(index, index + word.length);
      return `${line}:${column}-${endColumn}`;
    }),
  );
}

test('a word has its line and column, whatever the marks around it', () => {
  assert.equal(placesOf('**One** and *the* word', 'word'), ['10:19-23']);
  assert.equal(placesOf('# A heading\n\nA [link](https://a.example.org/word "word") to a word', 'word'), [
    '12:50-54',
  ]);
  assert.equal(placesOf('A &amp; B \\* the word', 'word'), ['10:18-22']);
  assert.equal(placesOf('> quoted\n> a word', 'word'), ['11:5-9']);
  assert.equal(placesOf('- one\n- two\n  and a word', 'word'), ['12:9-13']);
  assert.equal(placesOf('| word | b |\n|---|---|\n| c | word |', 'word'), ['10:3-7', '12:7-11']);
  assert.equal(placesOf('A `word` of code, a word', 'word'), ['10:21-25']);
  assert.equal(placesOf('A claim.[^word] A word', 'word'), ['10:19-23']);
  assert.equal(placesOf('Dear {{subscriber.name "word"}}, a word', 'word'), ['10:36-40']);
  assert.equal(placesOf('<https://a.example.org/b> is a word', 'word'), ['10:32-36']);
  assert.equal(placesOf('A word\n===\n\nmore', 'word'), ['10:3-7']);
  assert.equal(placesOf('Line\n    one word', 'word'), ['11:9-13']);
});

test('kinds, citations, holes and pictures are told apart', () => {
  const { passages, images, links } = read(
    '# Head\n\nText[^a] and[^b].\n\n- item\n\n> quote\n\n![A ship](ship.png "Title") by `code`, see [here]({{unsubscribeUrl}}).\n\n| cell |\n|---|',
  );
  assert.equal(
    passages.map(({ kind, text }) => [kind, text]),
    [
      ['heading', 'Head'],
      ['paragraph', 'Text and.'],
      ['item', 'item'],
      ['quote', 'quote'],
      ['paragraph', `${hole} by ${hole}, see here.`],
      ['cell', 'cell'],
    ],
  );
  assert.equal(passages[1]?.citations, ['a', 'b']);
  assert.equal(images, [
    { alt: 'A ship', src: 'ship.png', place: { file: 'a.md', line: 18, column: 1, endColumn: 28 } },
  ]);
  assert.equal(
    links.map(({ text, href }) => [text, href]),
    [['here', null]],
  );
});

test('code blocks are no text', () => {
  assert.equal(read('```\ncode\n```\n\n    indented').passages, []);
});

test('no Markdown makes it stumble, and every place lies in the file', () => {
  const piece = fc.constantFrom(
    'word',
    ' ',
    '\n',
    '\n\n',
    '*',
    '**',
    '_',
    '`',
    '[',
    ']',
    '(',
    ')',
    '[^a]',
    '![',
    '](x.png)',
    '](https://a.example.org/ "t")',
    '<https://a.example.org/>',
    '{{subscriber.name "x"}}',
    '{{#if subscriber.city}}',
    '{{/if}}',
    '- ',
    '> ',
    '# ',
    '| a | b |\n|---|---|\n',
    '&amp;',
    '\\*',
    '“',
    '”',
    '한',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const markdown = pieces.join('');
      const lines = markdown.split('\n');
      const { passages, links, images } = read(markdown);
      const places = [
        ...passages.flatMap((passage) => [
          passage.at(),
          passage.at(0, 1),
          passage.at(Math.max(0, passage.text.length - 1)),
        ]),
        ...[...links, ...images].map(({ place }) => place),
      ];
      for (const { line, column = 0, endColumn = 0 } of places) {
        const text = lines[line - 10];
        if (text === undefined || column < 1 || column > text.length + 1 || endColumn <= column) {
          throw new Error(`${line}:${column}-${endColumn} in ${JSON.stringify(markdown)}`);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('quotations are found by their marks, and apostrophes are none', () => {
  const texts = (text: string) => quotationsIn(text).map((quotation) => quotation.text);
  assert.equal(texts('He said “one” and "two", ‘it’s three’ and «vier».'), [
    'one',
    'two',
    'it’s three',
    'vier',
  ]);
  assert.equal(texts('The master’s dog and the sailors’ cat, 5" wide'), []);
  assert.equal(texts('“It goes on. And on.'), ['It goes on. And on.']);
});

test.run();
