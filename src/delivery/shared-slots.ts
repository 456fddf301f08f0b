/** Slots that all processes and machines share: reserved in the database, some ahead, and used by whoever reserved them. */
import { sql, type Transaction } from 'kysely';
import { tellOthers } from '../database/news.ts';
import type { Database } from '../database/open.ts';
import type { Tables } from '../database/schema.ts';
import { faster, type Slots, slower } from './slots.ts';

/**
 * Slots are reserved for so long, or for three times as long as a reservation takes; those of a process that ends are lost
 * with it, and nobody makes up for them.
 */
const leastReserveMs = 300;
const reserveFactor = 3;
/** Nobody reserves what lies further ahead: the others come to their turn. */
const horizonMs = 1_000;
/** A slot that was not used in time is not used at all, or two messages would come close behind each other. */
const lateMs = 40;
/** Shared slots lie so much further apart: what commits and networks scatter does not make a second too full. */
const margin = 0.05;
/** How often to look whether other processes have slowed a domain, where nobody tells. */
const lookMs = 1_000;
/** No slot lies so far ahead, unless the database's clock was set back. */
const tooFarMs = 120_000;
const forgetAfterMs = 86_400_000;

type Known = {
  /** Reserved, the first one first; by this process's clock. */
  slots: number[];
  intervalMs: number;
  /** As far as it is known here. */
  slowedMs: number;
  slowedUntilMs: number;
  /** To be told to the database with the next reservation. */
  pleas: number;
  thanks: number;
  askAgainAtMs: number;
  asked: boolean;
};

type Want = { readonly key: string; readonly known: Known; readonly count: number };

/** @throws nothing: what the database throws is kept in `failure`, and no slot comes any more. */
export function sharedSlots(database: Database): Slots {
  const knownKeys = new Map<string, Known>();
  const wanted = new Set<string>();
  const listeners: (() => void)[] = [];
  let reserving = false;
  let reserveMs = leastReserveMs;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking = false;
  let failure: unknown = null;
  const clock = createClock();

  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    changed();
  };
  const knownOf = (key: string): Known => {
    let known = knownKeys.get(key);
    if (known === undefined) {
      known = {
        ...{ slots: [], intervalMs: 0, slowedMs: 0, slowedUntilMs: 0 },
        ...{ pleas: 0, thanks: 0, askAgainAtMs: 0, asked: false },
      };
      knownKeys.set(key, known);
    }
    return known;
  };

  const want = (key: string, known: Known): void => {
    if (known.asked || failure !== null) return;
    known.asked = true;
    wanted.add(key);
    // After this turn of the event loop, so that all keys that are short of slots in it come along.
    if (!reserving) {
      reserving = true;
      setImmediate(() => void reserveAll().catch(fail));
    }
  };
  const reserveAll = async (): Promise<void> => {
    while (wanted.size > 0) {
      const wants = [...wanted].sort().map((key): Want => {
        const known = knownOf(key);
        const intervalMs = Math.max(known.intervalMs, known.slowedMs);
        return { key, known, count: intervalMs === 0 ? 0 : Math.ceil(reserveMs / intervalMs) };
      });
      wanted.clear();
      const startedAtMs = performance.now();
      await reserve(database, wants, clock);
      const tookMs = performance.now() - startedAtMs;
      reserveMs = Math.min(horizonMs, Math.max(leastReserveMs, reserveFactor * tookMs));
      changed();
    }
    reserving = false;
  };

  const look = (): void => {
    if (looking || failure !== null) return;
    looking = true;
    const first = lookedAtMs === Number.NEGATIVE_INFINITY;
    lookedAtMs = performance.now();
    void findSlowed(database, first)
      .then((slowed) => {
        for (const [key, known] of knownKeys) if (!slowed.has(key)) known.slowedMs = 0;
        for (const [key, slowedMs] of slowed) {
          const known = knownOf(key);
          // What was reserved at a faster pace is given up.
          if (slowedMs > known.slowedMs) known.slots = [];
          known.slowedMs = slowedMs;
        }
        looking = false;
        changed();
      })
      .catch(fail);
  };

  return {
    take: (key, intervalMs, nowMs) => {
      if (nowMs - lookedAtMs > lookMs) look();
      const known = knownKeys.get(key);
      if (intervalMs === 0 && (known === undefined || (known.slowedMs === 0 && known.pleas === 0))) return 0;
      const own = known ?? knownOf(key);
      own.intervalMs = intervalMs;
      while (own.slots.length > 0 && (own.slots[0] as number) < nowMs - lateMs) own.slots.shift();
      const ready = (own.slots[0] ?? Number.POSITIVE_INFINITY) <= nowMs;
      if (ready) own.slots.shift();
      const lastAtMs = own.slots.at(-1) ?? 0;
      if (lastAtMs < nowMs + reserveMs / 2 && nowMs >= own.askAgainAtMs) want(key, own);
      if (ready) return 0;
      const nextAtMs = own.slots[0] ?? own.askAgainAtMs;
      return nextAtMs > nowMs ? nextAtMs - nowMs : lookMs;
    },
    busy: (horizon, nowMs) =>
      [...knownKeys]
        .filter(([, known]) => (known.slots[0] ?? known.askAgainAtMs) > nowMs + horizon)
        .map(([key]) => key),
    slowDown: (key, intervalMs, nowMs) => {
      const known = knownOf(key);
      known.intervalMs = intervalMs;
      if (nowMs < known.slowedUntilMs) return;
      known.slots = [];
      known.slowedMs = slower(known.slowedMs, intervalMs);
      known.slowedUntilMs = nowMs + known.slowedMs;
      known.askAgainAtMs = 0;
      known.pleas = 1;
      want(key, known);
    },
    recover: (key) => {
      const known = knownKeys.get(key);
      if (known !== undefined && known.slowedMs > 0) known.thanks++;
    },
    look,
    onChange: (listener) => {
      listeners.push(listener);
    },
    failure: () => failure,
  };
}

