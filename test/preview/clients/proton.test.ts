import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simulateProton } from '../../../src/preview/clients/proton.ts';
import { body, message, styles } from './page.ts';

test('absolute becomes relative, and a height in per cent is unset', () => {
  const html = simulateProton(
    message('', '<p style="position:absolute;height:50%">x</p><p style="position:sticky;height:9px">y</p>'),
  );
  assert.match(
    body(html),
    /<p style="position:relative;height:unset">x<\/p><p style="position:sticky;height:9px">y<\/p>/,
  );
});

test('remote pictures are held back, carried ones are shown', () => {
  const html = body(
    simulateProton(
      message(
        '',
        '<img src="https://a.example.org/b.png" alt="B" width="9"><img src="cid:c@example.org" alt="C"><td background="https://a.example.org/d.png" style="background-image:url(https://a.example.org/d.png)">x</td>',
      ),
    ),
  );
  assert.match(html, /<img alt="B" width="9"><img src="cid:c@example\.org" alt="C"><td>x<\/td>/);
});

test('media queries of width stay, dark ones go, names are kept', () => {
  const html = simulateProton(
    message(
      '<style>@media (max-width:9px){.a{margin:0}}@media (prefers-color-scheme:dark){.a{color:#fff}}</style>',
      '<p class="a">x</p>',
    ),
  );
  assert.equal(styles(html), ['@media (max-width:9px){.a{margin:0}}']);
});

test.run();
