/** How the sum of a mailing is printed, after sending and in `tumen status`. */
import type { Totals } from '../delivery/sum.ts';
import { describeDuration } from '../terminal/progress.ts';

/** One line a state, and the audience that they add up to. */
export function formatTotals({ accepted, refused, skipped, unknown, waiting, audience }: Totals): string {
  const width = audience.toLocaleString('en').length;
  const line = (name: string, value: number): string =>
    `  ${name.padEnd(9)} ${value.toLocaleString('en').padStart(width)}\n`;
  return [
    line('accepted', accepted),
    line('refused', refused),
    line('skipped', skipped),
    line('unknown', unknown),
    line('waiting', waiting),
    `  ${'─'.repeat(10 + width)}\n`,
    line('audience', audience),
  ].join('');
}

/** When those who wait are due; null: at once. */
export function waitingAgain(nextDueMs: number | null): string {
  return nextDueMs !== null && nextDueMs > 0
    ? `The next of them is due in ${describeDuration(nextDueMs)}.`
    : 'They can go at once.';
}
