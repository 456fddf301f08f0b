/** What stands between an issue and a list: the errors that `tumen check` finds. */
import { checkIssue } from '../check/check.ts';
import type { Newsroom } from '../publication/newsroom.ts';
import type { Problem } from '../publication/problem.ts';
import type { RenderedIssue } from './render-issues.ts';

/** Every error; warnings are the desk's to weigh. */
export function errorsOf(newsroom: Newsroom, { issue, rendered }: RenderedIssue): readonly Problem[] {
  const today = new Date().toISOString().slice(0, 10);
  // A word that no dictionary knows is no error: the dictionary stays where it is.
  const { findings } = checkIssue({ newsroom, issue, rendered, today, speller: null });
  return findings.filter(({ severity }) => severity === 'error');
}
