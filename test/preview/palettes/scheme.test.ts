import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { forceScheme } from '../../../src/preview/palettes/scheme.ts';
import { message, styles } from '../clients/page.ts';

const html = message(
  `<meta name="color-scheme" content="light dark"><style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){p{color:#fff}}@media screen and (prefers-color-scheme: light) and (max-width:9px){p{color:#000}}</style>`,
  '<p>x</p>',
);

test('dark: the dark rules hold and the light ones do not', () => {
  const dark = forceScheme(html, 'dark');
  assert.match(dark, /<meta name="color-scheme" content="dark">/);
  assert.equal(styles(dark), [
    ':root{color-scheme:dark}@media (min-width:0){p{color:#fff}}@media screen and (max-width:0) and (max-width:9px){p{color:#000}}',
  ]);
});

test('light: the other way round', () => {
  const light = forceScheme(html, 'light');
  assert.match(light, /<meta name="color-scheme" content="light">/);
  assert.equal(styles(light), [
    ':root{color-scheme:light}@media (max-width:0){p{color:#fff}}@media screen and (min-width:0) and (max-width:9px){p{color:#000}}',
  ]);
});

test('a message that offers light alone stays light', () => {
  const only = message('<meta name="color-scheme" content="light only">', '');
  assert.match(forceScheme(only, 'dark'), /content="light"/);
});

test.run();
