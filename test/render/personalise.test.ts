import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProblemsError } from '../../src/publication/problem.ts';
import { fill, type MergeContext, parseMergeTemplate } from '../../src/render/personalise.ts';

const values = {
  subscriber: { name: 'Ada <b>&"', city: 'Łódź & Oslo', empty: '  ' },
  unsubscribeUrl: 'https://example.org/u?a=1&b=2',
  preferencesUrl: 'https://example.org/p',
};
const filled = (text: string, context: MergeContext) => fill(parseMergeTemplate(text), values, context);

test('a value is escaped in HTML and plain in text', () => {
  assert.is(filled('Dear {{subscriber.name}},', 'html'), 'Dear Ada &lt;b&gt;&amp;&quot;,');
  assert.is(filled('Dear {{subscriber.name}},', 'text'), 'Dear Ada <b>&",');
});

test('a fallback stands in for a missing or blank value, escaped like one', () => {
  assert.is(filled('{{subscriber.surname "R&D"}}', 'html'), 'R&amp;D');
  assert.is(filled('{{subscriber.empty "reader"}}', 'text'), 'reader');
  assert.is(filled('[{{subscriber.surname}}]', 'text'), '[]');
});

test('names that every object has are no attributes of a subscriber', () => {
  assert.is(filled('[{{subscriber.constructor}}{{subscriber.toString}}]', 'text'), '[]');
});

test('conditions choose their branch, also when one stands in another', () => {
  const text = '{{#if subscriber.city}}a{{#if subscriber.surname}}b{{else}}c{{/if}}d{{else}}e{{/if}}f';
  assert.is(filled(text, 'text'), 'acdf');
  assert.is(fill(parseMergeTemplate(text), { ...values, subscriber: {} }, 'text'), 'ef');
});

test('a value that continues an address is percent-encoded, an address of its own is not', () => {
  assert.is(
    filled('<a href="https://example.org/?c={{subscriber.city}}">', 'html'),
    '<a href="https://example.org/?c=%C5%81%C3%B3d%C5%BA%20%26%20Oslo">',
  );
  assert.is(filled('<a href="{{unsubscribeUrl}}">', 'html'), '<a href="https://example.org/u?a=1&amp;b=2">');
  assert.is(filled('{{unsubscribeUrl}}', 'text'), 'https://example.org/u?a=1&b=2');
});

test('a value brings in no line break, no control character and no change of direction', () => {
  const hostile = { ...values, subscriber: { name: 'Eve\r\nBcc: all@example.org\u202E\u0000' } };
  assert.is(
    fill(parseMergeTemplate('Hello {{subscriber.name}}!'), hostile, 'header'),
    'Hello Eve Bcc: all@example.org!',
  );
});

test('a value that looks like a merge field stays text', () => {
  const hostile = { ...values, subscriber: { name: '{{unsubscribeUrl}}' } };
  assert.is(fill(parseMergeTemplate('{{subscriber.name}}'), hostile, 'text'), '{{unsubscribeUrl}}');
});

test('a text that is not of the language is refused', () => {
  assert.throws(
    () => parseMergeTemplate('{{#each x}}'),
    (error: unknown) => error instanceof ProblemsError,
  );
});

test.run();
