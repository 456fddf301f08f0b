/** An earlier story in new clothes. */
import type { Story } from '../../../publication/types.ts';
import type { Passage } from '../../passage.ts';
import type { Rule } from '../../rule.ts';
import { overlap, shinglesOf } from '../../shingles.ts';

/** So much of a paragraph may stand in another story before it is called the same. */
const tooMuch = 0.6;
/** Fewer runs of words than these say nothing: a short sentence may well come twice. */
const leastRuns = 8;

const remembered = new WeakMap<Story, ReadonlySet<string>>();

export const nearIdentical: Rule = {
  id: 'editorial/near-identical',
  severity: 'warning',
  title: 'No paragraph has stood in another story.',
  why: 'Readers remember. What was said before is linked with “follows:”, not said again as if it were new.',
  example: {
    bad: 'a paragraph of last week’s story, with one word changed',
    good: 'what has changed since, and “follows:”',
  },
  *check({ stories, earlier, read }) {
    const before = earlier.flatMap(({ number, stories: old }) =>
      old.map((story) => ({ story, of: `issue ${number}` })),
    );
    for (const [index, story] of stories.entries()) {
      const others = [
        ...stories.slice(0, index).map((other) => ({ story: other, of: 'this issue' })),
        ...before,
      ];
      for (const passage of read(story.body).passages) {
        const found = longEnough(passage) ? twinOf(passage, story, others) : undefined;
        if (found === undefined) continue;
        yield {
          ...passage.at(),
          what: `This paragraph has stood in “${found.story.title}” (${found.of}).`,
          remedy: 'Write what is new, and name the earlier story with “follows:”.',
        };
      }
    }
  },
};

type Candidate = { readonly story: Story; readonly of: string };

function longEnough({ text }: Passage): boolean {
  return shinglesOf(text).size >= leastRuns;
}

function twinOf(passage: Passage, story: Story, others: readonly Candidate[]): Candidate | undefined {
  const runs = shinglesOf(passage.text);
  return others.find((other) => other.story !== story && overlap(runs, runsOf(other.story)) >= tooMuch);
}

function runsOf(story: Story): ReadonlySet<string> {
  const known = remembered.get(story) ?? shinglesOf(story.body.markdown);
  remembered.set(story, known);
  return known;
}
