/** A link that readers have had. */

import type { Rule } from '../../rule.ts';
import { normalised } from './normalised.ts';

export const linkAlreadyCarried: Rule = {
  id: 'links/already-carried',
  severity: 'warning',
  title: 'A story links no page that an earlier issue has linked.',
  why: 'Readers who follow it find what they have read; the news is somewhere else on that page, or nowhere.',
  example: { bad: 'the link of last week’s story again', good: 'the page that is new, and “follows:”' },
  *check({ stories, earlier, read }) {
    const before = new Map<string, number>();
    for (const { number, stories: old } of earlier) {
      for (const { body } of old)
        for (const href of hrefsOf(body.markdown)) before.set(normalised(href), number);
    }
    for (const { href, text, place } of stories.flatMap(({ body }) => read(body).links)) {
      const number = href === null ? undefined : before.get(normalised(href));
      if (number === undefined) continue;
      yield {
        ...place,
        what: `Issue ${number} has linked the page behind “${text}” already.`,
        remedy: 'Link what is new, or leave the link out and name the earlier story with “follows:”.',
      };
    }
  },
};

/** Of texts that were read and checked in their own time, so that looking is enough. */
function hrefsOf(text: string): string[] {
  return [...text.matchAll(/(?:\]\(\s*<?|<|^ {0,3}\[[^\]]+\]:\s*)(https?:\/\/[^\s)>]+)/gm)].map(
    (match) => match[1] as string,
  );
}
