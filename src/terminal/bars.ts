/** Bars of block characters, an eighth of a column fine, for figures that are to be compared at a glance. */

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar for `value` where the longest, for `most`, fills `columns`. What is more than nothing shows. */
export function bar(value: number, most: number, columns: number): string {
  if (value <= 0 || most <= 0) return '';
  const parts = Math.max(1, Math.round(Math.min(1, value / most) * columns * 8));
  return `${'█'.repeat(Math.floor(parts / 8))}${eighths[parts % 8]}`;
}
