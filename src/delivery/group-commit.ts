/** Many small writes in one transaction: whoever asks while a commit is under way shares the next one. */
import type { Claim, Settlement } from './ledger.ts';
import type { LedgerWriter, Written } from './ledger-writer.ts';

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

/** Gathers what one worker has to write. A failed commit rejects every request that was in it. */
export function openClerk(writer: Pick<LedgerWriter, 'write'>): Clerk {
  let hands: Request<Claim, HandOver>[] = [];
  let settlements: Request<Settlement, boolean>[] = [];
  let running = false;

  const run = async () => {
    const [asking, asked] = [hands, settlements];
    [hands, settlements] = [[], []];
    try {
      const written = await writer.write({
        hands: asking.map((request) => request.asked),
        settlements: asked.map((request) => request.asked),
      });
      for (const { asked: settlement, resolve } of asked)
        resolve(written.settled.has(settlement.claim.subscriberId));
      for (const { asked: claim, resolve } of asking) resolve(outcome(claim, written));
    } catch (error) {
      for (const { reject } of [...asked, ...asking]) reject(error);
    }
    running = false;
    if (hands.length > 0 || settlements.length > 0) start();
  };

  /** As soon as the commit before is done: a slow disk makes fewer and larger ones by itself. */
  const start = () => {
    if (running) return;
    running = true;
    // What is asked for in the same turn of the event loop comes along.
    setImmediate(run);
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

function outcome({ subscriberId }: Claim, { handed, skipped, open }: Written): HandOver {
  if (!open) return 'closed';
  if (handed.has(subscriberId)) return 'handed';
  return skipped.has(subscriberId) ? 'skipped' : 'lost';
}
