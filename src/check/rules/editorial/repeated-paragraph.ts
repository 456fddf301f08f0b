/** The same lines twice in one story: its title again, or a paragraph. */
import { linesOf } from '../../passage.ts';
import { plain } from '../../plain.ts';
import type { Rule } from '../../rule.ts';

export const repeatedParagraph: Rule = {
  id: 'editorial/repeated-paragraph',
  severity: 'warning',
  title: 'Nothing stands twice in a story, and its title not in its text.',
  why: 'The title is printed above the text already; a second copy is what pasting leaves behind.',
  example: {
    bad: 'title: A ship came in, and a first line “A ship came in”',
    good: 'a first line that goes on from the title',
  },
  *check({ stories, read }) {
    for (const story of stories) {
      const title = plain(story.title);
      const seen = new Set([title]);
      const lines = read(story.body).passages.flatMap((passage) =>
        linesOf(passage).map((line) => ({ ...line, passage })),
      );
      for (const { passage, start, end, text: line } of lines) {
        const text = plain(line);
        // Two words may well stand alone in two places.
        if (text.split(' ').length < 3) continue;
        if (seen.has(text)) {
          yield {
            ...passage.at(start, end),
            what: text === title ? 'The text repeats the title.' : 'This stands in the story already.',
            remedy: 'Remove one of the two.',
          };
        }
        seen.add(text);
      }
    }
  },
};
