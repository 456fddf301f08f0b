import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { minifyHtml } from '../../src/render/minify.ts';

test('white space between blocks goes, between words one blank stays', () => {
  assert.is(
    minifyHtml(
      '<div>\n  <p>\n    one\n    <b>two</b>   <i>three</i> four\n  </p>\n  <p> five </p>\n</div>\n',
    ),
    '<div><p>one <b>two</b> <i>three</i> four</p><p>five</p></div>',
  );
});

test('white space that a reader sees stays: no-break spaces, preformatted text, values of attributes', () => {
  assert.is(minifyHtml('<p>a\u00A0\u00A0b</p>'), '<p>a\u00A0\u00A0b</p>');
  assert.is(minifyHtml('<pre>  a\n   b </pre>'), '<pre>  a\n   b </pre>');
  assert.is(minifyHtml('<p title="a > b">c</p>'), '<p title="a > b">c</p>');
});

test('styles lose their blanks, empty styles their attribute', () => {
  assert.is(
    minifyHtml('<p style="margin: 0 0 18px; color : red;">a</p>'),
    '<p style="margin:0 0 18px;color:red">a</p>',
  );
  assert.is(minifyHtml('<p style="">a</p>'), '<p>a</p>');
  assert.is(
    minifyHtml(
      '<style>\n  /* x */\n  a > b { color: red; }\n  @media only screen and (max-width:479px) { p { margin: 0; } }\n</style>',
    ),
    '<style>a>b{color:red}@media only screen and (max-width:479px){p{margin:0}}</style>',
  );
});

test('conditional comments of Outlook stay whole', () => {
  assert.is(
    minifyHtml('<!--[if mso | IE]>\n  <table\n   width="640" >\n <tr> <td>\n<![endif]-->'),
    '<!--[if mso | IE]><table width="640" ><tr><td><![endif]-->',
  );
});

test('a lone angle bracket is text', () => {
  assert.is(minifyHtml('<p>a < b</p>'), '<p>a < b</p>');
});

test.run();
