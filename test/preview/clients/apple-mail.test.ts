import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { appleMail } from '../../../src/preview/clients/apple-mail.ts';
import { message } from './page.ts';

test('Apple Mail shows what was written, to the byte', () => {
  const html = message(
    '<style>@media (prefers-color-scheme:dark){p{color:#fff}}</style>',
    '<p onclick="1">x</p>',
  );
  assert.is(appleMail.simulate(html), html);
});

test.run();
