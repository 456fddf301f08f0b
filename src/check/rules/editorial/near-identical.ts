/** An earlier story in new clothes. */
import type { Story } from '../../../publication/types.ts';
import type { Rule } from '../../rule.ts';
import { isWithin, shinglesOf, shinglesOfProse } from '../../shingles.ts';

/** So much of a paragraph may stand in another story before it is called the same. */
const tooMuch = 0.6;
/** Fewer runs of words than these say nothing: a short sentence may well come twice. */
const leastRuns = 8;

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
        const runs = shinglesOf(passage.text);
        const found = runs.size < leastRuns ? undefined : others.find((other) => isIn(runs, other, story));
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

function isIn(runs: ReadonlySet<string>, other: Candidate, story: Story): boolean {
  return other.story !== story && isWithin(runs, shinglesOfProse(other.story.body), tooMuch);
}
