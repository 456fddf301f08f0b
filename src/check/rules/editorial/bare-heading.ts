/** A heading that Markdown takes for a sentence. */
import { linesOf, type Passage } from '../../passage.ts';
import type { Rule } from '../../rule.ts';

const ends = /[.!?:…]["'”’»)\]]*$|[)\]\uFFFC]$/u;

export const bareHeading: Rule = {
  id: 'editorial/bare-heading',
  severity: 'warning',
  title: 'A paragraph of a story ends with a full stop.',
  why: 'A line without one is a heading that lost its mark when it was pasted, or a sentence that was broken off.',
  example: { bad: 'Why now?\\nThe Stakes', good: '### The stakes' },
  *check({ stories, read }) {
    for (const passage of stories.flatMap(({ body }) => read(body).passages)) {
      for (const { start, end } of headingsWithin(passage)) {
        yield {
          ...passage.at(start, end),
          what: 'This line looks like a heading, and Markdown runs it into the paragraph.',
          remedy: 'Put an empty line around it and “### ” before it, or make a sentence of it.',
        };
      }
      const text = passage.text.trimEnd();
      if (passage.kind !== 'paragraph' || text === '' || ends.test(text) || !/\p{L}/u.test(text)) continue;
      const last = text.lastIndexOf(' ', text.length - 1) + 1;
      yield {
        ...passage.at(last, text.length),
        what: 'The paragraph ends without a full stop.',
        remedy: 'End the sentence; or, if this is a heading, begin the line with “### ”.',
      };
    }
  },
};

/** A short line between sentences that are complete; where an editor wraps lines, it would have been filled up. */
function headingsWithin(passage: Passage): { readonly start: number; readonly end: number }[] {
  const lines = linesOf(passage);
  const longest = Math.max(...lines.map(({ text }) => text.length));
  return lines.slice(0, -1).filter(({ text }, index) => {
    const before = lines[index - 1];
    const next = lines[index + 1]?.text ?? '';
    const roomForNext = text.length + (next.split(' ')[0] ?? '').length < longest - 20;
    const afterSentence = before === undefined || ends.test(before.text) || before.text.length < 60;
    return (
      text.length < 60 &&
      /\p{L}/u.test(text) &&
      !/[.!…,;]$/u.test(text) &&
      roomForNext &&
      afterSentence &&
      /^\p{Lu}/u.test(next)
    );
  });
}
