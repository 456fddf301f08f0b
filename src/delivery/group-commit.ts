/** Many small writes in one transaction: whoever asks while a commit is under way shares one of the next. */
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

/** Requests are gathered for so long: at a few thousand a second each commit then holds several, and costs them less. */
const gatherMs = 2;
/** How much of an earlier, larger group is still expected after each commit. */
const forgetting = 0.9;
/** So many are written at once, in the middle of whatever asks: a commit costs each of them little by then. */
const enough = 64;
/** One is being written, and others lie ready behind it: the ledger has something to do while we are busy, and we while it is. */
const mostUnderWay = 4;

/** Gathers what one worker has to write. A failed commit rejects every request that was in it. */
export function openClerk(writer: Pick<LedgerWriter, 'write'>): Clerk {
  let hands: Request<Claim, HandOver>[] = [];
  let settlements: Request<Settlement, boolean>[] = [];
  let underWay = 0;
  /** What is there now is committed as soon as this turn of the loop is over. */
  let planned = false;
  let timer: NodeJS.Timeout | undefined;
  /** Requests in a commit, lately. */
  let usual = 1;

  const waiting = () => hands.length + settlements.length;

  const run = async () => {
    clearTimeout(timer);
    timer = undefined;
    underWay++;
    usual = Math.max(waiting(), usual * forgetting);
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
    underWay--;
    start();
  };

  const runPlanned = () => {
    planned = false;
    if (underWay < mostUnderWay && waiting() > 0) void run();
  };

  /** Commits in a while, or as soon as there are as many requests as there usually are: then nobody else is coming. */
  const start = () => {
    if (underWay >= mostUnderWay || waiting() === 0) return;
    if (waiting() >= enough) void run();
    else if (planned) return;
    else if (waiting() >= usual) {
      planned = true;
      setImmediate(runPlanned);
    } else
      timer ??= setTimeout(() => {
        timer = undefined;
        runPlanned();
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

function outcome({ subscriberId }: Claim, { handed, skipped, open }: Written): HandOver {
  if (!open) return 'closed';
  if (handed.has(subscriberId)) return 'handed';
  return skipped.has(subscriberId) ? 'skipped' : 'lost';
}
