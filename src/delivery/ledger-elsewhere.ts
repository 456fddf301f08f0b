/** Writes the ledger on a thread of its own, while this one composes messages and talks to relays. */
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import type { Claimed } from './ledger.ts';
import type { Question, Start, WrittenThere } from './ledger-thread.ts';
import type { LedgerWriter } from './ledger-writer.ts';
import type { Mailing } from './mailing.ts';
import { startThread } from './thread.ts';
import type { Worker } from './worker.ts';

const youngHeapMb = 4;

/** Opens the same database once more, there. `close` resolves when it is closed. */
export function writeElsewhere(database: Database, worker: Worker, mailing: Mailing): LedgerWriter {
  const start: Start = { place: database.place, worker, mailing };
  const thread = startThread<string, string>(join(import.meta.dirname, 'ledger-thread'), start, youngHeapMb);
  // As JSON: many small objects are read from a text in half the time that it takes to clone them.
  const ask = async (question: Question): Promise<unknown> =>
    JSON.parse(await thread.ask(JSON.stringify(question)));
  return {
    claim: async (query) => (await ask({ kind: 'claim', query })) as Claimed,
    write: async ({ hands, settlements }) => {
      const group = {
        hands: hands.map(held),
        settlements: settlements.map((settlement) => ({ ...settlement, claim: held(settlement.claim) })),
      };
      const { settled, handed, skipped, open } = (await ask({ kind: 'write', group })) as WrittenThere;
      return { settled: new Set(settled), handed: new Set(handed), skipped: new Set(skipped), open };
    },
    close: async () => {
      await ask({ kind: 'close' }).finally(thread.close);
    },
  };
}

/** Of a claim no more than its name crosses over. */
function held({ subscriberId, epoch }: { readonly subscriberId: number; readonly epoch: number }) {
  return { subscriberId, epoch };
}
