import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simulateGmail, simulateGmailWithoutStyle } from '../../../src/preview/clients/gmail.ts';
import { body, message, styles } from './page.ts';

const wrapped = (inner: string) =>
  `<div style="font:small/1.5 Arial,Helvetica,sans-serif"><u></u><div style="margin:0">${inner}</div></div>`;

test('the body becomes a div behind a <u></u>, and attributes of <html> are lost', () => {
  const html = simulateGmail(message('', '<p>Hello</p>'));
  assert.is(body(html), wrapped('<p>Hello</p>'));
  assert.not.match(html, /lang=/);
});

test('classes, ids and anchors are renamed in the HTML and in the rules alike', () => {
  const html = simulateGmail(
    message(
      '<style>.note, td.note > a{color:red}#top{margin:0}p{margin:1px}</style>',
      '<a href="#top" class="note wide">up</a><p id="top">x</p><a href="#">no place</a>',
    ),
  );
  assert.equal(styles(html), ['.m_note, td.m_note > a{color:red}#m_top{margin:0}p{margin:1px}']);
  assert.is(
    body(html),
    wrapped('<a href="#m_top" class="m_note m_wide">up</a><p id="m_top">x</p><a href="#">no place</a>'),
  );
});

test('media queries of width stay; of colour scheme, resolution and hover go', () => {
  const html = simulateGmail(
    message(
      `<style>@media only screen and (min-width:480px){.a{width:50%}}@media (prefers-color-scheme:dark){.a{color:#fff}}
@media (hover:hover){.a{color:#000}}@media screen and (-webkit-min-device-pixel-ratio:2){.a{color:#111}}
@media (orientation:landscape){.a{color:#222}}</style>`,
      '',
    ),
  );
  assert.equal(
    styles(html).map((css) => css.replaceAll('\n', '')),
    [
      '@media only screen and (min-width:480px){.m_a{width:50%}}@media (orientation:landscape){.m_a{color:#222}}',
    ],
  );
});

test('one nested at-rule or one invalid rule costs the whole block, and only that', () => {
  const html = simulateGmail(
    message(
      '<style>.a{color:red}@media screen{@media (max-width:9px){.b{color:red}}}</style><style>.c{color:red</style><style>.d{color:red}</style>',
      '',
    ),
  );
  assert.equal(styles(html), ['.m_d{color:red}']);
});

test('past 16 KB in all, style blocks are lost', () => {
  const kilobytes = (count: number) => `.a{color:red}${' '.repeat(count * 1024 - 13)}`;
  const html = simulateGmail(
    message(`<style>${kilobytes(10)}</style><style>${kilobytes(6)}</style><style>.b{color:red}</style>`, ''),
  );
  assert.equal(styles(html), ['.m_a{color:red}', '.m_a{color:red}']);
});

test('attribute selectors and pseudo-classes but :hover are dropped', () => {
  const html = simulateGmail(
    message(
      '<style>[data-x] p{color:red}a:hover{color:blue}li:first-child{margin:0}p::before{content:"x"}b{color:red}</style>',
      '',
    ),
  );
  assert.equal(styles(html), ['a:hover{color:blue}b{color:red}']);
});

test('style blocks in the body are lost', () => {
  assert.equal(styles(simulateGmail(message('', '<div><style>.a{color:red}</style></div>'))), []);
});

test('var(), shadows, positions and negative margins are dropped, inline as well', () => {
  const html = simulateGmail(
    message(
      '<style>p{--x:red;color:var(--x);margin:-4px 0;padding:1px}</style>',
      '<p style="box-shadow:0 0 2px #000;position:absolute;border-radius:3px">x</p>',
    ),
  );
  assert.equal(styles(html), ['p{padding:1px}']);
  assert.is(body(html), wrapped('<p style="border-radius:3px">x</p>'));
});

test('<picture> becomes <u>, and its other files, srcset, SVG and data: pictures go', () => {
  const html = simulateGmail(
    message(
      '',
      '<picture><source srcset="a.webp"><img src="a.png" srcset="b.png 2x" alt="A"></picture><svg><path/></svg><img src="x.svg" alt="S"><img src="data:image/png;base64,AA" alt="D">',
    ),
  );
  assert.is(body(html), wrapped('<u><img src="a.png" alt="A"></u><img alt="S"><img alt="D">'));
});

test('scripts, handlers, comments and metadata do not arrive', () => {
  const html = simulateGmail(
    message(
      '<link rel="stylesheet" href="x.css">',
      '<!--[if mso]><p>Word</p><![endif]--><script>1</script><p onclick="x()">x</p><a href="javascript:x()">y</a>',
    ),
  );
  assert.is(body(html), wrapped('<p>x</p><a>y</a>'));
  assert.not.match(html, /script|link|meta|Word/);
});

test('without styles nothing but style attributes is left', () => {
  const html = simulateGmailWithoutStyle(
    message('<style>.a{color:red}</style>', '<p class="a" style="color:blue">x</p>'),
  );
  assert.equal(styles(html), []);
  assert.is(body(html), wrapped('<p style="color:blue">x</p>'));
});

test('where a block came from stays known', () => {
  assert.match(simulateGmail(message('', '<p data-src="a.md:3">x</p>')), /<p data-src="a\.md:3">/);
});

test.run();
