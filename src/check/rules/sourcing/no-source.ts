/** A story that rests on nothing. */
import type { Rule } from '../../rule.ts';

export const noSource: Rule = {
  id: 'sourcing/no-source',
  severity: 'error',
  title: 'A story names at least one source.',
  why: 'What rests on nothing cannot be checked by a reader, nor defended by the desk.',
  example: { bad: 'He left by armoured train.', good: 'He left by armoured train.[^gazette]' },
  *check({ stories }) {
    for (const story of stories) {
      if (story.citations.length > 0) continue;
      yield {
        file: story.file,
        line: story.lines.get('title') ?? 1,
        what: `The story “${story.title}” cites no source.`,
        remedy: 'Cite one, as [^id] after what it says, or take the story out of the issue.',
      };
    }
  },
};
