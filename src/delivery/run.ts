/** One worker's run over a mailing: the loop between the ledger and the transport. */
import type { Secret } from '../audience/secret.ts';
import type { Database } from '../database/open.ts';
import { type Bell, createBell } from './bell.ts';
import { beginCourse, type Course, type RunCounts, refusalsToTakeBack, settlementOf } from './course.ts';
import type { DkimKey } from './dkim.ts';
import { signMessage } from './dkim-signature.ts';
import { openSigners, type Signers } from './dkim-threads.ts';
import { type Clerk, type HandOver, openClerk } from './group-commit.ts';
import { type Claim, lookAhead, type Settlement, takeBack } from './ledger.ts';
import { writeElsewhere } from './ledger-elsewhere.ts';
import type { LedgerWriter } from './ledger-writer.ts';
import { fileName, messageId, readerTokens, returnPath } from './links.ts';
import { type Mailing, requeueUnknown } from './mailing.ts';
import { composeMessage, type Message, type MessageTemplate } from './message.ts';
import type { DomainLimits } from './pace.ts';
import { before, type Progress, progressOf } from './progress.ts';
import { type RetrySchedule, retrySchedule } from './retry.ts';
import { sharedSlots } from './shared-slots.ts';
import type { Slots } from './slots.ts';
import { sumUp, type Totals, toTotals } from './sum.ts';
import type { Transport } from './transport.ts';
import { dismissWorker, keepLease, type Lease, takeOverFromVanished } from './worker.ts';

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
  /** Stay until nothing is waiting any more, deferred deliveries and those of other machines among them. */
  readonly stay?: boolean;
  readonly domainLimits?: DomainLimits;
  /** Where limits are kept to by all processes together; the same as the transport's. */
  readonly slots?: Slots;
  /** Every message is signed with each of them. */
  readonly dkim?: readonly DkimKey[];
  readonly schedule?: RetrySchedule;
  readonly leaseMs?: number;
  /** Aborted: no new message is begun, those under way are finished and settled. */
  readonly signal?: AbortSignal;
  /** Told in a sentence when the database does not answer, and when it does again. */
  readonly onSilence?: (sentence: string) => void;
  /** Called at most ten times a second, and once at the end. */
  readonly onProgress?: (progress: Progress) => void;
};

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
/** Until the ledger has been asked; nobody is told of it. */
const nothingYet: Totals = { audience: 0, accepted: 0, refused: 0, skipped: 0, unknown: 0, waiting: 0 };
/** A domain that may not be mailed for so long is left out of a claim while others wait. */
const busyHorizonMs = 1_000;
/** Adding up a mailing of a million takes a while, in which nothing else is done: it rests for so many times as long. */
const restAfterSum = 20;
/** So many domains are named in a sentence. */
const mostNamed = 5;
/** How often to look again at what other workers hold, or whether the mailing was stopped, when there is nothing to do. */
const idlePollMs = 1_000;

type Run = {
  readonly options: RunOptions;
  readonly mailing: Mailing;
  readonly lease: Lease;
  readonly writer: LedgerWriter;
  readonly clerk: Clerk;
  readonly template: MessageTemplate;
  readonly signers: Signers;
  readonly course: Course;
  /** Claimed and not begun. */
  readonly buffer: Claim[];
  readonly bell: Bell;
  underWay: number;
  refilling: boolean;
  /** Nothing was there to be claimed when last asked. */
  dry: boolean;
  /** The ledger's totals when last asked, without what this run has done since. */
  base: Totals;
  /** When it may be asked for them again, by the clock that only goes forward. */
  sumAgainAtMs: number;
  waitingMs: number | null;
};

