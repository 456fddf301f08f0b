/** Pages that keep readers waiting. */
import { linksOf } from '../../links.ts';
import type { Rule } from '../../rule.ts';

const mostMs = 5000;

export const slow: Rule = {
  id: 'links/slow',
  severity: 'notice',
  online: true,
  title: `Behind every link is a page that answers within ${mostMs / 1000} seconds.`,
  why: 'A reader who waits longer comes back without having read it.',
  example: { bad: 'a page that takes 9 seconds', good: 'a copy of it in an archive' },
  *check(context) {
    if (context.answers === null) return;
    for (const { href, place } of linksOf(context)) {
      const answer = context.answers.get(href);
      if (answer?.kind !== 'answered' || answer.tookMs <= mostMs) continue;
      yield {
        ...place,
        what: `${href} took ${(answer.tookMs / 1000).toFixed(1)} seconds.`,
        remedy: 'Look whether it is always so; a copy in an archive may be quicker.',
      };
    }
  },
};
