/** One worker's run over a mailing: the loop between the ledger and the transport. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '../audience/secret.ts';
import type { Database } from '../database/open.ts';
import { type Clerk, openClerk } from './group-commit.ts';
import { type Claim, claim, nextDueMs, type Settlement, sumUp, type Totals, toTotals } from './ledger.ts';
import { fileName, messageId, readerTokens } from './links.ts';
import { type Mailing, requeueUnknown } from './mailing.ts';
import { composeMessage, type Message, type MessageTemplate } from './message.ts';
import { nextAttempt, type RetrySchedule, retrySchedule } from './retry.ts';
import type { Answer, Transport } from './transport.ts';
import { describeAnswer, judge } from './verdict.ts';
import {
  dismissWorker,
  leaseMs,
  registerWorker,
  renewLease,
  takeOverFromVanished,
  type Worker,
} from './worker.ts';

export type RunOptions = {
  readonly database: Database;
  readonly transport: Transport;
  readonly secret: Secret;
  /** At most so many messages in this run. */
  readonly limit?: number;
  /** Only readers at these domains (A-labels, lower case); the others stay in the queue. */
  readonly onlyDomains?: readonly string[];
  /** What to do with deliveries of which nobody knows whether they were taken: leave them, or send them once more. */
  readonly onUnknown?: 'hold' | 'resend';
  readonly schedule?: RetrySchedule;
  /** Aborted: no new message is begun, those under way are finished and settled. */
  readonly signal?: AbortSignal;
  /** Called at most ten times a second, and once at the end. */
  readonly onProgress?: (progress: Progress) => void;
};

/** What one run did. `released`: given back to the queue for no fault of the reader. */
export type RunCounts = {
  readonly accepted: number;
  readonly refused: number;
  readonly deferred: number;
  readonly skipped: number;
  readonly unknown: number;
  readonly released: number;
};

export type Progress = { readonly totals: Totals; readonly run: RunCounts };

export type Summary = {
  readonly mailing: Mailing;
  readonly totals: Totals;
  readonly run: RunCounts;
  /** Why it ended before the queue did, in a sentence; null when nothing is due any more. */
  readonly stopped: string | null;
  /** When the next delivery in the queue is due, milliseconds from now; null when none waits there. */
  readonly nextDueMs: number | null;
};

/** Deliveries claimed at a time: enough to make a claim cheap, few enough to give back quickly. */
const claimSize = 500;
const progressIntervalMs = 100;
/** So many messages refused after their last byte, one after the other, are no chance: the message is not liked. */
const mostRefusedInARow = 5;

/** What changes in the course of a run. */
type Run = {
  readonly options: RunOptions;
  readonly mailing: Mailing;
  readonly worker: Worker;
  readonly clerk: Clerk;
  readonly template: MessageTemplate;
  readonly buffer: Claim[];
  refill: Promise<void> | null;
  /** Nothing was due when last asked. */
  dry: boolean;
  /** Taken from the buffer and not yet settled or given back; with the settled ones bound by `limit`. */
  underWay: number;
  readonly counts: { -readonly [state in keyof RunCounts]: number };
  readonly closedDomains: Set<string>;
  refusedInARow: number;
  stopped: string | null;
  /** An error that is no answer of a server: the database cannot be written. */
  failure: unknown;
};

