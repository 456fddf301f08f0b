/** How many columns a text takes on a terminal, and how to cut it to fit: 조선 takes four, not two. */
import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns of `text`; wide East Asian characters and emoji count two, combining marks none. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** `text` in at most `columns` columns, cut between whole characters and ended with `…` where it was longer. */
export function cutToColumns(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const width = columnsOf(segment);
    if (used + width > columns - 1) break;
    kept += segment;
    used += width;
  }
  return columns > 0 ? `${kept}…` : '';
}

/** `text` broken between words into lines of at most `columns` columns; a longer word has a line to itself. */
export function wrapToColumns(text: string, columns: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && columnsOf(longer) > columns) lines.push(word);
    else lines.splice(-1, 1, longer);
  }
  return lines.join('\n');
}

/** `text` filled with blanks to `columns`, on its right or, for figures, on its left. */
export function padToColumns(text: string, columns: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/**
 * `text` as one harmless line: line ends and tabs become blanks, and every other control character is dropped,
 * so that a name out of a CSV file cannot move the cursor or recolour the reader's terminal.
 */
export function oneLine(text: string): string {
  return text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '');
}
