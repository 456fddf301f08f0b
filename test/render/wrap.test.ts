import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { filledWidth, openMergeLedger, plantTags } from '../../src/render/merge-fields.ts';
import { wrapText } from '../../src/render/wrap.ts';

const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');

test('no line passes 72 characters, and none could have held the next word', () => {
  const lines = wrapText(words(40)).split('\n');
  assert.equal(
    lines.map((line) => line.length),
    [69, 69, 59],
  );
});

test('what follows a bullet, a number or a mark of quotation hangs under it', () => {
  for (const [lead, hanging] of [
    ['- ', '  '],
    ['[12] ', '     '],
    ['3. ', '   '],
    ['> ', '> '],
    ['  - ', '    '],
  ] as const) {
    const lines = wrapText(`${lead}${words(30)}`).split('\n');
    assert.ok(lines.length > 1);
    assert.ok(lines[0]?.startsWith(`${lead}word`));
    for (const line of lines.slice(1)) assert.ok(line.startsWith(`${hanging}word`), line);
  }
});

test('an address longer than a line stays whole', () => {
  const url = `https://example.org/${'x'.repeat(90)}`;
  assert.is(wrapText(`See ${url} for more.`), `See\n${url}\nfor more.`);
});

test('the number of a note stays with the word before it', () => {
  assert.is(wrapText(`${words(13)} abcdef [12] [3] end`), `${words(13)}\nabcdef [12] [3] end`);
});

test('lines that are short stay as they are', () => {
  assert.is(wrapText('a\n\n  b  c\n'), 'a\n\n  b  c\n');
});

test('a merge field is as wide as what will stand there, and a second branch has no width', () => {
  const ledger = openMergeLedger(new Set(['subscriber.city']), []);
  const text = `${words(12)} {{#if subscriber.city}}in {{subscriber.city}}{{else}}wherever you may be tonight{{/if}} ${words(3)}`;
  const planted = plantTags(ledger, text, { file: 'a.md', line: 1 }, []);
  assert.is(wrapText(planted, filledWidth(ledger)).split('\n').length, 2);
  assert.match(wrapText(planted, filledWidth(ledger)), /wherever you may be tonight/);
});

test.run();
