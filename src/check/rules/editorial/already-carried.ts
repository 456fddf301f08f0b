/** The same story twice to the same readers. */
import type { Rule } from '../../rule.ts';
import { lineOfStory } from './line-of-story.ts';

export const alreadyCarried: Rule = {
  id: 'editorial/already-carried',
  severity: 'error',
  title: 'No story stands in two issues.',
  why: 'Readers have had it. What is new about it is a story of its own, which follows the old one.',
  example: {
    bad: 'stories: [2024-06-18-ship], carried by issue 1',
    good: 'a new story with “follows: 2024-06-18-ship”',
  },
  *check({ issue, stories, earlier }) {
    for (const story of stories) {
      const edition = earlier.find((each) => each.stories.includes(story));
      if (edition === undefined) continue;
      yield {
        file: issue.file,
        line: lineOfStory(issue, story),
        what: `Issue ${edition.number} has already carried “${story.title}”.`,
        remedy: 'Take it out, or write what is new as a story with “follows:”.',
      };
    }
  },
};
