import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { snippetOf } from '../../../src/preview/inside/inbox-row.ts';
import { message } from '../clients/page.ts';

test('the hidden preheader comes first, and its padding ends it', () => {
  const padding = '\u034f\u00a0'.repeat(40);
  assert.is(
    snippetOf(message('', `<div style="display:none">What happened.${padding}</div><h1>Title</h1>`)),
    'What happened.',
  );
});

test('without padding the words of the body follow', () => {
  assert.is(
    snippetOf(
      message(
        '',
        '<div style="display:none">Short.</div><table><tr><td>View</td><td>in browser</td></tr></table>',
      ),
    ),
    'Short. View in browser',
  );
});

test('styles are not words, and no inbox shows more than 250 characters', () => {
  assert.is(snippetOf(message('', `<style>p{}</style><p>${'word '.repeat(100)}</p>`)).length <= 250, true);
  assert.not.match(snippetOf(message('', '<style>p{}</style><p>x</p>')), /\{/);
});

test.run();
