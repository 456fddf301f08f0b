import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simulateYahoo, trip } from '../../../src/preview/clients/yahoo.ts';
import { body, message, styles } from './page.ts';

test('.foo becomes #yiv .yivfoo', () => {
  const html = simulateYahoo(message('<style>.foo{color:red}</style>', '<p class="foo">x</p>'));
  assert.equal(styles(html), ['#yiv0 .yiv0foo{color:red}']);
  assert.is(body(html), '<div id="yiv0"><div style="margin:0"><p class="yiv0foo">x</p></div></div>');
});

test('the rule after a comment is lost, and only that one', () => {
  assert.is(trip('.a{color:red}/* note */.b{color:red}.c{color:red}'), '.a{color:red}.c{color:red}');
  assert.is(trip('/* note */@media screen{.b{color:red}}.c{color:red}').trim(), '.c{color:red}');
});

test('from a media query with a comma on, everything is lost', () => {
  assert.is(trip('.a{color:red}@media screen, print{.b{color:red}}.c{color:red}'), '.a{color:red}');
  assert.is(
    trip('.a,.b{color:red}@media screen{.b{color:red}}'),
    '.a,.b{color:red}@media screen{.b{color:red}}',
  );
});

test('classes that begin with a hyphen or an underscore break', () => {
  assert.equal(
    styles(simulateYahoo(message('<style>._a{color:red}.-b{color:red}.c{color:red}</style>', ''))),
    ['#yiv0 .yiv0c{color:red}'],
  );
});

test('media queries of width and height stay, of colour scheme go', () => {
  const html = simulateYahoo(
    message(
      '<style>@media only screen and (max-width:480px){.a{margin:0}}@media (prefers-color-scheme:dark){.a{color:#fff}}@media (orientation:landscape){.a{margin:1px}}</style>',
      '',
    ),
  );
  assert.equal(styles(html), ['@media only screen and (max-width:480px){#yiv0 .yiv0a{margin:0}}']);
});

test('height becomes min-height; shadows, gradients and ARIA are dropped', () => {
  const html = simulateYahoo(
    message(
      '',
      '<p aria-label="x" role="note" style="height:9px;box-shadow:0 0 1px #000;background:linear-gradient(#fff,#000);display:flex">x</p>',
    ),
  );
  assert.match(body(html), /<p role="note" style="min-height:9px;display:flex">x<\/p>/);
});

test.run();
