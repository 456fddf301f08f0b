/**
 * The ledger: one row a delivery, its state written before and after the act. `queued → claimed → handed → settled`.
 * Every write names the epoch that it was claimed under; a worker whose claim was taken over writes nothing.
 */
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { suppressed } from '../audience/suppressions.ts';
import { tellOthers } from '../database/news.ts';
import type { Database } from '../database/open.ts';
import type { DeliveryState, MailingState, Tables } from '../database/schema.ts';
import type { Mailing } from './mailing.ts';
import { isSignedOn, type Worker } from './worker.ts';

/** One delivery in a worker's hands. */
export type Claim = {
  readonly subscriberId: number;
  readonly epoch: number;
  readonly email: string;
  readonly domain: string;
  readonly name: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** How often it was handed over before. */
  readonly attempts: number;
  /** How long ago the first time was; null before it. */
  readonly sinceFirstMs: number | null;
};

/** What names a claim in the ledger: a write for an older epoch changes nothing. */
export type Held = Pick<Claim, 'subscriberId' | 'epoch'>;

export type ClaimQuery = {
  readonly limit: number;
  /** Only readers at these domains; null for all. */
  readonly onlyDomains: readonly string[] | null;
  /** Domains that get nothing for the time being. */
  readonly exceptDomains: readonly string[];
};

export type Claimed = {
  readonly claims: readonly Claim[];
  readonly skipped: number;
  /** False when the mailing was paused or cancelled: nothing was claimed. */
  readonly open: boolean;
};

/** What is written when a delivery leaves a worker's hands. */
export type Settlement = {
  readonly claim: Held;
  readonly state: 'accepted' | 'refused' | 'deferred' | 'skipped' | 'unknown' | 'queued';
  readonly code: number | null;
  readonly reason: string | null;
  readonly relay: string | null;
  /** For `deferred` and `queued`: not before this many milliseconds from now. */
  readonly delayMs: number;
};

/**
 * Claims up to `limit` deliveries that are due: deferred ones first. Those whose reader has left the list since the
 * audience was frozen are skipped there and then, and not returned. Nothing is claimed from a mailing that is not open.
 */
export async function claim(
  database: Database,
  worker: Worker,
  mailing: Mailing,
  query: ClaimQuery,
): Promise<Claimed> {
  return database.transaction(async (transaction) => {
    if ((await stateOf(database, transaction, mailing)) !== 'open')
      return { claims: [], skipped: 0, open: false };
    // Nobody would ever take over what is claimed by one who has been signed off.
    if (!(await isSignedOn(database, transaction, worker))) return { claims: [], skipped: 0, open: true };
    const ids: number[] = [];
    // One state at a time: each is a walk along the index in its order, both together would be a sort of everything.
    // The state is written out: of a parameter SQLite can tell only by planning anew that the index of what waits has it.
    for (const state of ['deferred', 'queued'] as const) {
      if (ids.length === query.limit) break;
      // Materialized: PostgreSQL might pick again for each row of a join, and claim more than the limit.
      const claimed = await sql<{ subscriber_id: number }>`
        with picked as materialized (
          select subscriber_id from deliveries
          where mailing_id = ${mailing.id} and state = ${sql.lit(state)} and due_at <= ${database.dialect.nowMs}
            ${domainCondition(query)}
          order by due_at, subscriber_id limit ${query.limit - ids.length} ${database.dialect.skipLocked})
        update deliveries set state = 'claimed', worker_id = ${worker.id}, epoch = epoch + 1
        where mailing_id = ${mailing.id} and subscriber_id in (select subscriber_id from picked)
        returning subscriber_id`.execute(transaction);
      ids.push(...claimed.rows.map((row) => row.subscriber_id));
    }
    if (ids.length === 0) return { claims: [], skipped: 0, open: true };
    const rows = await readClaims(database, transaction, mailing, ids);
    const wanted = rows.filter(({ active }) => active).map(({ claim }) => claim);
    const unwanted = rows.filter(({ active }) => !active).map(({ claim }) => leftTheList(claim));
    await settle(database, transaction, worker, mailing, 'open', unwanted);
    return { claims: wanted, skipped: unwanted.length, open: true };
  });
}

/** Numbers of subscribers; of a claim that was taken over, neither. */
export type Handed = {
  readonly handed: ReadonlySet<number>;
  readonly skipped: ReadonlySet<number>;
  /** False when the mailing was paused or cancelled: nothing was changed. */
  readonly open: boolean;
};

/**
 * Marks claims as handed over: from here on only an answer can tell what became of them, so it is committed before
 * the last byte is sent. Looks once more whether the mailing is open, the claim still ours, the reader still on the list.
 */
