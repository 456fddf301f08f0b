/** The long issue that the benchmarks render and check: five stories of the desk's length, five times told. */
import type { Issue, Story } from '../../src/publication/types.ts';

const ordinals = ['', 'second', 'third', 'fourth', 'fifth'];

/** `small` holds five stories. */
export function ofTwentyFive(small: Issue): Issue {
  const stories = [small.lead, ...small.sections.flatMap((section) => section.stories)];
  const copy = (story: Story, turn: number): Story => ({
    ...story,
    id: `${story.id}-${turn}`,
    title: `${story.title} ${turn}`,
    // No paragraph is another's twin; that would be found, and finding is slower than passing.
    body: {
      ...story.body,
      markdown: story.body.markdown.replaceAll(/\b(?:the|a|of)\b/g, (word) => `${word} ${ordinals[turn]}`),
    },
  });
  const others = [1, 2, 3, 4].flatMap((turn) => stories.map((story) => copy(story, turn)));
  return { ...small, sections: [...small.sections, { title: 'More of it', stories: others }], threads: [] };
}
