/** The sources of one story. */
import type { Issue, Source, Story } from '../../../publication/types.ts';

/** Each source that the story cites, once, in the order of first citation. */
export function sourcesOf(story: Story, issue: Issue): Source[] {
  const ids = new Set(story.citations.map(({ sourceId }) => sourceId));
  return [...ids]
    .map((id) => issue.sources.find((source) => source.id === id))
    .filter((source) => source !== undefined);
}
