/** Last month's news in this week's issue. */
import { weekOf } from '../../../publication/week.ts';
import type { Rule } from '../../rule.ts';
import { lineOfStory } from './line-of-story.ts';

export const outsideWeek: Rule = {
  id: 'editorial/outside-week',
  severity: 'warning',
  title: 'The stories of an issue are of its week.',
  why: 'A reader takes what stands in an issue for what happened since the last one.',
  example: {
    bad: 'an issue of 22 June 2024 with a story of 9 June',
    good: 'the story in the issue of its own week',
  },
  *check({ issue, stories }) {
    const week = weekOf(issue.date);
    for (const story of stories) {
      if (story.date >= week.from && story.date <= week.to) continue;
      yield {
        file: issue.file,
        line: lineOfStory(issue, story),
        what: `The story “${story.title}” is of ${story.date}, outside of ${week.name} (${week.from} to ${week.to}).`,
        remedy:
          'Move it into the issue of its week, mend its date, or waive this and say in the text why it comes now.',
      };
    }
  },
};
