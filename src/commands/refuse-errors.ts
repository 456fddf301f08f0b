/** What stands between an issue and a list: an error that `tumen check` finds. */
import { checkIssue } from '../check/check.ts';
import { loadSpeller } from '../check/speller.ts';
import type { Newsroom } from '../publication/newsroom.ts';
import { ProblemsError } from '../publication/problem.ts';
import type { RenderedIssue } from './render-issues.ts';

/** Throws ProblemsError with every error; warnings are the desk's to weigh. */
export async function refuseErrors(newsroom: Newsroom, { issue, rendered }: RenderedIssue): Promise<void> {
  const speller = await loadSpeller(issue.publication.language);
  const today = new Date().toISOString().slice(0, 10);
  const { findings } = checkIssue({ newsroom, issue, rendered, today, speller });
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ProblemsError(errors);
}
