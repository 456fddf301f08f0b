import render from 'dom-serializer';
import { parseDocument } from 'htmlparser2';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { liftStyles } from '../../src/site/lift-styles.ts';

function lift(html: string, sheet = ''): { html: string; css: string } {
  const document = parseDocument(html);
  const css = liftStyles(document.children, sheet);
  return { html: render(document), css };
}

test('equal inline styles become one class, and none stays inline', () => {
  const { html, css } = lift(
    '<p style="margin:0">a</p><p style="margin:0;">b</p><p style="margin:1px">c</p>',
  );
  assert.is(html, '<p class="m-1">a</p><p class="m-1">b</p><p class="m-2">c</p>');
  assert.is(css, '\n:is(.m-1,#_){margin:0}\n:is(.m-2,#_){margin:1px}\n');
});

test('the obsolete attributes of tables become declarations, before the inline style that outweighs them', () => {
  const { html, css } = lift(
    '<table align="center" border="0" cellpadding="0" cellspacing="0" width="600"><tr><td align="left" valign="top" bgcolor="#fff" style="text-align:right">x</td></tr></table>',
  );
  assert.is(html, '<table class="m-1"><tr><td class="m-2">x</td></tr></table>');
  assert.is(
    css,
    '\n:is(.m-1,#_){margin-inline:auto;border-collapse:collapse;width:600px}\n' +
      ':is(.m-2,#_){text-align:left;vertical-align:top;background-color:#fff;text-align:right}\n',
  );
});

test('a picture keeps its size as attributes, so that its place is reserved', () => {
  assert.is(
    lift('<img src="a.png" width="576" height="288" border="0">').html,
    '<img src="a.png" width="576" height="288">',
  );
});

test('classes of the email are renamed in its elements and in its sheet, values are left alone', () => {
  const { html, css } = lift(
    '<p class="plain lead">x</p>',
    '.plain>p.lead{line-height:.9}@media (max-width:479.5px){.plain{width:1.5em}}',
  );
  assert.is(html, '<p class="m-plain m-lead">x</p>');
  assert.is(
    css,
    '.paper-frame .m-plain>p.m-lead{line-height:.9}@media (max-width:479.5px){.paper-frame .m-plain{width:1.5em}}\n',
  );
});

test('rules of the email reach nothing around it, and those for a mail client are gone', () => {
  const { css } = lift(
    '<p>x</p>',
    ':root{color-scheme:dark}body{margin:0}a,p{color:red}[data-ogsc] p{color:blue}',
  );
  assert.is(css, '.paper-frame>div{margin:0}.paper-frame a,.paper-frame p{color:red}\n');
});

test.run();
