import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Problem } from '../../src/publication/problem.ts';
import type { Template } from '../../src/publication/types.ts';
import { compileLayout } from '../../src/render/handlebars.ts';
import { harvestTags, openMergeLedger } from '../../src/render/merge-fields.ts';
import type { TemplateKind } from '../../src/render/template-tree.ts';

const fields = new Set(['subscriber.name', 'subscriber.city', 'unsubscribeUrl']);

function compose(files: Readonly<Record<string, string>>, view: object, kind: TemplateKind = 'txt') {
  const templates: Template[] = Object.entries(files).map(([path, text]) => ({
    path: `${path}.${kind}.hbs`,
    file: `templates/${path}.${kind}.hbs`,
    text,
  }));
  const problems: Problem[] = [];
  const ledger = openMergeLedger(fields, Object.values(files));
  const text = compileLayout(templates, kind, 'digest', ledger, problems).compose(view, problems);
  return {
    text: harvestTags(ledger, text),
    told: problems.map(({ file, line, column, what }) => `${file.slice(10)}:${line}:${column} ${what}`),
  };
}

test('a layout is made of its template and the partials that it reaches', () => {
  const files = {
    'digest/issue': 'A {{> b}} {{title}}',
    'partials/b': '[{{> c}}]',
    'partials/c': '{{title}}',
  };
  assert.equal(compose(files, { title: 'T' }), { text: 'A [T] T', told: [] });
});

test('a fault in a partial that nothing reaches stops nobody', () => {
  assert.equal(compose({ 'digest/issue': 'A', 'partials/b': '{{#if}}' }, {}), { text: 'A', told: [] });
});

test('values are escaped in MJML, fragments of our own are not, and addresses keep their equals signs', () => {
  const view = { title: '<b> & "c"', body: { fragment: '<p>x</p>' }, url: 'https://example.org/?a=1&b=2' };
  assert.is(
    compose({ 'digest/issue': '{{title}}{{body}} {{url}}' }, view, 'mjml').text,
    '&lt;b&gt; &amp; &quot;c&quot;<p>x</p> https://example.org/?a=1&amp;b=2',
  );
  assert.is(compose({ 'digest/issue': '{{title}}' }, view).text, '<b> & "c"');
});

test('null is nothing, and only what is undefined is a typing error', () => {
  assert.equal(compose({ 'digest/issue': '[{{a}}]{{#if b}}x{{/if}}' }, { a: null, b: null }), {
    text: '[]',
    told: [],
  });
});

test('typing errors are told together, also in conditions, loops, partials and their parameters', () => {
  const files = {
    'digest/issue':
      'x\n{{titel}}\n{{#if nobody}}a{{/if}}\n{{#each list}}{{../titel}}{{nmae}}{{/each}}\n{{> b text=word.s}}',
    'partials/b': '{{text}}\n  {{textt}}',
  };
  assert.equal(compose(files, { title: 'T', list: [{ name: 'n' }, { name: 'm' }], word: {} }).told, [
    'digest/issue.txt.hbs:2:3 Nothing here is called "titel".',
    'digest/issue.txt.hbs:3:7 Nothing here is called "nobody".',
    'digest/issue.txt.hbs:4:17 Nothing here is called "../titel".',
    'digest/issue.txt.hbs:4:29 Nothing here is called "nmae".',
    'digest/issue.txt.hbs:5:12 Nothing here is called "word.s".',
    'partials/b.txt.hbs:2:5 Nothing here is called "textt".',
  ]);
});

test('what is not of the template language is refused where it stands', () => {
  const told = (text: string) => compose({ 'digest/issue': text, 'partials/b': 'b' }, { a: 1 }).told;
  assert.equal(told('{{{a}}}'), ['digest/issue.txt.hbs:1:1 A value is printed without escaping.']);
  assert.equal(told('{{shout a}}'), ['digest/issue.txt.hbs:1:1 There is no helper "shout".']);
  assert.equal(told('{{#wrap a}}b{{/wrap}}'), ['digest/issue.txt.hbs:1:1 There is no block "{{#wrap …}}".']);
  assert.equal(told('\n{{> nobody}}'), [
    'digest/issue.txt.hbs:2:1 There is no partial "nobody" for txt templates.',
  ]);
  assert.equal(told('{{#> b}}x{{/b}}'), [
    'digest/issue.txt.hbs:1:1 Decorators and partial blocks are not part of this template language.',
  ]);
});

test('a template that Handlebars cannot read names its own line', () => {
  const told = (text: string) => compose({ 'digest/issue': text }, {}).told.join();
  assert.match(
    told('a\n{{#if x}}\nb'),
    /^digest\/issue\.txt\.hbs:\d:undefined Handlebars cannot read this template: /,
  );
  assert.match(
    told('a\n\n{{#if x}}b{{/each}}'),
    "digest/issue.txt.hbs:3:undefined Handlebars cannot read this template: if doesn't match each.",
  );
});

test('an unknown layout names those that there are', () => {
  assert.equal(compose({ 'alert/issue': 'x' }, {}).told, [
    'digest/issue.txt.hbs:1:undefined The layout has no such template.',
  ]);
});

test('merge fields in templates come through as they are, with fallbacks and conditions around other parts', () => {
  const text =
    '{{subscriber.name "you"}} {{#if subscriber.city}}{{title}}{{else}}{{#each list}}{{this}}{{/each}}{{/if}} {{unsubscribeUrl}}';
  assert.equal(compose({ 'digest/issue': text }, { title: 'T', list: ['a', 'b'] }), {
    text: '{{subscriber.name "you"}} {{#if subscriber.city}}T{{else}}ab{{/if}} {{unsubscribeUrl}}',
    told: [],
  });
});

test('an unknown merge field, and a question that its language has no word for, are refused with their place', () => {
  const { told } = compose(
    { 'digest/issue': '\n {{subscriber.age}}{{#unless subscriber.city}}a{{/unless}}' },
    {},
  );
  assert.equal(told, [
    'digest/issue.txt.hbs:2:2 There is no merge field "subscriber.age".',
    'digest/issue.txt.hbs:2:20 "{{#unless subscriber.city}}" asks for a merge field.',
  ]);
});

test('tags of a template are stamped with its file and line, unless it names a better place', () => {
  const text =
    '<mj-text\n  padding="0">\n{{#if a}}\n  <p class="x">y</p>\n{{/if}}\n<h2 data-src="{{a}}">z</h2><span>s</span>\n</mj-text>';
  assert.is(
    compose({ 'digest/issue': text }, { a: 'a.md:3' }, 'mjml').text,
    '<mj-text data-src="templates/digest/issue.mjml.hbs:1"\n  padding="0">\n' +
      '  <p data-src="templates/digest/issue.mjml.hbs:4" class="x">y</p>\n<h2 data-src="a.md:3">z</h2><span>s</span>\n</mj-text>',
  );
});

test('what was compiled for one text is not used for another', () => {
  assert.is(compose({ 'digest/issue': 'one {{a}}' }, { a: 1 }).text, 'one 1');
  assert.is(compose({ 'digest/issue': 'two {{a}}' }, { a: 2 }).text, 'two 2');
  assert.is(compose({ 'digest/issue': 'one {{a}}' }, { a: 3 }).text, 'one 3');
});

test.run();