/** Runs until nothing is due, or until something stops it. @throws what the database throws. */
export async function runMailing(
  options: RunOptions,
  mailing: Mailing,
  template: MessageTemplate,
): Promise<Summary> {
  const { database } = options;
  const slots = options.slots ?? sharedSlots(database);
  const course = beginCourse(options.domainLimits ?? {}, slots, options.schedule ?? retrySchedule);
  const lease = await keepLease(database, options.leaseMs, (problem) => {
    if (problem === 'lost') {
      course.stopped ??= 'This process was away for so long that another one has taken over its work.';
    } else course.failure ??= problem;
  });
  const writer = writeElsewhere(database, lease.worker, mailing);
  const run: Run = {
    options,
    mailing,
    lease,
    writer,
    clerk: openClerk(writer),
    template,
    signers: openSigners(options.dkim ?? []),
    course,
    buffer: [],
    bell: createBell(),
    underWay: 0,
    refilling: false,
    dry: false,
    base: nothingYet,
    sumAgainAtMs: 0,
    waitingMs: null,
  };
  const ring = () => run.bell.ring();
  slots.onChange(() => {
    course.failure ??= slots.failure();
    ring();
  });
  const listening = await database.listen(
    () => {
      run.dry = false;
      slots.look();
      ring();
    },
    (sentence) => options.onSilence?.(sentence),
  );
  options.signal?.addEventListener('abort', ring);
  let ticker: NodeJS.Timeout | undefined;
  try {
    await takeOverFromVanished(database, lease.worker);
    if (options.onUnknown === 'resend') await requeueUnknown(database, mailing);
    run.base = toTotals(await sumUp(database, mailing.id));
    ticker = setInterval(
      () => options.onProgress?.(progressOf(run.base, course.counts, run.waitingMs)),
      progressIntervalMs,
    );
    await untilItIsTime(run);
    await work(run);
    await takeBack(database, mailing, refusalsToTakeBack(course));
  } catch (error) {
    course.failure ??= error;
  } finally {
    clearInterval(ticker);
    await listening.stop();
    await run.signers.close();
    await writer.close().catch((error: unknown) => {
      course.failure ??= error;
    });
    options.signal?.removeEventListener('abort', ring);
    // What is still claimed goes back into the queue; when the disk is full, the next run sees that we are gone.
    await dismissWorker(database, lease).catch((error: unknown) => {
      course.failure ??= error;
    });
  }
  if (course.failure !== null) throw course.failure;
  return summarise(run);
}

/** Begins deliveries as fast as the transport and the domains take them, until there is no more to do. */
async function work(run: Run): Promise<void> {
  while (!isOver(run)) {
    refillIfLow(run);
    if (run.underWay >= run.options.transport.inFlight() || (room(run) <= 0 && run.underWay > 0)) {
      await run.bell.wait();
      continue;
    }
    if (room(run) <= 0) break;
    const picked = run.course.pace.pick(run.buffer, performance.now());
    if (picked.kind === 'item') void begin(run, picked.item);
    else if (picked.waitMs !== null) await run.bell.wait(picked.waitMs);
    else if (run.refilling || run.underWay > 0) await run.bell.wait();
    else if (!(await waitForMore(run))) break;
  }
  while (run.underWay > 0 || run.refilling) await run.bell.wait();
}

/** Nothing is in hand and nothing was due: is there something worth waiting for? */
async function waitForMore(run: Run): Promise<boolean> {
  const { options, mailing, lease } = run;
  const { dueInMs, heldByOthers } = await lookAhead(
    options.database,
    lease.worker,
    mailing.id,
    claimQuery(run, 1),
  );
  run.dry = false;
  if (dueInMs === 0) return true;
  const worthIt = heldByOthers > 0 || (options.stay === true && dueInMs !== null);
  if (!worthIt) return false;
  run.waitingMs = heldByOthers > 0 ? idlePollMs : dueInMs;
  await run.bell.wait(Math.min(run.waitingMs ?? idlePollMs, idlePollMs));
  run.waitingMs = null;
  await takeOverFromVanished(options.database, lease.worker);
  const askedAtMs = performance.now();
  if (askedAtMs < run.sumAgainAtMs) return true;
  run.base = before(toTotals(await sumUp(options.database, mailing.id)), run.course.counts);
  const tookMs = performance.now() - askedAtMs;
  run.sumAgainAtMs = askedAtMs + tookMs * restAfterSum;
  return true;
}

function refillIfLow(run: Run): void {
  const { course, buffer } = run;
  if (run.refilling || run.dry || buffer.length > claimSize / 2 || room(run) <= 0) return;
  run.refilling = true;
  run.writer
    .claim(claimQuery(run, Math.min(claimSize, room(run))))
    .then(({ claims, skipped, open }) => {
      buffer.push(...claims);
      course.counts.skipped += skipped;
      if (!open) course.stopped ??= 'The mailing was paused or cancelled.';
      run.dry = claims.length === 0 && skipped === 0;
    })
    .catch((error: unknown) => {
      course.failure ??= error;
    })
    .finally(() => {
      run.refilling = false;
      run.bell.ring();
    });
}

async function begin(run: Run, claimed: Claim): Promise<void> {
  run.underWay++;
  try {
    await deliver(run, claimed);
  } catch (error) {
    run.course.failure ??= error;
  } finally {
    run.underWay--;
    run.bell.ring();
  }
}

