/** Finds words that somebody else is said to have used: “…”, „…“, «…», "…", ‘…’. */

/** Offsets of what stands between the marks; `end` is that of the closing mark. */
export type Quotation = { readonly start: number; readonly end: number; readonly text: string };

/** One that is not closed goes on to the end, as the first paragraphs of a long quotation do. */
const marks = [
  /“([^”]*)(?:”|$)/g,
  /„([^“”]*)(?:[“”]|$)/g,
  /«([^»]*)(?:»|$)/g,
  /(?<![\p{L}\p{N}])"([^"]*)"/gu,
  // An apostrophe has a letter after it, a closing mark has none.
  /(?<![\p{L}\p{N}])‘([^‘’]*(?:’(?=\p{L})[^‘’]*)*)’/gu,
];

export function quotationsIn(text: string): Quotation[] {
  return marks
    .flatMap((mark) => [...text.matchAll(mark)])
    .map((match) => {
      const start = match.index + 1;
      const inner = match[1] as string;
      return { start, end: start + inner.length, text: inner };
    })
    .filter(({ text: inner }) => /\p{L}/u.test(inner))
    .toSorted((a, b) => a.start - b.start);
}
