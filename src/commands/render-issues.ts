/** Resolves and renders several issues of a newsroom, with the problems of all of them together. */
import { prepareImages } from '../publication/images.ts';
import { lockProblems, makeLock, readLock } from '../publication/lock.ts';
import type { Newsroom } from '../publication/newsroom.ts';
import { describeProblem, type Problem, ProblemsError } from '../publication/problem.ts';
import { resolveIssue } from '../publication/resolve-issue.ts';
import type { Issue, PreparedImage } from '../publication/types.ts';
import { type Rendered, render } from '../render/render.ts';

export type RenderedIssue = {
  readonly issue: Issue;
  readonly images: ReadonlyMap<string, PreparedImage>;
  readonly rendered: Rendered;
};

/**
 * Throws one ProblemsError with `known` and every further problem, each once; that an issue was sent and would no
 * longer be the same is one.
 */
export async function renderIssues(
  newsroom: Newsroom,
  refs: readonly string[],
  known: readonly Problem[] = [],
): Promise<RenderedIssue[]> {
  const problems = new Map(known.map((problem) => [describeProblem(problem), problem]));
  const done: RenderedIssue[] = [];
  for (const ref of refs) {
    try {
      const issue = resolveIssue(newsroom, ref);
      const images = await prepareImages(newsroom.root, issue);
      const rendered = await render({ issue, templates: newsroom.templates, images });
      const locked = await readLock(newsroom.root, issue);
      if (locked !== null) {
        const now = await makeLock(newsroom.root, issue, newsroom.templates, rendered);
        const changed = lockProblems(issue, locked, now);
        if (changed.length > 0) throw new ProblemsError(changed);
      }
      done.push({ issue, images, rendered });
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      for (const problem of error.problems) problems.set(describeProblem(problem), problem);
    }
  }
  if (problems.size > 0) throw new ProblemsError([...problems.values()]);
  return done;
}
