/** Numbers out of nowhere. */
import type { Rule } from '../../rule.ts';

/** Numbers and words of number; not the 19 of COVID-19 nor the 7 of G7. */
const figure =
  /(?<![\p{L}\p{N}.,-])[$€£¥₩]?\d[\d.,]*(?:\p{L}{2}\b)?(?:\s?%|\s(?:per cent|percent|million|billion))?|\b(?:dozens|hundreds|thousands|millions|billions) of\b/gu;

export const uncitedFigure: Rule = {
  id: 'sourcing/uncited-figure',
  severity: 'warning',
  title: 'A paragraph with figures cites where they are from.',
  why: 'Figures are remembered and repeated; they have to come from somewhere that a reader can look up.',
  example: { bad: 'The train had 21 carriages.', good: 'The train had 21 carriages.[^gazette]' },
  *check({ stories, read }) {
    for (const passage of stories.flatMap(({ body }) => read(body).passages)) {
      if (passage.citations.length > 0 || passage.kind === 'heading') continue;
      const found = passage.text.matchAll(figure).next().value;
      if (found === undefined) continue;
      const text = found[0].replace(/[.,]$/, '');
      yield {
        ...passage.at(found.index, found.index + text.length),
        what: `The figure “${text}” stands in a paragraph that cites no source.`,
        remedy: 'Cite the source that gives it, or leave it out.',
      };
    }
  },
};
