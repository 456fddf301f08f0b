/** The one hand that writes a worker's rows: claims, and groups of marks and verdicts, each in one transaction. */
import type { Database } from '../database/database.ts';
import {
  type Claimed,
  type ClaimQuery,
  claim,
  type Held,
  hand,
  type Settlement,
  settle,
  stateOf,
} from './ledger.ts';
import type { Mailing } from './mailing.ts';
import type { Worker } from './worker.ts';

/** Claims that are about to be handed over, and deliveries whose verdict has come. */
export type Group = { readonly hands: readonly Held[]; readonly settlements: readonly Settlement[] };

/** Durable. Numbers of subscribers; a claim that was taken over by another worker is in none of them. */
export type Written = {
  readonly settled: ReadonlySet<number>;
  readonly handed: ReadonlySet<number>;
  readonly skipped: ReadonlySet<number>;
  /** False when the mailing was paused or cancelled: nothing was handed. */
  readonly open: boolean;
};

export type LedgerWriter = {
  readonly claim: (query: ClaimQuery) => Promise<Claimed>;
  readonly write: (group: Group) => Promise<Written>;
  readonly close: () => Promise<void>;
};

/** Writes over `database`, which stays open when this is closed. */
export function writeOver(database: Database, worker: Worker, mailing: Mailing): LedgerWriter {
  return {
    claim: (query) => claim(database, worker, mailing, query),
    write: ({ hands, settlements }) =>
      database.transaction(async (transaction) => {
        const state = await stateOf(database, transaction, mailing);
        // Verdicts first: they are news of the past, and must be written even when the mailing was closed meanwhile.
        const settled = await settle(database, transaction, worker, mailing, state, settlements);
        if (hands.length === 0) return { settled, handed: new Set(), skipped: new Set(), open: true };
        return { settled, ...(await hand(database, transaction, worker, mailing, state, hands)) };
      }),
    close: async () => {},
  };
}
