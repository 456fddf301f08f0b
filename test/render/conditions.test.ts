import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Problem } from '../../src/publication/problem.ts';
import { checkConditions } from '../../src/render/conditions.ts';
import { openMergeLedger, plantTags } from '../../src/render/merge-fields.ts';

const fields = new Set(['subscriber.name', 'subscriber.city', 'unsubscribeUrl']);

function told(html: string): string[] {
  const ledger = openMergeLedger(fields, []);
  const problems: Problem[] = [];
  checkConditions(plantTags(ledger, html, { file: 'a', line: 1 }, problems), ledger, problems);
  return problems.map(({ column, what }) => `${column} ${what}`);
}

const branch = 'A branch of this {{#if}} opens what it does not close, or closes what it did not open.';
const placed = 'This merge field stands in a tag or a style, outside the value of an attribute.';

test('whole branches are fine, around words, links and paragraphs', () => {
  assert.equal(
    told('<p>{{#if subscriber.city}}in <b>{{subscriber.city}}</b>{{else}}there<br>{{/if}}</p>'),
    [],
  );
  assert.equal(told('<td>{{#if subscriber.city}}<p>a</p><p><img src="x">b</p>{{/if}}</td>'), []);
  assert.equal(told('{{#if subscriber.city}}<!--[if mso]><table><![endif]-->a{{/if}}'), []);
});

test('a branch that begins in one element and ends in another would break the message of some readers', () => {
  assert.equal(told('<p>a {{#if subscriber.city}}b</p><p>c{{/if}} d</p>'), [`6 ${branch}`]);
  assert.equal(told('<p>{{#if subscriber.city}}<em>b{{else}}c</em>{{/if}}</p>'), [
    `4 ${branch}`,
    `4 ${branch}`,
  ]);
});

test('fields stand in texts and in values of attributes, not elsewhere in tags and not in styles', () => {
  assert.equal(told('<p title="{{subscriber.name}}">{{subscriber.name}}</p>'), []);
  assert.equal(told('<p {{subscriber.name}}>a</p>'), [`4 ${placed}`]);
  assert.equal(told('<style>p{color:{{subscriber.name}}}</style>'), [`16 ${placed}`]);
});

test('a subscriber’s own value never begins an address', () => {
  assert.equal(told('<a href="{{unsubscribeUrl}}">a</a>'), []);
  assert.equal(told('<a href="https://example.org/?c={{subscriber.city}}">a</a>'), []);
  assert.equal(told('<a href="{{subscriber.city}}">a</a>'), [
    '10 A subscriber’s own value begins the address in href="…", and could lead anywhere.',
  ]);
});

test.run();
