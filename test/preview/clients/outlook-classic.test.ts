import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openConditions, simulateOutlookClassic } from '../../../src/preview/clients/outlook-classic.ts';
import { body, message, styles } from './page.ts';

const seen = (html: string) => body(simulateOutlookClassic(message('', html)));

test('what is written for Word counts, what is hidden from it does not', () => {
  assert.is(openConditions('<!--[if mso]><b>W</b><![endif]-->'), '<b>W</b>');
  assert.is(
    openConditions('<!--[if mso | IE]><table><![endif]-->x<!--[if mso | IE]></table><![endif]-->'),
    '<table>x</table>',
  );
  assert.is(openConditions('<!--[if !mso]><!--><b>others</b><!--<![endif]-->'), '');
  assert.is(openConditions('<!--[if !mso]><!-- --><b>others</b><!-- <![endif]-->').includes('others'), false);
  assert.is(openConditions('<![if !mso]><b>others</b><![endif]>'), '');
  assert.is(openConditions('<!-- an ordinary comment -->'), '<!-- an ordinary comment -->');
});

test('conditions on the version are answered for Word 16, and Internet Explorer is not there', () => {
  const holds = (condition: string) => openConditions(`<!--[if ${condition}]>yes<![endif]-->`) === 'yes';
  for (const condition of [
    'mso',
    'gte mso 9',
    'gt mso 15',
    'mso 16',
    'lte mso 16',
    '(mso)|(IE)',
    'mso & !IE',
    '(gte mso 9)|(IE)',
  ])
    assert.ok(holds(condition), condition);
  for (const condition of ['!mso', 'lte mso 11', 'gt mso 16', 'IE', 'lt IE 9', 'mso & IE'])
    assert.not.ok(holds(condition), condition);
});

test('rounded corners, shadows, flex and background images are dropped', () => {
  assert.is(
    seen(
      '<table style="border-radius:4px;box-shadow:0 0 2px #000;display:flex;background-image:url(a.png);color:#111"></table>',
    ),
    '<table style="color:#111"></table>',
  );
  assert.is(seen('<td style="background:#fff url(a.png)">x</td>'), '<td>x</td>');
  assert.is(seen('<td style="background:#fff">x</td>'), '<td style="background:#fff">x</td>');
});

test('padding is known on cells alone, max-width on tables alone, width not on blocks and pictures', () => {
  assert.is(
    seen('<div style="padding:8px;max-width:600px;width:50%;color:#111">x</div>'),
    '<div style="color:#111">x</div>',
  );
  assert.is(seen('<a style="padding:8px">x</a>'), '<a>x</a>');
  assert.is(
    seen(
      '<table style="max-width:600px;padding:8px"><tr><td style="padding:8px;max-width:9px">x</td></tr></table>',
    ),
    '<table style="max-width:600px"><tr><td style="padding:8px">x</td></tr></table>',
  );
  assert.is(
    seen('<img src="a.png" width="300" style="width:100%;border:0" alt="A">'),
    '<img src="a.png" width="300" style="border:0" alt="A">',
  );
});

test('what Word is told in mso- properties is done', () => {
  assert.is(
    seen('<td style="mso-padding-alt:10px 25px;background:#111">x</td>'),
    '<td style="padding:10px 25px;background:#111">x</td>',
  );
  assert.is(seen('<a style="padding:10px 25px;mso-padding-alt:0px">x</a>'), '<a>x</a>');
  assert.is(seen('<div style="mso-hide:all">x</div>'), '<div style="display:none">x</div>');
});

test('display:none is known, auto margins are not', () => {
  assert.is(seen('<p style="display:none;margin:0 auto">x</p>'), '<p style="display:none">x</p>');
  assert.is(seen('<p style="display:inline-block;margin:0 4px">x</p>'), '<p style="margin:0 4px">x</p>');
});

test('every media query and every selector that Word cannot read is dropped from the style blocks', () => {
  const html = simulateOutlookClassic(
    message(
      '<style>.a{color:red}@media (max-width:480px){.a{color:blue}}.a > .b{color:red}a:hover{color:red}[x]{color:red}.a .b{color:red}</style>',
      '',
    ),
  );
  assert.equal(styles(html), ['.a{color:red}.a .b{color:red}']);
});

test('pictures in formats that Word cannot show keep their box and text', () => {
  assert.is(
    seen('<img src="a.webp" width="9" alt="A"><img src="b.png" srcset="c.png 2x" alt="B">'),
    '<img width="9" alt="A"><img src="b.png" alt="B">',
  );
});

test.run();
