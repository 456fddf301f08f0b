/** One page linked twice in one text. */

import type { Rule } from '../../rule.ts';
import { normalised } from './normalised.ts';

export const duplicate: Rule = {
  id: 'links/duplicate',
  severity: 'warning',
  title: 'A text links each page once.',
  why: 'The second link promises something new and does not keep it; with a keyboard it is one stop more.',
  example: {
    bad: '[The office](https://a.example.org/) … [its page](https://a.example.org/)',
    good: '[The office’s page](https://a.example.org/)',
  },
  *check({ issue, stories, read }) {
    for (const prose of [issue.letter, ...stories.map(({ body }) => body), issue.publication.about]) {
      const seen = new Set<string>();
      for (const { href, text, place } of read(prose).links) {
        if (href === null || href === '') continue;
        const address = normalised(href);
        if (seen.has(address)) {
          yield {
            ...place,
            what: `“${text}” leads where an earlier link of this text leads.`,
            remedy: 'Keep one of them.',
          };
        }
        seen.add(address);
      }
    }
  },
};
