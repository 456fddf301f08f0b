/** "Confirmed" by nobody but the one who said it. */
import type { Context } from '../../context.ts';
import type { Rule } from '../../rule.ts';
import { sourcesOf } from './cited.ts';
import { countVoices } from './independence.ts';

export const singleSource: Rule = {
  id: 'sourcing/single-source',
  severity: 'error',
  title: 'A story with the status "confirmed" rests on two independent sources.',
  why: 'Confirmation is what a second source gives. One source, or two records of one publisher, only report.',
  example: { bad: 'status: confirmed, and one [^notice]', good: 'status: reported, or [^notice][^gazette]' },
  *check(context: Context) {
    for (const story of context.stories) {
      const sources = sourcesOf(story, context.issue);
      if (story.status !== 'confirmed' || sources.length === 0 || countVoices(sources) > 1) continue;
      const ids = sources.map(({ id }) => id).join(' and ');
      yield {
        file: story.file,
        line: story.lines.get('status') ?? 1,
        what:
          sources.length === 1
            ? `The story is marked confirmed and rests on ${ids} alone.`
            : `The story is marked confirmed, and its sources ${ids} are one voice.`,
        remedy: 'Cite an independent source that bears it out, or write "status: reported".',
      };
    }
  },
};
