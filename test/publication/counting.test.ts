import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProblemsError } from '../../src/publication/problem.ts';
import { parsePublication } from '../../src/publication/publication.ts';
import { smallPublication } from '../temporary-publication.ts';

const withLine = (line: string) =>
  parsePublication(
    (smallPublication['content/publication.md'] as string).replace('theme:', `${line}\ntheme:`),
  );

test('nothing is counted unless the publication says what', () => {
  assert.is(withLine('').counting, 'none');
  assert.is(withLine('counting: clicks').counting, 'clicks');
  assert.is(withLine('counting: clicks and opens').counting, 'clicks and opens');
  assert.throws(
    () => withLine('counting: everything'),
    (error: Error) => error instanceof ProblemsError,
  );
});

test.run();
