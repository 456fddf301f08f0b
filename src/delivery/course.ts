/** The course of one run: what it has done, what the answers mean for it, and why it ends. */
import type { Claim, Held, Settlement } from './ledger.ts';
import { createPace, type DomainLimits, type Pace } from './pace.ts';
import { nextAttempt, type RetrySchedule } from './retry.ts';
import type { Slots } from './slots.ts';
import type { Answer } from './transport.ts';
import { describeAnswer, judge } from './verdict.ts';

/** What one run did. `released`: given back to the queue for no fault of the reader. */
export type RunCounts = {
  readonly accepted: number;
  readonly refused: number;
  readonly deferred: number;
  readonly skipped: number;
  readonly unknown: number;
  readonly released: number;
};

export type Course = {
  readonly counts: { -readonly [state in keyof RunCounts]: number };
  readonly pace: Pace;
  readonly schedule: RetrySchedule;
  /** Refused for the message, one after the other; taken back when they become too many, or the relay takes nothing more. */
  refusedInARow: Held[];
  /** The relay takes no mail at all. */
  relayFailed: boolean;
  /** Why no new message is begun, a sentence. */
  stopped: string | null;
  /** An error that is no answer of a server: the database cannot be written. */
  failure: unknown;
};

/** So many in a row are no chance: it is the message that is refused, and no reader's. */
const mostRefusedInARow = 5;

const mostLostConnections = 3;

/** Codes by which a server asks for patience: service closing, mailbox busy, local error, and TLS or AUTH for now. */
const throttlingCodes: ReadonlySet<number> = new Set([421, 450, 451, 454]);

export function beginCourse(limits: DomainLimits, slots: Slots, schedule: RetrySchedule): Course {
  return {
    counts: { accepted: 0, refused: 0, deferred: 0, skipped: 0, unknown: 0, released: 0 },
    pace: createPace(limits, slots),
    schedule,
    refusedInARow: [],
    relayFailed: false,
    stopped: null,
    failure: null,
  };
}

/** What is to be written about an answer; the course learns from it. `nowMs` is of a clock that only goes forward. */
export function settlementOf(
  course: Course,
  claim: Claim,
  answer: Answer,
  relay: string,
  nowMs: number,
): Settlement {
  const verdict = judge(answer);
  const written = {
    claim,
    code: answer.kind === 'reply' ? answer.code : null,
    reason: describeAnswer(answer),
    relay,
    delayMs: 0,
  };
  if (answer.kind === 'reply' && throttlingCodes.has(answer.code)) course.pace.slowDown(claim.domain, nowMs);
  switch (verdict.kind) {
    case 'accepted':
      course.refusedInARow = [];
      course.pace.recover(claim.domain);
      return { ...written, state: 'accepted' };
    case 'refused':
      if (verdict.blame === 'message' && answer.kind === 'reply') course.refusedInARow.push(claim);
      if (course.refusedInARow.length >= mostRefusedInARow) {
        course.stopped ??= `The relay refused ${mostRefusedInARow} messages in a row, the last with: ${written.reason.replace(/\.$/, '')}.`;
      }
      return { ...written, state: 'refused' };
    case 'released':
      if (verdict.pause === 'relay') {
        course.relayFailed = true;
        course.stopped ??= `${relay} does not take mail: ${written.reason.replace(/\.$/, '')}.`;
      }
      if (verdict.pause === 'domain') course.pace.close(claim.domain);
      // A connection that ends again and again over the same delivery must not be all that the run does.
      if (verdict.pause === 'connection' && claim.attempts >= mostLostConnections)
        return defer(course, claim, written);
      return { ...written, state: 'queued' };
    case 'deferred':
      return defer(course, claim, written);
    case 'unknown':
      return { ...written, state: 'unknown' };
  }
}

function defer(course: Course, claim: Claim, written: Omit<Settlement, 'state'>): Settlement {
  const { reason } = written;
  const delayMs = nextAttempt(course.schedule, claim.attempts + 1, claim.sinceFirstMs ?? 0);
  if (delayMs !== null) return { ...written, state: 'deferred', delayMs };
  return { ...written, state: 'refused', reason: `Given up after the last attempt: ${reason}` };
}

/** The refusals that were no reader's fault: too many in a row, or the last ones before the relay took nothing more. */
export function refusalsToTakeBack({ refusedInARow, relayFailed }: Course): readonly Held[] {
  return relayFailed || refusedInARow.length >= mostRefusedInARow ? refusedInARow : [];
}
