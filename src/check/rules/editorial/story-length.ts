/** Stories that are read to their end. */
import type { Rule } from '../../rule.ts';

const most = 250;

export const storyLength: Rule = {
  id: 'editorial/story-length',
  severity: 'warning',
  title: `A story has at most ${most} words.`,
  why: 'What happened, why it matters, what is not known: that is the whole of it, and a week has several.',
  example: { bad: 'a pasted article of 1,000 words', good: 'its news in 200, and the article cited' },
  *check({ stories, read }) {
    for (const story of stories) {
      const { passages } = read(story.body);
      let words = 0;
      let over: (typeof passages)[number] | undefined;
      for (const passage of passages) {
        words += passage.text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
        if (words > most) over ??= passage;
      }
      if (over === undefined) continue;
      const { file, line } = over.at();
      yield {
        file,
        line,
        what: `The story “${story.title}” has ${words} words; the limit of ${most} is passed here.`,
        remedy: 'Cut it, or make two stories of it.',
      };
    }
  },
};