export async function hand(
  database: Database,
  transaction: Transaction<Tables>,
  worker: Worker,
  mailing: Mailing,
  state: MailingState,
  claims: readonly Held[],
): Promise<Handed> {
  if (state !== 'open') return { handed: new Set(), skipped: new Set(), open: false };
  const { dialect } = database;
  const rows = dialect.rows(
    keyColumns,
    claims.map((one) => toKey(mailing, one)),
  );
  // The offset keeps PostgreSQL from reading the whole list first, to join it: each row is looked up by its key.
  const marked = await sql<{ subscriber_id: number }>`
    update deliveries set state = 'handed', attempts = attempts + 1,
      first_handed_at = coalesce(first_handed_at, ${dialect.nowMs})
    from ${rows} as mine
    where ${isMine(worker)} and coalesce(deliveries.state, '') = 'claimed' and exists (
      select 1 from subscriptions join subscribers on subscribers.id = subscriptions.subscriber_id
      where subscriptions.list = ${listOf(mailing)} and subscriptions.subscriber_id = deliveries.subscriber_id
        and subscriptions.state = 'active' and not ${suppressed} limit 1 offset 0)
    returning deliveries.subscriber_id`.execute(transaction);
  const handed = new Set(marked.rows.map((row) => row.subscriber_id));
  const others = claims.filter(({ subscriberId }) => !handed.has(subscriberId));
  // Those that are still this worker's have left the list; the others were taken over.
  const skipped = await settle(database, transaction, worker, mailing, state, others.map(leftTheList));
  return { handed, skipped, open: true };
}

/**
 * Writes what became of deliveries; `state` is the mailing's, read within `transaction`. Returns the subscribers whose claim
 * was still this worker's; the others are unchanged.
 */
