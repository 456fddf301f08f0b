import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Problem } from '../../src/publication/problem.ts';
import {
  countTags,
  harvestTags,
  mergeFieldNames,
  openMergeLedger,
  plantTags,
  scanTags,
} from '../../src/render/merge-fields.ts';
import { publication } from './issue-value.ts';

const fields = mergeFieldNames(publication());
const place = { file: 'issues/001-a.md', line: 12 };

test('the fields are the subscriber’s declared attributes and the two personal addresses', () => {
  assert.equal(
    [...fields],
    ['subscriber.name', 'subscriber.email', 'subscriber.city', 'unsubscribeUrl', 'preferencesUrl'],
  );
});

test('fields, fallbacks and conditions become letters and digits, and come back as they were', () => {
  const text =
    'Dear {{subscriber.name "reader"}}, {{#if subscriber.city}}in {{subscriber.city}}{{else}}hello{{/if}}';
  const ledger = openMergeLedger(fields, [text]);
  const problems: Problem[] = [];
  const planted = plantTags(ledger, text, place, problems);
  assert.equal(problems, []);
  assert.match(planted, /^Dear [a-z0-9]+, [a-z0-9]+in [a-z0-9]+hello[a-z0-9]+$/);
  assert.is(harvestTags(ledger, planted), text);
  assert.equal([...countTags(ledger, planted).values()], [1, 1, 1, 1, 1]);
});

test('blanks inside the braces are allowed and not kept', () => {
  const ledger = openMergeLedger(fields, []);
  assert.is(
    harvestTags(ledger, plantTags(ledger, '{{ subscriber.name  "reader" }}', place, [])),
    '{{subscriber.name "reader"}}',
  );
});

test('a token is never something that the text already says', () => {
  const ledger = openMergeLedger(fields, ['mergetag0z', 'mergetagq']);
  assert.is(ledger.prefix, 'mergetagqq');
});

test('whatever is not of the language is refused where it stands', () => {
  const problems: Problem[] = [];
  const ledger = openMergeLedger(fields, []);
  plantTags(
    ledger,
    'First.\nDear {{subscriber.nmae}},\n{{{unsubscribeUrl}}} {{lookup x y}}\n{{open',
    place,
    problems,
  );
  assert.equal(
    problems.map(({ line, column, what }) => `${line}:${column} ${what}`),
    [
      '13:6 There is no merge field "subscriber.nmae".',
      '14:1 "{{{unsubscribeUrl}}" is not a merge field.',
      '14:22 "{{lookup x y}}" is not a merge field.',
      '15:1 A merge field is opened by "{{" and never closed.',
    ],
  );
});

test('conditions are opened, turned and closed once, in this order', () => {
  const faultsOf = (text: string) =>
    scanTags(text, fields).faults.map(({ index, what }) => `${index} ${what}`);
  assert.equal(faultsOf('{{#if subscriber.city}}a'), ['0 This {{#if}} is never closed.']);
  assert.equal(faultsOf('a{{/if}}'), ['1 This {{/if}} closes no {{#if}}.']);
  assert.equal(faultsOf('{{#if subscriber.city}}{{else}}{{else}}{{/if}}'), [
    '31 This {{else}} belongs to no {{#if}}.',
  ]);
  assert.equal(faultsOf('{{#if subscriber.city}}{{#if subscriber.name}}a{{/if}}{{/if}}'), []);
});

test.run();
