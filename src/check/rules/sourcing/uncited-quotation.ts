/** Somebody's own words, and nothing that says where they were read. */
import { quotationsIn } from '../../quotations.ts';
import type { Rule } from '../../rule.ts';

export const uncitedQuotation: Rule = {
  id: 'sourcing/uncited-quotation',
  severity: 'error',
  title: 'A paragraph with a direct quotation cites where it was read.',
  why: 'A quotation is the easiest thing to invent and the hardest to take back.',
  example: {
    bad: 'The minister spoke of “a milestone”.',
    good: 'The minister spoke of “a milestone”.[^gazette]',
  },
  *check({ stories, read }) {
    for (const passage of stories.flatMap(({ body }) => read(body).passages)) {
      if (passage.citations.length > 0 || passage.kind === 'heading') continue;
      const [quotation] = quotationsIn(passage.text);
      if (quotation === undefined) continue;
      yield {
        ...passage.at(quotation.start - 1, quotation.end + 1),
        what: 'This is quoted, and the paragraph cites no source for it.',
        remedy: 'Cite the source that prints the words, or say it in your own.',
      };
    }
  },
};
