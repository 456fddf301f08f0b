/** When a deferred delivery is tried again, and when it is given up. */

const minuteMs = 60_000;

export type RetrySchedule = {
  /** Wait before the second attempt, the third, …; the last one is used for all that follow. */
  readonly delaysMs: readonly number[];
  /** Given up when the first attempt is so long ago. */
  readonly giveUpAfterMs: number;
};

/** What mail servers do themselves: soon at first, then ever less often, for three days. */
export const retrySchedule: RetrySchedule = {
  delaysMs: [15, 30, 60, 120, 240].map((minutes) => minutes * minuteMs),
  giveUpAfterMs: 72 * 60 * minuteMs,
};

/**
 * Milliseconds until the next attempt, with up to a fifth more or less, so that what failed together does not come back
 * together; null when it is to be given up. `attempts` counts the one that has just failed, from 1.
 */
export function nextAttempt(
  schedule: RetrySchedule,
  attempts: number,
  sinceFirstMs: number,
  random: () => number = Math.random,
): number | null {
  if (sinceFirstMs >= schedule.giveUpAfterMs) return null;
  const delay = schedule.delaysMs[Math.min(attempts, schedule.delaysMs.length) - 1] as number;
  return Math.round(delay * (0.8 + 0.4 * random()));
}
