/** Breaks lines of plain text, with what hangs under a bullet or a number indented like its first line. */

/** RFC 5322 asks for at most 78; quoted once by a reply, 72 still fits. */
export const textWidth = 72;

/** `text` with every longer line broken between words. A word longer than a line, such as an address, stays whole. */
export function wrapText(text: string, width: number = textWidth): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line.trimEnd(), width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width) return line;
  const lead = /^(\s*(?:> )*)((?:[-*•] |\[?\d+[.\]] )?)/.exec(line);
  const margin = lead?.[1] ?? '';
  const hanging = margin + ' '.repeat(lead?.[2]?.length ?? 0);
  const lines: string[] = [];
  let current = margin + (lead?.[2] ?? '');
  let started = false;
  for (const word of line
    .slice(current.length)
    .split(' ')
    .filter((part) => part !== '')) {
    if (started && current.length + 1 + word.length > width) {
      lines.push(current);
      current = hanging + word;
    } else {
      current += started ? ` ${word}` : word;
    }
    started = true;
  }
  lines.push(current);
  return lines.join('\n');
}
