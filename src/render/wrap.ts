/** Breaks lines of plain text, with what hangs under a bullet or a number indented like its first line. */

/** RFC 5322 asks for at most 78; quoted once by a reply, 72 still fits. */
export const textWidth = 72;

/**
 * `text` with every longer line broken between words. A word longer than a line, such as an address, stays whole.
 * `widthOf` is asked for everything in its order, because a merge field is not as wide as its token.
 */
export function wrapText(text: string, widthOf: (word: string) => number = (word) => word.length): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line.trimEnd(), widthOf))
    .join('\n');
}

/** A blank before anything but the number of a note, which would look lost at the beginning of a line. */
const unbroken = / (?!\[\d+\])/;

function wrapLine(line: string, widthOf: (word: string) => number): string {
  if (line.length <= textWidth) {
    widthOf(line);
    return line;
  }
  const lead = /^(\s*(?:> )*)((?:[-*•] |\[?\d+[.\]] )?)/.exec(line);
  const margin = lead?.[1] ?? '';
  const bullet = lead?.[2] ?? '';
  const hanging = margin + ' '.repeat(bullet.length);
  const lines: string[] = [];
  let current = margin + bullet;
  let width = current.length;
  let started = false;
  for (const word of line
    .slice(current.length)
    .split(unbroken)
    .filter((part) => part !== '')) {
    const wordWidth = widthOf(word);
    if (started && wordWidth > 0 && width + 1 + wordWidth > textWidth) {
      lines.push(current);
      current = hanging + word;
      width = hanging.length + wordWidth;
    } else {
      current += started ? ` ${word}` : word;
      width += wordWidth + (started && wordWidth > 0 ? 1 : 0);
    }
    started = true;
  }
  lines.push(current);
  return lines.join('\n');
}