type Clock = {
  readonly toOwn: (atMs: number) => number;
  readonly set: (theirsMs: number, ownMs: number) => void;
};

/** The database's clock as seen from here: the quickest answer lately tells best how they differ. */
function createClock(): Clock {
  let differenceMs = Number.POSITIVE_INFINITY;
  return {
    toOwn: (atMs) => atMs + differenceMs,
    set: (theirsMs, ownMs) => {
      const seenMs = ownMs - theirsMs;
      // Two clocks drift apart by less than this between two reservations; one that was set is believed at once.
      const keptMs = differenceMs + 0.1;
      differenceMs = seenMs < keptMs || seenMs > keptMs + 1_000 ? seenMs : keptMs;
    },
  };
}

type PaceRow = { key: string; next_at: number; slowed_ms: number; slowed_until: number; now: number };

/** One transaction for all of them, its rows locked in the order of their keys, so that two never wait for each other. */
async function reserve(database: Database, wants: readonly Want[], clock: Clock): Promise<void> {
  const { dialect } = database;
  const keys = dialect.rows({ key: 'text' }, wants);
  const pleas = wants.map(({ known }) => known.pleas);
  const thanks = wants.map(({ known }) => known.thanks);
  const given = await database.transaction(async (transaction) => {
    await sql`
      insert into paces (key, next_at, slowed_ms, slowed_until) select key, 0, 0, 0 from ${keys} as wanted where true
      on conflict (key) do nothing`.execute(transaction);
    const found = await sql<PaceRow>`
      select key, next_at, slowed_ms, slowed_until, ${dialect.nowMs} as now from paces
      where key in (select key from ${keys} as wanted) order by key ${dialect.forUpdate}`.execute(
      transaction,
    );
    const ownMs = performance.now();
    const rows = new Map(found.rows.map((row) => [row.key, row]));
    const shares = wants.map((one, index) =>
      shareOf(one, rows.get(one.key) as PaceRow, pleas[index] as number, thanks[index] as number),
    );
    await write(database, transaction, shares);
    // Whoever does not know that a domain is slowed would go on until the next look.
    if (shares.some(({ worse }) => worse)) await tellOthers(database, transaction);
    return { shares, ownMs };
  });
  const nowMs = performance.now();
  given.shares.forEach((share, index) => {
    const { known } = wants[index] as Want;
    clock.set(share.nowMs, given.ownMs);
    known.asked = false;
    known.pleas -= pleas[index] as number;
    known.thanks -= thanks[index] as number;
    // A plea that came meanwhile is worth more than what was reserved before it.
    if (known.pleas > 0) return;
    known.slowedMs = share.slowed_ms;
    known.slowedUntilMs = Math.max(known.slowedUntilMs, clock.toOwn(share.slowed_until));
    known.slots.push(...share.slots.map(clock.toOwn));
    known.askAgainAtMs =
      share.slots.length > 0 ? 0 : Math.max(nowMs + 5, clock.toOwn(share.next_at - horizonMs));
  });
}