async function deliver(run: Run, claimed: Claim): Promise<void> {
  const { options, mailing, course } = run;
  const composed = compose(run, claimed);
  if ('state' in composed) return settle(run, composed);
  const { dkim = [], transport } = options;
  const message =
    dkim.length === 0 ? composed : await signMessage(composed, dkim, run.signers.sign, transport.rewrites);
  let withheld = 'over' as Exclude<HandOver, 'handed'> | 'over';
  const begin = async () => {
    if (isOver(run)) return false;
    const handed = await run.clerk.hand(claimed);
    if (handed === 'handed') return true;
    withheld = handed;
    return false;
  };
  const name = fileName(mailing.issueNumber, nameOf(run, claimed));
  const answer = await options.transport.send(message, name, { begin, mayFinish: run.lease.holds });
  if (answer !== null) {
    return settle(
      run,
      settlementOf(course, claimed, answer, answer.relay ?? options.transport.name, performance.now()),
    );
  }
  if (withheld === 'skipped') course.counts.skipped++;
  if (withheld === 'closed') course.stopped ??= 'The mailing was paused or cancelled.';
}

function compose(run: Run, claimed: Claim): Message | Settlement {
  const { secret } = run.options;
  const name = nameOf(run, claimed);
  const { from, bounceAddress } = run.template.sender.publication;
  const reader = {
    email: claimed.email,
    name: claimed.name,
    attributes: claimed.attributes,
    messageId: messageId(secret, name, from.address),
    ...(bounceAddress === null ? {} : { returnPath: returnPath(secret, name, bounceAddress) }),
    ...readerTokens(secret, run.mailing.list, claimed.subscriberId),
  };
  try {
    return composeMessage(run.template, reader, new Date());
  } catch (error) {
    const reason = `No message could be made for this reader: ${(error as Error).message}`;
    return { claim: claimed, state: 'refused', code: null, reason, relay: null, delayMs: 0 };
  }
}

async function settle(run: Run, settlement: Settlement): Promise<void> {
  if (!(await run.clerk.settle(settlement))) return;
  run.course.counts[settlement.state === 'queued' ? 'released' : settlement.state]++;
  // What was given back may be claimed again.
  if (settlement.state === 'queued') run.dry = false;
}

async function untilItIsTime(run: Run): Promise<void> {
  // Looked at again and again: the clock may be set, and the run stopped, meanwhile.
  while (Date.now() < run.mailing.notBeforeMs && !isOver(run)) {
    run.waitingMs = run.mailing.notBeforeMs - Date.now();
    await run.bell.wait(Math.min(run.waitingMs, idlePollMs));
  }
  run.waitingMs = null;
}

async function summarise(run: Run): Promise<Summary> {
  const { options, mailing, course, lease } = run;
  const totals = toTotals(await sumUp(options.database, mailing.id));
  const { dueInMs } = await lookAhead(options.database, lease.worker, mailing.id, {
    ...claimQuery(run, 1),
    exceptDomains: [],
  });
  const counts = { ...course.counts };
  options.onProgress?.({ totals, run: counts, waitingMs: null });
  return {
    mailing,
    totals,
    run: counts,
    stopped: totals.waiting === 0 ? null : whyStopped(run),
    nextDueMs: dueInMs,
  };
}

function isOver({ course, options }: Run): boolean {
  return course.stopped !== null || course.failure !== null || options.signal?.aborted === true;
}

function whyStopped(run: Run): string | null {
  const { course, options } = run;
  if (course.stopped !== null) return course.stopped;
  if (options.signal?.aborted === true) return 'It was interrupted.';
  if (room(run) <= 0) return 'The limit was reached.';
  const closed = course.pace.closed();
  if (closed.length === 0) return null;
  const others = closed.length > mostNamed ? ` and ${closed.length - mostNamed} more` : '';
  return `These domains refuse mail from us: ${closed.slice(0, mostNamed).join(', ')}${others}.`;
}

/** How many more messages the limit allows to be begun. */
function room({ course: { counts }, options, underWay }: Run): number {
  if (options.limit === undefined) return Number.POSITIVE_INFINITY;
  return options.limit - counts.accepted - counts.refused - counts.deferred - counts.unknown - underWay;
}

function claimQuery({ course, options, buffer }: Run, limit: number) {
  const { pace } = course;
  // A domain at its limit is left out once it fills the buffer; before that it may as well wait there.
  const except = buffer.length === 0 ? pace.closed() : pace.busyFor(busyHorizonMs, performance.now());
  return { limit, onlyDomains: options.onlyDomains ?? null, exceptDomains: except };
}

function nameOf(run: Run, { subscriberId }: Claim) {
  return { mailingUid: run.mailing.uid, list: run.mailing.list, subscriberId };
}
