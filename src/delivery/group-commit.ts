/** Many small writes in one transaction: whoever asks while a commit is under way shares the next one. */
import type { Transaction } from 'kysely';
import type { Database } from '../database/open.ts';
import type { Tables } from '../database/schema.ts';
import { type Claim, hand, type Settlement, settle } from './ledger.ts';
import type { Mailing } from './mailing.ts';
import type { Worker } from './worker.ts';

/** `lost`: the claim was taken over by another worker. `closed`: the mailing was paused or cancelled; nothing changed. */
export type HandOver = 'handed' | 'skipped' | 'lost' | 'closed';

export type Clerk = {
  /** Resolves when the row is durably `handed`, or with the reason why it must not be sent. */
  readonly hand: (claim: Claim) => Promise<HandOver>;
  /** Resolves when the verdict is durable; false when the claim had been lost and nothing was written. */
  readonly settle: (settlement: Settlement) => Promise<boolean>;
};

type Request<Asked, Given> = {
  readonly asked: Asked;
  readonly resolve: (given: Given) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Requests are gathered for twice as long as the last commit took: a slow disk then makes fewer and larger commits, and
 * never takes more than a third of the time.
 */
const gatherFactor = 2;
const shortestGatherMs = 2;
const longestGatherMs = 20;
/** How much of an earlier, larger group is still expected after each commit. */
const forgetting = 0.9;

/** The one hand that writes a worker's rows. A failed commit rejects every request that was in it. */
export function openClerk(database: Database, worker: Worker, mailing: Mailing): Clerk {
  let hands: Request<Claim, HandOver>[] = [];
  let settlements: Request<Settlement, boolean>[] = [];
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let gatherMs = shortestGatherMs;
  /** Requests in a commit, lately. */
  let usual = 1;

  const commit = async (
    transaction: Transaction<Tables>,
    asked: typeof settlements,
    asking: typeof hands,
  ) => {
    // Verdicts first: they are news of the past, and must be written even when the mailing was closed meanwhile.
    const settled = await settle(
      database,
      transaction,
      worker,
      mailing,
      asked.map((request) => request.asked),
    );
    const handed =
      asking.length === 0
        ? null
        : await hand(
            database,
            transaction,
            worker,
            mailing,
            asking.map((request) => request.asked),
          );
    return { settled, handed };
  };

  const run = async () => {
    usual = Math.max(hands.length + settlements.length, usual * forgetting);
    const [asking, asked] = [hands, settlements];
    [hands, settlements] = [[], []];
    const startedAtMs = performance.now();
    try {
      const { settled, handed } = await database.transaction((transaction) =>
        commit(transaction, asked, asking),
      );
      for (const { asked: settlement, resolve } of asked) resolve(settled.has(settlement.claim));
      for (const { asked: claim, resolve } of asking) resolve(outcome(claim, handed));
    } catch (error) {
      for (const { reject } of [...asked, ...asking]) reject(error);
    }
    const tookMs = performance.now() - startedAtMs;
    gatherMs = Math.min(longestGatherMs, Math.max(shortestGatherMs, gatherFactor * tookMs));
    running = false;
    if (hands.length > 0 || settlements.length > 0) start();
  };

  /** Commits in a while, or as soon as there are as many requests as there usually are: then nobody else is coming. */
  const start = () => {
    if (running) return;
    if (hands.length + settlements.length >= usual) {
      clearTimeout(timer);
      timer = undefined;
      running = true;
      setImmediate(run);
    } else
      timer ??= setTimeout(() => {
        timer = undefined;
        running = true;
        void run();
      }, gatherMs);
  };

  return {
    hand: (claim) =>
      new Promise((resolve, reject) => {
        hands.push({ asked: claim, resolve, reject });
        start();
      }),
    settle: (settlement) =>
      new Promise((resolve, reject) => {
        settlements.push({ asked: settlement, resolve, reject });
        start();
      }),
  };
}

function outcome(claim: Claim, handed: Awaited<ReturnType<typeof hand>> | null): HandOver {
  if (handed === null || !handed.open) return 'closed';
  if (handed.handed.has(claim)) return 'handed';
  return handed.skipped.has(claim) ? 'skipped' : 'lost';
}