type Share = {
  readonly key: string;
  readonly next_at: number;
  readonly slowed_ms: number;
  readonly slowed_until: number;
  readonly nowMs: number;
  /** By the database's clock. */
  readonly slots: readonly number[];
  readonly worse: boolean;
};

/** What one asks for, of what is left before the horizon. */
function shareOf({ key, known, count }: Want, row: PaceRow, pleas: number, thanks: number): Share {
  const nowMs = row.now;
  let next = row.next_at > nowMs + tooFarMs ? nowMs : Math.max(row.next_at, nowMs);
  let slowedMs = row.slowed_ms;
  let slowedUntil = row.slowed_until > nowMs + tooFarMs ? 0 : row.slowed_until;
  const worse = pleas > 0 && nowMs >= slowedUntil;
  if (worse) {
    slowedMs = slower(slowedMs, known.intervalMs);
    next = nowMs + slowedMs;
    slowedUntil = next;
  }
  for (let thank = 0; thank < thanks && slowedMs > 0; thank++) slowedMs = faster(slowedMs, known.intervalMs);
  slowedMs = Math.round(slowedMs);
  const intervalMs = Math.max(known.intervalMs * (1 + margin), slowedMs);
  const slots: number[] = [];
  for (; slots.length < count && intervalMs > 0 && next <= nowMs + horizonMs; next += intervalMs)
    slots.push(next);
  return {
    key,
    next_at: Math.ceil(next),
    slowed_ms: slowedMs,
    slowed_until: slowedUntil,
    nowMs,
    slots,
    worse,
  };
}

async function write(
  { dialect }: Database,
  transaction: Transaction<Tables>,
  shares: readonly Share[],
): Promise<void> {
  const rows = dialect.rows(
    { key: 'text', next_at: 'bigint', slowed_ms: 'bigint', slowed_until: 'bigint' },
    shares,
  );
  await sql`
    update paces set next_at = mine.next_at, slowed_ms = mine.slowed_ms, slowed_until = mine.slowed_until
    from ${rows} as mine where paces.key = mine.key`.execute(transaction);
}

/** The keys that are slowed, by anyone. The first look also forgets what nobody has used for a day. */
async function findSlowed(database: Database, first: boolean): Promise<ReadonlyMap<string, number>> {
  const { kysely, dialect } = database;
  if (first) {
    await database.transaction((transaction) =>
      sql`delete from paces where next_at < ${dialect.nowMs} - ${forgetAfterMs}`.execute(transaction),
    );
  }
  const rows = await kysely
    .selectFrom('paces')
    .select(['key', 'slowed_ms'])
    .where('slowed_ms', '>', 0)
    .execute();
  return new Map(rows.map((row) => [row.key, row.slowed_ms]));
}
