/** Writes the ledger on a thread of its own, while this one composes messages and talks to relays. */
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import type { Claimed } from './ledger.ts';
import type { Question, Start } from './ledger-thread.ts';
import type { LedgerWriter, Written } from './ledger-writer.ts';
import type { Mailing } from './mailing.ts';
import { startThread } from './thread.ts';
import type { Worker } from './worker.ts';

const youngHeapMb = 4;

/** Opens the same database once more, there. `close` resolves when it is closed. */
export function writeElsewhere(database: Database, worker: Worker, mailing: Mailing): LedgerWriter {
  const start: Start = { place: database.place, worker, mailing };
  const thread = startThread<Question, unknown>(
    join(import.meta.dirname, 'ledger-thread'),
    start,
    youngHeapMb,
  );
  return {
    claim: async (query) => (await thread.ask({ kind: 'claim', query })) as Claimed,
    write: async ({ hands, settlements }) => {
      const group = {
        hands: hands.map(held),
        settlements: settlements.map((settlement) => ({ ...settlement, claim: held(settlement.claim) })),
      };
      return (await thread.ask({ kind: 'write', group })) as Written;
    },
    close: async () => {
      await thread.ask({ kind: 'close' }).finally(thread.close);
    },
  };
}

/** Of a claim no more than its name crosses over. */
function held({ subscriberId, epoch }: { readonly subscriberId: number; readonly epoch: number }) {
  return { subscriberId, epoch };
}
