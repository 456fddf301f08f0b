/** Texts as a reader reads them, without markup, of which every character knows its line and column in the file. */

/** Where something stands. `endColumn` is the column after its last character, on the same line. */
export type Place = {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly endColumn?: number;
};

/** Whose words they are: only what `note` says of a source may quote a source's faults. */
export type Origin = 'story' | 'letter' | 'note' | 'about' | 'issue';

export type Passage = {
  readonly origin: Origin;
  /** `label`: a line of the front matter, such as a title. */
  readonly kind: 'paragraph' | 'heading' | 'item' | 'quote' | 'cell' | 'label';
  /** Merge fields, code and pictures are one `hole` each. */
  readonly text: string;
  /** Offsets of `text` at which a line of the file ends; Markdown reads on. */
  readonly breaks: readonly number[];
  /** The sources cited in it, in their order. */
  readonly citations: readonly string[];
  /** The place of `text.slice(start, end)`; without arguments that of the whole. */
  readonly at: (start?: number, end?: number) => Place;
};

/** Stands for what is no text. It is no letter, so that no word runs across it. */
export const hole = '\uFFFC';

/** A line of front matter: its column is not known. */
export function label(origin: Origin, file: string, line: number, text: string): Passage {
  return { origin, kind: 'label', text, breaks: [], citations: [], at: () => ({ file, line }) };
}

/** The lines of the file of which the passage is made, as offsets of its text. */
export function linesOf({
  text,
  breaks,
}: Passage): { readonly start: number; readonly end: number; readonly text: string }[] {
  return [0, ...breaks.map((at) => at + 1)].map((start, index) => {
    const end = breaks[index] ?? text.length;
    return { start, end, text: text.slice(start, end) };
  });
}

/** Every match of a pattern with the flag `g`, as a place in the passage's file. */
export function* matchesIn(
  passage: Passage,
  pattern: RegExp,
): Generator<{ match: RegExpExecArray; place: Place }> {
  for (const match of passage.text.matchAll(pattern)) {
    if (match[0] === '') continue;
    yield { match, place: passage.at(match.index, match.index + match[0].length) };
  }
}
