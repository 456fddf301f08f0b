import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simulateOutlookCom } from '../../../src/preview/clients/outlook-com.ts';
import { body, message, styles } from './page.ts';

const wrapped = (inner: string) =>
  `<div class="rps_x" style="font-family:&quot;Segoe UI&quot;,Helvetica,Arial,sans-serif"><div style="margin:0">${inner}</div></div>`;

test('.foo becomes .rps_x .x_foo, and the body a div', () => {
  const html = simulateOutlookCom(
    message('<style>.foo,p{color:red}#top{margin:0}</style>', '<p class="foo" id="top">x</p>'),
  );
  assert.equal(styles(html), ['.rps_x .x_foo,.rps_x p{color:red}.rps_x #x_top{margin:0}']);
  assert.is(body(html), wrapped('<p class="x_foo" id="x_top">x</p>'));
});

test('media queries stay, one within another does not, other at-rules neither', () => {
  const html = simulateOutlookCom(
    message(
      '<style>@media (max-width:480px){.a{margin:0}@media (min-width:1px){.b{margin:0}}}@font-face{font-family:X}@supports (a:b){.c{margin:0}}</style>',
      '',
    ),
  );
  assert.equal(styles(html), ['@media (max-width:480px){.rps_x .x_a{margin:0}}']);
});

test('rules for its own dark marks survive under the new names', () => {
  assert.equal(styles(simulateOutlookCom(message('<style>[data-ogsc] .a{color:#fff}</style>', ''))), [
    '.rps_x [data-ogsc] .x_a{color:#fff}',
  ]);
});

test('pseudo-classes are kept on type selectors alone', () => {
  assert.equal(
    styles(
      simulateOutlookCom(
        message('<style>a:hover{color:red}.b:hover{color:red}p:nth-child(2){color:red}</style>', ''),
      ),
    ),
    ['.rps_x a:hover{color:red}'],
  );
});

test('gradients, calc(), positions and negative margins are dropped', () => {
  const html = simulateOutlookCom(
    message(
      '',
      '<p style="background:linear-gradient(#fff,#000);width:calc(1px + 2px);position:relative;margin-top:-2px;box-shadow:0 0 1px #000">x</p>',
    ),
  );
  assert.is(body(html), wrapped('<p style="box-shadow:0 0 1px #000">x</p>'));
});

test.run();
