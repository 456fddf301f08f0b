/** Titles that fit a telephone's screen. */
import type { Rule } from '../../rule.ts';
import { headingsOf } from './headings.ts';

export const headingLength: Rule = {
  id: 'editorial/heading-length',
  severity: 'warning',
  title: 'A story’s title has at most 80 characters, a section’s at most 40.',
  why: 'At 375 pixels a longer one takes four lines, and the list of contents becomes a page.',
  example: {
    bad: 'title: A ship came in on Tuesday, …, and nobody at the harbour office would say why',
    good: 'title: A ship came in',
  },
  *check(context) {
    for (const { passage, most } of headingsOf(context)) {
      const length = passage.text.length;
      if (length <= most) continue;
      yield {
        ...passage.at(),
        what: `The heading has ${length} characters, and ${most} are room enough.`,
        remedy: 'Say the one thing; the rest belongs into the first sentence.',
      };
    }
  },
};
