/** How far a mailing is while it runs: the ledger's totals when last asked, and what this run has done since. */
import type { RunCounts } from './course.ts';
import type { Totals } from './sum.ts';

export type Progress = {
  readonly totals: Totals;
  readonly run: RunCounts;
  /** Set while nothing can be sent: when that is expected to end, milliseconds from now. */
  readonly waitingMs: number | null;
};

/** The totals now; `base` is without what this run has done. */
export function progressOf(base: Totals, counts: RunCounts, waitingMs: number | null): Progress {
  const { accepted, refused, skipped, unknown } = counts;
  return {
    totals: before(base, { accepted: -accepted, refused: -refused, skipped: -skipped, unknown: -unknown }),
    run: { ...counts },
    waitingMs,
  };
}

/** The totals as they were before `done` happened. */
export function before(
  totals: Totals,
  done: Pick<RunCounts, 'accepted' | 'refused' | 'skipped' | 'unknown'>,
): Totals {
  return {
    audience: totals.audience,
    accepted: totals.accepted - done.accepted,
    refused: totals.refused - done.refused,
    skipped: totals.skipped - done.skipped,
    unknown: totals.unknown - done.unknown,
    waiting: totals.waiting + done.accepted + done.refused + done.skipped + done.unknown,
  };
}