/** Runs until nothing is due, or until something stops it. @throws what the database throws. */
export async function runMailing(
  options: RunOptions,
  mailing: Mailing,
  template: MessageTemplate,
): Promise<Summary> {
  const { database } = options;
  const worker = await registerWorker(database);
  const heartbeat = setInterval(() => void beat(run), leaseMs / 3);
  const run: Run = {
    options,
    mailing,
    worker,
    clerk: openClerk(database, worker, mailing),
    template,
    buffer: [],
    refill: null,
    dry: false,
    underWay: 0,
    counts: { accepted: 0, refused: 0, deferred: 0, skipped: 0, unknown: 0, released: 0 },
    closedDomains: new Set(),
    refusedInARow: 0,
    stopped: null,
    failure: null,
  };
  let ticker: NodeJS.Timeout | undefined;
  try {
    await waitUntil(mailing.notBeforeMs, options.signal);
    await takeOverFromVanished(database, worker);
    if (options.onUnknown === 'resend') await requeueUnknown(database, mailing);
    const before = toTotals(await sumUp(database, mailing.id));
    ticker = setInterval(() => options.onProgress?.(progressOf(before, run.counts)), progressIntervalMs);
    // Lanes end when nothing is due; what was given back meanwhile is taken up by another round.
    do {
      run.dry = false;
      await Promise.all(Array.from({ length: options.transport.inFlight }, () => lane(run)));
    } while (
      !isOver(run) &&
      room(run) > 0 &&
      (await nextDueMs(database, mailing.id, claimQuery(run, 1))) === 0
    );
  } finally {
    clearInterval(ticker);
    clearInterval(heartbeat);
    // What is still claimed goes back into the queue; when the disk is full, the next run sees that we are gone.
    await dismissWorker(database, worker).catch((error: unknown) => {
      run.failure ??= error;
    });
  }
  if (run.failure !== null) throw run.failure;
  const totals = toTotals(await sumUp(database, mailing.id));
  const summary = {
    mailing,
    totals,
    run: { ...run.counts },
    stopped: totals.waiting === 0 ? null : whyStopped(run),
    nextDueMs: await nextDueMs(database, mailing.id, claimQuery(run, 1)),
  };
  options.onProgress?.({ totals: summary.totals, run: summary.run });
  return summary;
}

async function lane(run: Run): Promise<void> {
  for (let next = await take(run); next !== null; next = await take(run)) {
    try {
      await deliver(run, next);
    } catch (error) {
      run.failure ??= error;
    } finally {
      run.underWay--;
    }
  }
}

/** The next delivery, or null when none is to be begun. */
async function take(run: Run): Promise<Claim | null> {
  while (!isOver(run)) {
    if (room(run) <= 0) return null;
    const next = run.buffer.shift();
    if (next !== undefined) {
      run.underWay++;
      return next;
    }
    if (run.dry) return null;
    run.refill ??= refill(run).finally(() => {
      run.refill = null;
    });
    await run.refill;
  }
  return null;
}

async function refill(run: Run): Promise<void> {
  const { database } = run.options;
  const wanted = Math.min(claimSize, room(run));
  try {
    const { claims, skipped, open } = await claim(database, run.worker, run.mailing, claimQuery(run, wanted));
    run.buffer.push(...claims);
    run.counts.skipped += skipped;
    if (!open) run.stopped ??= 'The mailing was paused or cancelled.';
    run.dry = claims.length === 0 && skipped === 0;
  } catch (error) {
    run.failure ??= error;
  }
}

async function deliver(run: Run, claimed: Claim): Promise<void> {
  const { options, mailing, clerk } = run;
  const { message, refused } = compose(run, claimed);
  if (message === null) return settle(run, refused);
  let withheld: 'skipped' | 'lost' | 'closed' | null = null;
  const answer = await options.transport.send(
    message,
    fileName(mailing.issueNumber, nameOf(run, claimed)),
    async () => {
      const handed = await clerk.hand(claimed);
      if (handed !== 'handed') withheld = handed;
      return handed === 'handed';
    },
  );
  if (answer !== null) return settle(run, verdictOf(run, claimed, answer));
  if (withheld === 'skipped') run.counts.skipped++;
  if (withheld === 'closed') run.stopped ??= 'The mailing was paused or cancelled.';
}

type Composed =
  | { readonly message: Message; readonly refused: null }
  | { readonly message: null; readonly refused: Settlement };

function compose(run: Run, claimed: Claim): Composed {
  const { secret } = run.options;
  const name = nameOf(run, claimed);
  const reader = {
    email: claimed.email,
    name: claimed.name,
    attributes: claimed.attributes,
    messageId: messageId(secret, name, run.template.sender.publication.from.address),
    ...readerTokens(secret, run.mailing.list, claimed.subscriberId),
  };
  try {
    return { message: composeMessage(run.template, reader, new Date()), refused: null };
  } catch (error) {
    const reason = `No message could be made for this reader: ${(error as Error).message}`;
    return {
      message: null,
      refused: { claim: claimed, state: 'refused', code: null, reason, relay: null, delayMs: 0 },
    };
  }
}

