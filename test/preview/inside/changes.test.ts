import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareTexts } from '../../../src/preview/inside/changes.ts';

const marked = (before: string, after: string) =>
  compareTexts(before, after)
    .changes.map(({ kind, text }) =>
      kind === 'added' ? `{+${text}+}` : kind === 'removed' ? `[-${text}-]` : text,
    )
    .join('');

test('within a paragraph the words are told that came and went', () => {
  assert.is(
    marked('The train left on Sunday night.', 'The green train left on Monday night.'),
    'The {+green +}train left on [-Sunday-]{+Monday+} night.\n\n',
  );
});

test('a paragraph that shares little with another is told whole, not as a salad of words', () => {
  assert.is(
    marked('Same.\n\nThe train left on Sunday.', 'Same.\n\nNobody knows what was signed.'),
    'Same.\n\n[-The train left on Sunday.\n\n-]{+Nobody knows what was signed.\n\n+}',
  );
});

test('a paragraph that was put in between leaves its neighbours alone', () => {
  assert.is(marked('One.\n\nThree.', 'One.\n\nTwo.\n\nThree.'), 'One.\n\n{+Two.\n\n+}Three.\n\n');
});

test('the words are counted', () => {
  const { wordsAdded, wordsRemoved } = compareTexts(
    'The train left on Sunday night.',
    'The green train left on Monday night.',
  );
  assert.equal([wordsAdded, wordsRemoved], [2, 1]);
});

test('a text that was only wrapped anew has not changed', () => {
  const sentence = 'What we do not have is a communiqué, a transcript or a witness of any kind.';
  const { wordsAdded, wordsRemoved } = compareTexts(
    sentence.replace(' transcript', '\ntranscript').replace('a\n', 'a\n'),
    sentence.replace(' witness', '\nwitness'),
  );
  assert.equal([wordsAdded, wordsRemoved], [0, 0]);
});

test.run();
