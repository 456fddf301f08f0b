/** What came along when a page was copied. */
import { matchesIn } from '../../passage.ts';
import type { Rule } from '../../rule.ts';

const leftovers: readonly RegExp[] = [
  /\b(?:leave a (?:reply|comment)|your email address will not be published|required fields are marked)\b/giu,
  /\b(?:(?:popular|related|recent|previous|next) (?:posts?|articles?|stories)|share this|skip to (?:main )?content|accept (?:all )?cookies|all rights reserved|terms of use|privacy policy|sign up for our newsletter)\b/giu,
  /\bviews expressed (?:in|by|here)\b[^.]{0,60}/giu,
  /\b(?:visit and subscribe|like and subscribe|read (?:more|next) (?:at|on)|this (?:article|post|blog post) (?:delves|explores|examines|will))\b/giu,
];

export const webLeftovers: Rule = {
  id: 'editorial/web-leftovers',
  severity: 'error',
  title: 'No furniture of a web page stands in a story.',
  why: 'Comment forms, disclaimers and “popular posts” show that a text was pasted, not written.',
  example: { bad: 'Leave a Reply', good: 'the line removed' },
  *check({ written }) {
    for (const passage of written) {
      if (passage.origin !== 'story') continue;
      for (const { match, place } of leftovers.flatMap((pattern) => [...matchesIn(passage, pattern)])) {
        yield {
          ...place,
          what: `“${match[0]}” belongs to a web page, not to a story.`,
          remedy: 'Remove it, and read what stands around it: it was pasted as well.',
        };
      }
    }
  },
};
