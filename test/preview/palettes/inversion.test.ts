import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { invertAsApple, invertAsGmail, invertAsOutlook } from '../../../src/preview/palettes/inversion.ts';
import { body, message, styles } from '../clients/page.ts';

test('Apple: white paper becomes #333333 and black ink white, said or not', () => {
  const html = invertAsApple(message('', '<p style="background:#fff;color:black">x</p>'));
  assert.is(body(html), '<p style="background:#333333;color:#ffffff">x</p>');
  assert.match(styles(html)[0] ?? '', /^html\{background:#333333;color:#ffffff\}a\{color:#/);
});

test('Apple: colours are turned in attributes, style blocks and gradients, with their transparency', () => {
  const html = invertAsApple(
    message(
      '<style>.a{border:1px solid #ffffff}</style>',
      '<table bgcolor="#FFFFFF"></table><p style="background:linear-gradient(#fff,#fff)">x</p><p style="color:rgba(0, 0, 0, 0.5)">y</p>',
    ),
  );
  assert.is(styles(html)[1], '.a{border:1px solid #333333}');
  assert.is(
    body(html),
    '<table bgcolor="#333333"></table><p style="background:linear-gradient(#333333,#333333)">x</p><p style="color:rgba(255, 255, 255, 0.5)">y</p>',
  );
});

test('Gmail: light surfaces darken, dark text lightens, dark surfaces, light text and gradients stay', () => {
  const html = invertAsGmail(
    message(
      '',
      '<p style="background-color:#ffffff;color:#000000">a</p><p style="background-color:#111111;color:#eeeeee">b</p><p style="background:linear-gradient(#fff,#000)">c</p>',
    ),
  );
  assert.is(
    body(html),
    '<p style="background-color:#202020;color:#f2f2f2">a</p><p style="background-color:#111111;color:#eeeeee">b</p><p style="background:linear-gradient(#fff,#000)">c</p>',
  );
});

test('Outlook: lightness is turned in Lab, and what was there is kept in data-ogsc and data-ogsb', () => {
  const html = invertAsOutlook(
    message(
      '<style>[data-ogsc] p{color:#abcdef}p{color:#000000}</style>',
      '<p style="background-color:#ffffff;color:#000000">a</p><i>b</i>',
    ),
  );
  assert.is(
    body(html),
    '<p style="background-color:#333333;color:#ffffff" data-ogsc="#000000" data-ogsb="#ffffff">a</p><i>b</i>',
  );
  assert.is(styles(html)[1], '[data-ogsc] p{color:#abcdef}p{color:#ffffff}');
});

test('the author’s dark colours do not mix with a client’s own', () => {
  const html = invertAsApple(
    message('<style>@media (prefers-color-scheme:dark){p{color:#ffffff}}</style>', ''),
  );
  assert.match(styles(html)[1] ?? '', /^@media \(max-width:0\)/);
});

test('addresses and words that only look like colours are left alone', () => {
  const html = invertAsApple(
    message('', '<p style="background:url(white.png#fff);font-family:Black Han Sans">x</p>'),
  );
  assert.is(body(html), '<p style="background:url(white.png#fff);font-family:Black Han Sans">x</p>');
});

test.run();
