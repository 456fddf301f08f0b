/** "Confirmed" by those whom nobody trusts. */
import type { Rule } from '../../rule.ts';
import { sourcesOf } from './cited.ts';

export const weakSources: Rule = {
  id: 'sourcing/weak-sources',
  severity: 'error',
  title: 'A story with the status "confirmed" has a source graded A, B or C.',
  why: 'Any number of sources that are unreliable, or that cannot be judged, confirm nothing.',
  example: { bad: 'status: confirmed, on sources graded E5 and F6', good: 'status: alleged' },
  *check({ stories, issue }) {
    for (const story of stories) {
      const sources = sourcesOf(story, issue);
      const weak = sources.every(({ reliability }) => ['D', 'E', 'F'].includes(reliability));
      if (story.status !== 'confirmed' || sources.length === 0 || !weak) continue;
      const grades = sources.map(
        ({ id, reliability, credibility }) => `${id} (${reliability}${credibility})`,
      );
      yield {
        file: story.file,
        line: story.lines.get('status') ?? 1,
        what: `The story is marked confirmed and rests only on ${grades.join(', ')}.`,
        remedy: 'Find a source of good standing, or write "status: reported" or "status: alleged".',
      };
    }
  },
};
