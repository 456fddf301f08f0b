/** Proposes the next issue from the stories of a week: which lead, which sections, and what is left out and why. */
import type { Newsroom } from './newsroom.ts';
import { carrier } from './resolve-issue.ts';
import type { Status, Story } from './types.ts';
import type { Week } from './week.ts';

export type Proposal = {
  readonly number: number;
  readonly date: string;
  readonly lead: Story;
  /** Grouped by each story's first topic, the fullest section first. */
  readonly sections: readonly { readonly title: string; readonly stories: readonly Story[] }[];
  readonly leftOut: readonly LeftOut[];
};

export type LeftOut = { readonly storyId: string; readonly reason: string };

/** What is better founded leads. */
const weight: Readonly<Record<Status, number>> = {
  confirmed: 5,
  reported: 4,
  disputed: 3,
  alleged: 2,
  analysis: 1,
};

/** Returns the reason for each story left out alone where the week has no story for an issue. */
export function composeWeek(
  newsroom: Newsroom,
  week: Week,
): Proposal | { readonly leftOut: readonly LeftOut[] } {
  const number = (newsroom.issueFiles.at(-1)?.number ?? 0) + 1;
  const inWeek = [...newsroom.stories.values()].filter(({ date }) => date >= week.from && date <= week.to);
  const fresh: Story[] = [];
  const leftOut: LeftOut[] = [];
  for (const story of inWeek) {
    const issue = carrier(newsroom, story.id, number);
    if (issue === null) fresh.push(story);
    else leftOut.push({ storyId: story.id, reason: `issue ${issue} carried it` });
  }
  for (const file of newsroom.problems.keys()) {
    const broken = /^content\/stories\/((\d{4}-\d\d-\d\d)-.*)\.md$/.exec(file);
    if (broken !== null && (broken[2] as string) >= week.from && (broken[2] as string) <= week.to) {
      leftOut.push({ storyId: broken[1] as string, reason: 'it cannot be read; "tumen check" says why' });
    }
  }

  const [lead, ...rest] = fresh.toSorted(byWeight);
  if (lead === undefined) return { leftOut };
  const sections = Map.groupBy(
    rest.toSorted((a, b) => a.date.localeCompare(b.date, 'en') || byWeight(a, b)),
    (story) => story.topics[0] as string,
  );
  return {
    number,
    date: week.saturday,
    lead,
    sections: [...sections]
      .map(([title, stories]) => ({ title, stories }))
      .toSorted((a, b) => b.stories.length - a.stories.length),
    leftOut,
  };
}

/** Status, then how many sources, then a picture, then the name, so that the order is always the same. */
function byWeight(a: Story, b: Story): number {
  return (
    weight[b.status] - weight[a.status] ||
    sourceCount(b) - sourceCount(a) ||
    Number(b.image !== null) - Number(a.image !== null) ||
    (a.id < b.id ? -1 : 1)
  );
}

function sourceCount(story: Story): number {
  return new Set(story.citations.map(({ sourceId }) => sourceId)).size;
}