/** What is written about an answer, and what it changes for the run. */
function verdictOf(run: Run, claimed: Claim, answer: Answer): Settlement {
  const verdict = judge(answer);
  const written = {
    claim: claimed,
    code: answer.kind === 'reply' ? answer.code : null,
    reason: describeAnswer(answer),
    relay: run.options.transport.name,
    delayMs: 0,
  };
  const afterTheDot = answer.kind === 'reply' && answer.stage === 'body';
  if (verdict.kind === 'refused' && verdict.blame === 'message' && afterTheDot) run.refusedInARow++;
  else if (verdict.kind === 'accepted') run.refusedInARow = 0;
  if (run.refusedInARow >= mostRefusedInARow) {
    run.stopped ??= `The relay refused ${mostRefusedInARow} messages in a row: ${written.reason}`;
  }
  if (verdict.kind === 'released') {
    if (verdict.pause === 'relay')
      run.stopped ??= `${run.options.transport.name} does not take mail: ${written.reason}`;
    if (verdict.pause === 'domain') run.closedDomains.add(claimed.domain);
    return { ...written, state: 'queued' };
  }
  if (verdict.kind !== 'deferred') return { ...written, state: verdict.kind };
  const delayMs = nextAttempt(
    run.options.schedule ?? retrySchedule,
    claimed.attempts + 1,
    claimed.sinceFirstMs ?? 0,
  );
  if (delayMs !== null) return { ...written, state: 'deferred', delayMs };
  return { ...written, state: 'refused', reason: `Given up after the last attempt: ${written.reason}` };
}

async function settle(run: Run, settlement: Settlement): Promise<void> {
  const written = await run.clerk.settle(settlement);
  if (!written) return;
  run.counts[settlement.state === 'queued' ? 'released' : settlement.state]++;
}

function isOver(run: Run): boolean {
  return run.stopped !== null || run.failure !== null || run.options.signal?.aborted === true;
}

function whyStopped(run: Run): string | null {
  if (run.stopped !== null) return run.stopped;
  if (run.options.signal?.aborted === true) return 'It was interrupted.';
  if (room(run) <= 0) return 'The limit was reached.';
  if (run.closedDomains.size === 0) return null;
  return `These domains refuse mail from us: ${[...run.closedDomains].join(', ')}.`;
}

/** How many more messages the limit allows to be begun. */
function room({ counts, options, underWay }: Run): number {
  if (options.limit === undefined) return Number.POSITIVE_INFINITY;
  return options.limit - counts.accepted - counts.refused - counts.deferred - counts.unknown - underWay;
}

function claimQuery(run: Run, limit: number) {
  return { limit, onlyDomains: run.options.onlyDomains ?? null, exceptDomains: [...run.closedDomains] };
}

function nameOf(run: Run, { subscriberId }: Claim) {
  return { mailingUid: run.mailing.uid, list: run.mailing.list, subscriberId };
}

function progressOf(before: Totals, counts: RunCounts): Progress {
  const { accepted, refused, skipped, unknown } = counts;
  return {
    totals: {
      audience: before.audience,
      accepted: before.accepted + accepted,
      refused: before.refused + refused,
      skipped: before.skipped + skipped,
      unknown: before.unknown + unknown,
      waiting: before.waiting - accepted - refused - skipped - unknown,
    },
    run: { ...counts },
  };
}

async function beat(run: Run): Promise<void> {
  try {
    if (await renewLease(run.options.database, run.worker)) return;
    run.stopped ??= 'This process was away for so long that another one has taken over its work.';
  } catch (error) {
    run.failure ??= error;
  }
}

async function waitUntil(timeMs: number, signal: AbortSignal | undefined): Promise<void> {
  // A timer holds 24 days at most; and the clock may be set meanwhile.
  while (Date.now() < timeMs && signal?.aborted !== true) {
    await sleep(
      Math.min(timeMs - Date.now(), 60_000),
      undefined,
      signal === undefined ? {} : { signal },
    ).catch(() => {});
  }
}
