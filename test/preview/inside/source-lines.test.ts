import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sourceLines } from '../../../src/preview/inside/source-lines.ts';

test('line breaks are added before blocks alone, and nothing is lost', () => {
  const html =
    '<!doctype html><html><body><p>One <b>two</b></p><table><tr><td>x</td></tr></table><!--[if mso]><p>w</p><![endif]--></body></html>';
  const lines = sourceLines(html);
  assert.is(lines.map(({ text }) => text).join(''), html);
  assert.equal(
    lines.slice(0, 7).map(({ depth, text }) => `${'-'.repeat(depth)}${text}`),
    ['<!doctype html>', '<html>', '-<body>', '--<p>One <b>two</b>', '--</p>', '--<table>', '---<tr>'],
  );
});

test.run();
