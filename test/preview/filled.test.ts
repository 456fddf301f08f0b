import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fillFor, fillMarked, fillTextMarked } from '../../src/preview/filled.ts';
import { mergeValues, personas } from '../../src/preview/personas.ts';

const values = (id: string) =>
  mergeValues(
    personas.find((persona) => persona.id === id) as (typeof personas)[number],
    'https://tumen.example.org',
  );
const html =
  '<p>Dear {{subscriber.name "reader"}},</p><a href="{{unsubscribeUrl}}">leave</a>{{#if subscriber.city}}<p>In {{subscriber.city}}</p>{{/if}}';

test('an issue is filled in as for sending', () => {
  assert.is(
    fillFor(html, values('nameless'), 'html'),
    '<p>Dear reader,</p><a href="https://tumen.example.org/unsubscribe/preview">leave</a>',
  );
});

test('hostile values come out as text', () => {
  const filled = fillFor(html, values('hostile'), 'html');
  assert.not.match(filled, /<script|<\/td>/);
  assert.match(filled, /&lt;script&gt;/);
  assert.match(filled, /\{\{unsubscribeUrl\}\}/, 'merge syntax in a value is not filled in again');
});

test('marked: values stand in <mark>, fallbacks too; an element with a value in an attribute is marked itself', () => {
  assert.is(
    fillMarked(html, values('nameless')),
    '<p>Dear <mark data-field="subscriber.name" title="subscriber.name">reader</mark>,</p><a href="https://tumen.example.org/unsubscribe/preview" data-field="unsubscribeUrl">leave</a>',
  );
});

test('marked: hostile values stay text within their mark', () => {
  const marked = fillMarked(
    '<title>For {{subscriber.name}}</title><p>{{subscriber.name}}</p>',
    values('hostile'),
  );
  assert.not.match(marked, /<script|<\/td>/);
  assert.match(marked, /<title>For [^<]*<\/title><p><mark [^>]*>[^<]*&lt;script&gt;[^<]*<\/mark><\/p>/);
});

test('marked plain text is escaped', () => {
  assert.is(
    fillTextMarked('Dear {{subscriber.name}} <3', values('reader'), (text) => text.replace('<', '&lt;')),
    'Dear <mark data-field="subscriber.name">Mina Park</mark> &lt;3',
  );
});

test.run();
