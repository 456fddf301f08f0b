/** Pages that have moved for good. */
import { finalUrl } from '../../../links/answer.ts';
import { linksOf } from '../../links.ts';
import type { Rule } from '../../rule.ts';
import { normalised } from './normalised.ts';

export const moved: Rule = {
  id: 'links/moved',
  severity: 'warning',
  online: true,
  title: 'Links name the page where it is now.',
  why: 'Redirects end some day. One that leads from a page to the front door has ended already.',
  example: {
    bad: 'https://gazette.example.org/2023/ship, which points on to /archive/ship',
    good: 'https://gazette.example.org/archive/ship',
  },
  *check(context) {
    if (context.answers === null) return;
    for (const { href, place } of linksOf(context)) {
      const answer = context.answers.get(href);
      if (answer?.kind !== 'answered' || answer.status >= 400 || answer.redirects.length === 0) continue;
      const to = finalUrl(answer);
      const toFront = new URL(to).pathname === '/' && new URL(href).pathname !== '/';
      const forGood = answer.redirects.every(({ status }) => status === 301 || status === 308);
      // Only its slash, its www or its scheme: a reader does not notice, and the other rules speak of http.
      if (!toFront && (!forGood || normalised(to) === normalised(href))) continue;
      yield {
        ...place,
        what: toFront ? `${href} leads to the front page, ${to}.` : `${href} has moved for good to ${to}.`,
        remedy: toFront ? 'The page is gone; find where it is now.' : `Write ${to}.`,
      };
    }
  },
};
