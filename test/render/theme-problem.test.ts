import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { themeProblem } from '../../src/render/theme-problem.ts';
import { publication } from './issue-value.ts';

test('a theme that cannot be read is told at its own line, with the nearest that can', () => {
  const lines = new Map([['theme.accent', 21]]);
  const problem = themeProblem(publication({ theme: { accent: '#ffee00' }, lines }));
  assert.is(problem?.line, 21);
  assert.match(problem?.what ?? '', /^The accent #ffee00 cannot be read everywhere: /);
  assert.match(problem?.remedy ?? '', /^The nearest accent that passes is "#[0-9a-f]{6}"\.$/);
  assert.is(themeProblem(publication({ lines })), null);
});

test.run();
