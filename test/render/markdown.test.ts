import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Problem } from '../../src/publication/problem.ts';
import { type ParsedProse, type ProseContext, parseProse, proseHtml } from '../../src/render/markdown.ts';
import { openMergeLedger } from '../../src/render/merge-fields.ts';
import { type LinkNotes, proseText } from '../../src/render/plain-text.ts';
import { prose } from './issue-value.ts';

const fields = new Set(['subscriber.name', 'subscriber.city', 'unsubscribeUrl']);

function parse(
  markdown: string,
  changes: Partial<ProseContext> = {},
): { parsed: ParsedProse; told: string[] } {
  const problems: Problem[] = [];
  const context: ProseContext = {
    ledger: openMergeLedger(fields, [markdown]),
    noteNumber: (id) => ({ carnegie: 1, kremlin: 2 })[id] ?? null,
    styles: {},
    imageOf: (src) =>
      src === 'bridge.png' ? { url: 'https://example.org/images/b.png', width: 576, height: 300 } : null,
    topHeading: 3,
    ...changes,
  };
  const parsed = parseProse(prose('a.md', markdown), context, problems);
  return { parsed, told: problems.map(({ line, column, what }) => `${line}:${column} ${what}`) };
}

const html = (markdown: string) => proseHtml(parse(markdown).parsed).replace(/ data-src="[^"]*"/g, '');
const text = (markdown: string, notes: LinkNotes = { firstNumber: 3, urls: [], image: 'Image' }) =>
  proseText(parse(markdown).parsed, notes);

test('every block knows its file and its line', () => {
  assert.is(
    proseHtml(parse('One\nline.\n\n- two\n- three\n\n> four').parsed),
    '<p data-src="a.md:10">One\nline.</p>\n<ul data-src="a.md:13">\n<li data-src="a.md:13">two</li>\n' +
      '<li data-src="a.md:14">three</li>\n</ul>\n<blockquote data-src="a.md:16">\n<p data-src="a.md:16">four</p>\n</blockquote>',
  );
});

test('citations become numbered notes, and keep their number where they are repeated', () => {
  assert.is(
    html('So.[^kremlin][^carnegie] Again.[^kremlin]'),
    '<p>So.<sup><a href="#source-2">[2]</a></sup><sup><a href="#source-1">[1]</a></sup> Again.' +
      '<sup><a href="#source-2">[2]</a></sup></p>',
  );
  assert.is(text('So.[^kremlin][^carnegie] Again.[^kremlin]'), 'So. [2] [1] Again. [2]');
});

test('a citation of an unknown source is told at its first place', () => {
  assert.equal(parse('Fine.\n\nNot.[^nowhere] Nor.[^nowhere]').told, [
    '12:5 The citation "[^nowhere]" names a source that this issue does not list.',
  ]);
});

test('HTML of the desk is text, and runs nothing', () => {
  assert.is(
    html('<script>alert(1)</script> <b onclick="x">b</b>'),
    '<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt;</p>',
  );
  assert.not.match(html('[x](javascript:alert(1))'), 'href');
});

test('tags of MJML are refused, opened or closed, in any case', () => {
  assert.equal(parse('a </mj-text> b\n<MJ-Raw>\n<mjml>').told, [
    '10:3 "</mj-text" is a tag of the layout, which a text may not open or close.',
    '11:1 "<MJ-Raw" is a tag of the layout, which a text may not open or close.',
    '12:1 "<mjml" is a tag of the layout, which a text may not open or close.',
  ]);
});

test('headings continue below the story’s own, and skip no level', () => {
  assert.is(html('# One\n\n### Two\n\n# Three'), '<h3>One</h3>\n<h4>Two</h4>\n<h3>Three</h3>');
});

test('an image is shown at its size, and is refused where it is not there or says nothing', () => {
  assert.is(
    html('![A bridge](bridge.png)'),
    '<p><img src="https://example.org/images/b.png" alt="A bridge" width="576" height="300"></p>',
  );
  assert.equal(parse('Look:\n\n![A](other.png)\n\n![ ](bridge.png)').told, [
    '12:4 The image "other.png" is not in content/images/.',
    '14:4 The image "bridge.png" has no text for those who cannot see it.',
  ]);
});

test('an address that nothing refers to is not dropped in silence', () => {
  assert.equal(parse('Text.\n\n[a]: https://example.org/a').told, [
    '12:1 Nothing in the text refers to the address https://example.org/a, so no reader would see it.',
  ]);
  assert.equal(parse('[Text][a].\n\n[a]: https://example.org/a').told, []);
});

test('control characters and halves of characters are refused, line breaks of any system are not', () => {
  assert.equal(parse('a\u0006b\r\n\u0085 \ud800\ufffe\tc').told, [
    '10:2 The text holds U+0006, a character that nobody sees and no message may hold.',
    '11:1 The text holds U+0085, a character that nobody sees and no message may hold.',
    '11:3 The text holds U+D800, a character that nobody sees and no message may hold.',
    '11:4 The text holds U+FFFE, a character that nobody sees and no message may hold.',
  ]);
});

test('a text that would keep the parser busy is refused unread', () => {
  const { parsed, told } = parse('*'.repeat(200_001));
  assert.equal(parsed.tokens, []);
  assert.equal(told, ['10:undefined This text has 200001 characters; more than 200000 are not rendered.']);
});

test('conditions that stand alone leave no empty paragraph', () => {
  assert.match(
    html('{{#if subscriber.city}}\n\nHello.\n\n{{/if}}'),
    /^mergetag0z\s*<p>Hello\.<\/p>\s*mergetag1z$/,
  );
});

test('merge fields pass through links and emphasis untouched', () => {
  assert.is(
    html('[_Leave_]({{unsubscribeUrl}}), {{subscriber.name "you"}}.'),
    '<p><a href="mergetag0z"><em>Leave</em></a>, mergetag1z.</p>',
  );
});

test('styles are inline, and columns of tables have their scope', () => {
  const { parsed } = parse('| a |\n|---|\n| b |', { styles: { td: 'padding:1px' } });
  assert.is(
    proseHtml(parsed).replace(/ data-src="[^"]*"|\n/g, ''),
    '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td style="padding:1px">b</td></tr></tbody></table>',
  );
});

test('plain text keeps lists, quotations, code and tables readable', () => {
  assert.is(
    text(
      'Intro:\n\n1. one\n2. two\n   - deep\n   - deeper\n\n> said\n> so\n\n```\nx = 1\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n---',
    ),
    [
      'Intro:',
      '1. one\n2. two\n   - deep\n   - deeper',
      '> said so',
      '    x = 1',
      'a | b\nc | d',
      '* * *',
    ].join('\n\n'),
  );
});

test('a paragraph inside a list item hangs under its bullet', () => {
  assert.is(text('- one\n\n  more\n\n- two'), '- one\n\n  more\n\n- two');
});

test('an image is its words', () => {
  assert.is(text('![An _iron_ bridge](bridge.png)'), '(Image: An iron bridge)');
});

test('links are numbered after the sources, once for each address', () => {
  const notes: LinkNotes = { firstNumber: 3, urls: [], image: 'Image' };
  assert.is(
    text(
      '[One](https://a.example.org) and [two](https://b.example.org), [one again](https://a.example.org).',
      notes,
    ),
    'One [3] and two [4], one again [3].',
  );
  assert.equal(notes.urls, ['https://a.example.org', 'https://b.example.org']);
  assert.is(
    text('<https://c.example.org> <desk@example.org>', notes),
    'https://c.example.org desk@example.org',
  );
  assert.is(notes.urls.length, 2);
});

test.run();
