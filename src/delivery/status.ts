/** What `tumen status` shows: mailings with their sums, and who is in which state. */
import { type SqlBool, sql } from 'kysely';
import type { Database } from '../database/open.ts';
import type { DeliveryState } from '../database/schema.ts';
import { type Mailing, mailings } from './mailing.ts';
import { type Sum, sumUp, type Totals, toTotals } from './sum.ts';
import { isKnownDead } from './worker.ts';

export type MailingStatus = {
  readonly mailing: Mailing;
  readonly totals: Totals;
  readonly sum: Sum;
  /** Milliseconds until the next delivery in the queue is due; null when none waits there. */
  readonly nextDueMs: number | null;
  /** Processes that are sending now; on other machines also those that ended without a word, until their lease does. */
  readonly workers: number;
  readonly events: readonly { readonly atMs: number; readonly kind: string; readonly detail: string }[];
  /** How many deliveries stand by a relay's word as they do. */
  readonly relays: readonly {
    readonly relay: string;
    readonly state: DeliveryState;
    readonly count: number;
  }[];
  /** The relays' words about what was refused, deferred or is unknown, the most frequent first. */
  readonly reasons: readonly {
    readonly state: DeliveryState;
    readonly reason: string;
    readonly count: number;
  }[];
};

/** All mailings, the latest first; only those of one issue where `issueNumber` is given. */
export async function readStatus(
  database: Database,
  issueNumber?: number,
): Promise<readonly MailingStatus[]> {
  const found = await mailings(database.kysely)
    .$if(issueNumber !== undefined, (query) => query.where('issue_number', '=', issueNumber as number))
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return Promise.all(found.map((mailing) => statusOf(database, mailing)));
}

export type DeliveryStatus = {
  readonly email: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly settledAtMs: number | null;
  readonly dueAtMs: number;
  readonly reason: string | null;
};

/** The states that a word of the command line stands for. */
export const whoStates = {
  accepted: ['accepted'],
  refused: ['refused'],
  skipped: ['skipped'],
  unknown: ['unknown'],
  waiting: ['queued', 'claimed', 'handed', 'deferred'],
} as const satisfies Record<string, readonly DeliveryState[]>;
export type Who = keyof typeof whoStates;

/** Everyone of a mailing who is in that state, in pages, for any size. */
export async function* listDeliveries(
  database: Database,
  mailingId: number,
  who: Who,
  pageSize = 1000,
): AsyncGenerator<DeliveryStatus> {
  for (let after = 0; ; ) {
    const page = await database.kysely
      .selectFrom('deliveries')
      .select([
        'subscriber_id',
        'email',
        'state',
        'attempts',
        'settled_at as settledAtMs',
        'due_at as dueAtMs',
        'reason',
      ])
      .where('mailing_id', '=', mailingId)
      .where('state', 'in', whoStates[who])
      .where('subscriber_id', '>', after)
      .orderBy('subscriber_id')
      .limit(pageSize)
      .execute();
    for (const { subscriber_id, ...status } of page) {
      after = subscriber_id;
      yield status;
    }
    if (page.length < pageSize) return;
  }
}

async function statusOf(database: Database, mailing: Mailing): Promise<MailingStatus> {
  const { kysely, dialect } = database;
  const sum = await sumUp(database, mailing.id);
  const due = await kysely
    .selectFrom('deliveries')
    .select(sql<number | null>`min(due_at) - ${dialect.nowMs}`.as('wait'))
    .where('mailing_id', '=', mailing.id)
    // Written out, and not as parameters: so it is found in the index of what waits.
    .where(sql<SqlBool>`(state = 'queued' or state = 'deferred')`)
    .executeTakeFirst();
  const workers = await kysely
    .selectFrom('workers')
    .select('process')
    .where('lease_until', '>=', dialect.nowMs)
    .where(
      'id',
      'in',
      kysely
        .selectFrom('deliveries')
        .select('worker_id')
        .where('mailing_id', '=', mailing.id)
        .where('worker_id', 'is not', null),
    )
    .execute();
  const events = await kysely
    .selectFrom('events')
    .select(['at as atMs', 'kind', 'detail'])
    .where('mailing_id', '=', mailing.id)
    .orderBy('id')
    .execute();
  const reasons = await kysely
    .selectFrom('deliveries')
    .select(['state', sql<string>`coalesce(reason, '')`.as('reason'), sql<number>`count(*)`.as('count')])
    .where('mailing_id', '=', mailing.id)
    .where('state', 'in', ['refused', 'deferred', 'unknown', 'skipped'])
    .groupBy(['state', 'reason'])
    .orderBy(sql`count(*)`, 'desc')
    .limit(20)
    .execute();
  const relays = await kysely
    .selectFrom('deliveries')
    .select(['relay', 'state', sql<number>`count(*)`.as('count')])
    .where('mailing_id', '=', mailing.id)
    .where('relay', 'is not', null)
    .where('state', 'in', ['accepted', 'refused', 'deferred', 'unknown'])
    .groupBy(['relay', 'state'])
    .orderBy('relay')
    .orderBy('state')
    .execute();
  const wait = due?.wait ?? null;
  return {
    mailing,
    sum,
    totals: toTotals(sum),
    nextDueMs: wait === null ? null : Math.max(0, Number(wait)),
    workers: workers.filter(({ process }) => !isKnownDead(process)).length,
    events,
    relays: relays.map((row) => ({ ...row, relay: row.relay as string, count: Number(row.count) })),
    reasons: reasons.map((row) => ({ ...row, count: Number(row.count) })),
  };
}
