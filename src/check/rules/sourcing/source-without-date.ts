/** A source that could be of any day. */
import type { Rule } from '../../rule.ts';

export const sourceWithoutDate: Rule = {
  id: 'sourcing/source-without-date',
  severity: 'warning',
  title: 'The record of a source says when it was published.',
  why: 'Without a date nobody can tell a report from a memory, or which of two came first.',
  example: { bad: 'published:', good: 'published: 2024-06-18, or 2024-06 where the day is not known' },
  *check({ issue }) {
    for (const source of issue.sources) {
      if (source.published !== null) continue;
      yield {
        file: source.file,
        line: source.lines.get('published') ?? 1,
        what: `The source ${source.id} has no date of publication.`,
        remedy: 'Look for it; where there is none, waive this with the reason.',
      };
    }
  },
};
