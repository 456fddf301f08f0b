/** How the sum of a mailing is printed, after sending and in `tumen status`. */
import type { Mailing } from '../delivery/mailing.ts';
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

/** When those who wait can go, and what it takes; `nextDueMs` null: at once. */
export function waitingAgain(
  { state, notBeforeMs, issueNumber, list }: Mailing,
  nextDueMs: number | null,
): string {
  if (state === 'paused') return `It is paused. Go on with: tumen resume ${issueNumber} --list ${list}`;
  if (notBeforeMs > Date.now()) {
    const begin = new Date(notBeforeMs).toISOString().slice(0, 16).replace('T', ' ');
    return `Nothing is sent before ${begin} UTC.`;
  }
  return nextDueMs !== null && nextDueMs > 0
    ? `The next of those who wait is due in ${describeDuration(nextDueMs)}.`
    : 'Those who wait can go at once.';
}
