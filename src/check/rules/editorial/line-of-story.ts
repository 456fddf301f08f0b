/** Where an issue names a story. */
import type { Issue, Story } from '../../../publication/types.ts';

/** The line of the story's name in the issue's front matter. */
export function lineOfStory(issue: Issue, story: Story): number {
  if (issue.lead === story) return issue.lines.get('lead') ?? 1;
  const section = issue.sections.findIndex(({ stories }) => stories.includes(story));
  const place = issue.sections[section]?.stories.indexOf(story) ?? -1;
  return issue.lines.get(`sections.${section}.stories.${place}`) ?? issue.lines.get('sections') ?? 1;
}
