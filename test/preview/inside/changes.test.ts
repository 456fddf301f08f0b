import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareTexts } from '../../../src/preview/inside/changes.ts';

test('added and removed words are told, with their number', () => {
  const { changes, wordsAdded, wordsRemoved } = compareTexts(
    'The train left on Sunday.',
    'The armoured train left.',
  );
  assert.is(wordsAdded > 0 && wordsRemoved > 0, true);
  const kept = (kinds: string[]) =>
    changes
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ text }) => text)
      .join('');
  assert.is(kept(['same', 'removed']), 'The train left on Sunday.');
  assert.is(kept(['same', 'added']), 'The armoured train left.');
});

test('a text that was only wrapped anew has not changed', () => {
  const { wordsAdded, wordsRemoved } = compareTexts(
    'one two\nthree four\n\nfive',
    'one two three\nfour\n\nfive',
  );
  assert.equal([wordsAdded, wordsRemoved], [0, 0]);
});

test.run();