export async function settle(
  database: Database,
  transaction: Transaction<Tables>,
  worker: Worker,
  mailing: Mailing,
  state: MailingState,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<number>> {
  if (settlements.length === 0) return new Set();
  const { dialect } = database;
  const cancelled = state === 'cancelled';
  const rows = dialect.rows(
    {
      ...keyColumns,
      state: 'text',
      code: 'bigint',
      reason: 'text',
      relay: 'text',
      delay_ms: 'bigint',
    },
    settlements.map(({ claim, state, code, reason, relay, delayMs }) => {
      // Nothing goes back into the queue of a cancelled mailing.
      const written = cancelled && (state === 'queued' || state === 'deferred') ? 'skipped' : state;
      return { ...toKey(mailing, claim), state: written, code, reason, relay, delay_ms: Math.round(delayMs) };
    }),
  );
  const settled = await sql<{ subscriber_id: number }>`
    update deliveries set state = mine.state, worker_id = null, code = mine.code, reason = mine.reason,
      relay = mine.relay,
      settled_at = case when mine.state in ('deferred', 'queued') then null else ${dialect.nowMs} end,
      due_at = case when mine.state in ('deferred', 'queued') then ${dialect.nowMs} + mine.delay_ms else due_at end
    from ${rows} as mine
    where ${isMine(worker)}
    returning deliveries.subscriber_id`.execute(transaction);
  // What one gives back another one may be waiting for.
  if (settlements.some(({ state }) => state === 'queued')) await tellOthers(database, transaction);
  return new Set(settled.rows.map((row) => row.subscriber_id));
}

export type Outlook = {
  /** Milliseconds until the next delivery may be claimed, 0 when one may now, null when none waits in the queue. */
  readonly dueInMs: number | null;
  /** Deliveries in other workers' hands: they may come back. */
  readonly heldByOthers: number;
};

export async function lookAhead(
  database: Database,
  worker: Worker,
  mailingId: number,
  query: ClaimQuery,
): Promise<Outlook> {
  const earliest = (state: DeliveryState) => sql`
    select min(due_at) as due_at from deliveries
    where mailing_id = ${mailingId} and state = ${sql.lit(state)} ${domainCondition(query)}`;
  // Coalesce, so that `held` is found by the index of what workers hold: the mailing may have a million rows.
  const { rows } = await sql<{ wait: number | null; held: number }>`
    select min(due_at) - ${database.dialect.nowMs} as wait, (
      select count(*) from deliveries
      where coalesce(mailing_id, 0) = ${mailingId} and worker_id is not null and worker_id <> ${worker.id}) as held
    from (${earliest('queued')} union all ${earliest('deferred')}) as due`.execute(database.kysely);
  const wait = rows[0]?.wait ?? null;
  return {
    dueInMs: wait === null ? null : Math.max(0, Number(wait)),
    heldByOthers: Number(rows[0]?.held ?? 0),
  };
}

/** Refusals that were no reader's fault: back into the queue, their reason kept. */
export async function takeBack(database: Database, mailing: Mailing, claims: readonly Held[]): Promise<void> {
  if (claims.length === 0) return;
  const { dialect } = database;
  const rows = dialect.rows(
    keyColumns,
    claims.map((one) => toKey(mailing, one)),
  );
  await database.transaction((transaction) =>
    sql`
      update deliveries set state = 'deferred', settled_at = null, due_at = ${dialect.nowMs}
      from ${rows} as mine
      where deliveries.mailing_id = mine.mailing and deliveries.subscriber_id = mine.id
        and deliveries.epoch = mine.epoch and coalesce(deliveries.state, '') = 'refused'`.execute(
      transaction,
    ),
  );
}

function leftTheList(claim: Held): Settlement {
  return {
    claim,
    state: 'skipped',
    code: null,
    reason: 'The reader has left the list, or is suppressed.',
    relay: null,
    delayMs: 0,
  };
}

/** The mailing travels with each row, and not as one value: see `isMine`. */
const keyColumns = { mailing: 'bigint', id: 'bigint', epoch: 'bigint' } as const;

function toKey(mailing: Mailing, { subscriberId, epoch }: Held) {
  return { mailing: mailing.id, id: subscriberId, epoch };
}

/**
 * Joins `deliveries` with the given rows, and holds only for those that this worker claimed and nobody took over.
 * Written so that the database has to begin with the few rows and look each of them up: were the mailing, the worker or
 * the state a constant, it would walk through the mailing instead, and through the rows for each delivery in it.
 */
function isMine(worker: Worker): RawBuilder<unknown> {
  return sql`deliveries.mailing_id = mine.mailing and deliveries.subscriber_id = mine.id
    and deliveries.epoch = mine.epoch and coalesce(deliveries.worker_id, '') = ${worker.id}`;
}

/** Cast, for SQLite plans a statement anew with each value that it compares with an index as it stands. */
function listOf(mailing: Mailing): RawBuilder<string> {
  return sql`cast(${mailing.list} as text)`;
}

function domainCondition({ onlyDomains, exceptDomains }: ClaimQuery): RawBuilder<unknown> {
  const only = onlyDomains === null ? sql`` : sql`and domain in (${sql.join(onlyDomains)})`;
  return exceptDomains.length === 0 ? only : sql`${only} and domain not in (${sql.join(exceptDomains)})`;
}

/** Locked against change until the transaction ends: whoever cancels waits, and then finds what was written here. */
export async function stateOf(
  database: Database,
  transaction: Transaction<Tables>,
  mailing: Mailing,
): Promise<MailingState> {
  const { rows } = await sql<{ state: MailingState }>`
    select state from mailings where id = ${mailing.id} ${database.dialect.forShare}`.execute(transaction);
  // It is there: its deliveries refer to it.
  return (rows[0] as { readonly state: MailingState }).state;
}

/** A cross join, because SQLite keeps to its order: first the picked rows. */
async function readClaims(
  database: Database,
  transaction: Transaction<Tables>,
  mailing: Mailing,
  ids: readonly number[],
): Promise<readonly { readonly claim: Claim; readonly active: boolean }[]> {
  const picked = database.dialect.rows(
    { id: 'bigint' },
    ids.map((id) => ({ id })),
  );
  const { rows } = await sql<{
    subscriber_id: number;
    epoch: number;
    email: string;
    domain: string;
    name: string | null;
    attributes: string | null;
    attempts: number;
    since_first: number | null;
    wanted: number;
  }>`
    select deliveries.subscriber_id, deliveries.epoch, deliveries.email, deliveries.domain, deliveries.attempts,
      ${database.dialect.nowMs} - deliveries.first_handed_at as since_first,
      subscribers.name, subscribers.attributes,
      case when not ${suppressed} and exists (
        select 1 from subscriptions where subscriptions.list = ${listOf(mailing)}
          and subscriptions.subscriber_id = picked.id and subscriptions.state = 'active' limit 1 offset 0)
        then 1 else 0 end as wanted
    from ${picked} as picked
    cross join deliveries
    left join subscribers on subscribers.id = picked.id
    where deliveries.mailing_id = ${mailing.id} and deliveries.subscriber_id = picked.id
    order by deliveries.due_at, deliveries.subscriber_id`.execute(transaction);
  return rows.map((row) => ({
    active: row.wanted === 1,
    claim: {
      subscriberId: row.subscriber_id,
      epoch: row.epoch,
      email: row.email,
      domain: row.domain,
      name: row.name,
      attributes: JSON.parse(row.attributes ?? '{}'),
      attempts: row.attempts,
      sinceFirstMs: row.since_first,
    },
  }));
}
