/** Readers and their subscriptions: who is on which list, and who has left it for good. */
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from '../database/open.ts';
import type { SubscriberRow, SubscriptionRow, SubscriptionState } from '../database/schema.ts';
import { UserError } from '../publication/problem.ts';
import { parseAddress, parseName, refuseAttribute } from './address.ts';

export type Subscriber = {
  readonly id: number;
  readonly email: string;
  readonly name: string | null;
  /** What else is known, by the names of the publication's `subscriberFields`: `city`. */
  readonly attributes: Readonly<Record<string, string>>;
};

export type Subscription = {
  readonly list: string;
  readonly state: SubscriptionState;
  /** When that state began; milliseconds since 1970. */
  readonly sinceMs: number;
  readonly source: string;
};

export type NewSubscriber = {
  readonly email: string;
  readonly name?: string | null;
  readonly attributes?: Readonly<Record<string, string>>;
};

/**
 * Puts a reader on a list; one who is known already keeps name and attributes.
 * `left`: they left this list, bounced or complained, and only they themselves can come back; nothing was changed.
 * @throws UserError when the address, the name or an attribute is refused, with the reason.
 */
export async function addSubscriber(
  database: Database,
  list: string,
  reader: NewSubscriber,
  source: string,
): Promise<'added' | 'already' | 'left'> {
  const address = parseAddress(reader.email);
  if ('refused' in address) throw new UserError(address.refused);
  const name = parseName(reader.name);
  if ('refused' in name) throw new UserError(name.refused);
  const attributes = reader.attributes ?? {};
  for (const [attribute, value] of Object.entries(attributes)) {
    const refusal = refuseAttribute(attribute, value);
    if (refusal !== null) throw new UserError(refusal.refused);
  }
  return database.transaction(async (transaction) => {
    await transaction
      .insertInto('subscribers')
      .values({
        email: address.email,
        email_key: address.key,
        domain: address.domain,
        name: name.name,
        attributes: JSON.stringify(attributes),
        created_at: database.dialect.nowMs,
      })
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .execute();
    const { id } = await transaction
      .selectFrom('subscribers')
      .select('id')
      .where('email_key', '=', address.key)
      .executeTakeFirstOrThrow();
    const inserted = await transaction
      .insertInto('subscriptions')
      .values({ list, subscriber_id: id, state: 'active', since: database.dialect.nowMs, source })
      .onConflict((conflict) => conflict.columns(['list', 'subscriber_id']).doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows === 1n) return 'added';
    const { state } = await transaction
      .selectFrom('subscriptions')
      .select('state')
      .where('list', '=', list)
      .where('subscriber_id', '=', id)
      .executeTakeFirstOrThrow();
    if (state === 'active') return 'already';
    if (state !== 'unconfirmed') return 'left';
    await setState(database, transaction, list, id, 'active', source);
    return 'added';
  });
}

/**
 * Takes a reader off a list. They stay known as unsubscribed, so that no import brings them back.
 * `unknown`: no such reader was ever on the list; nothing was changed.
 */
export async function removeSubscriber(
  database: Database,
  list: string,
  email: string,
  source: string,
): Promise<'left' | 'already' | 'unknown'> {
  const found = await findSubscriber(database, email);
  const state = found?.subscriptions.find((subscription) => subscription.list === list)?.state;
  if (found === null || state === undefined) return 'unknown';
  return (await unsubscribe(database, list, found.subscriber.id, source)) ? 'left' : 'already';
}

/** Ends one subscription by the reader's number, as an unsubscribe link does. True when it was not ended before. */
export async function unsubscribe(
  database: Database,
  list: string,
  subscriberId: number,
  source: string,
): Promise<boolean> {
  return setState(database, database.kysely, list, subscriberId, 'unsubscribed', source);
}

/** The reader with that address, in whatever spelling, and all their subscriptions; null when there is none. */
export async function findSubscriber(
  database: Database,
  email: string,
): Promise<{ readonly subscriber: Subscriber; readonly subscriptions: readonly Subscription[] } | null> {
  const address = parseAddress(email);
  if ('refused' in address) return null;
  const row = await database.kysely
    .selectFrom('subscribers')
    .select(['id', 'email', 'name', 'attributes'])
    .where('email_key', '=', address.key)
    .executeTakeFirst();
  if (row === undefined) return null;
  const subscriptions = await database.kysely
    .selectFrom('subscriptions')
    .select(['list', 'state', 'since as sinceMs', 'source'])
    .where('subscriber_id', '=', row.id)
    .orderBy('list')
    .execute();
  return { subscriber: toSubscriber(row), subscriptions };
}

export type Listed = { readonly subscriber: Subscriber; readonly subscription: Subscription };

/** Everyone who is or was on a list, in the order in which they became known; read in pages, for any size. */
export async function* listSubscribers(
  database: Database,
  list: string,
  state?: SubscriptionState,
  pageSize = 1000,
): AsyncGenerator<Listed> {
  for (let after = 0; ; ) {
    const page = await onList(database, list)
      .select(['id', 'email', 'name', 'attributes', 'list', 'state', 'since', 'source'])
      .$if(state !== undefined, (query) => query.where('state', '=', state as SubscriptionState))
      .where('subscriber_id', '>', after)
      .orderBy('subscriber_id')
      .limit(pageSize)
      .execute();
    for (const row of page) {
      const { list, state, since, source } = row;
      yield { subscriber: toSubscriber(row), subscription: { list, state, sinceMs: since, source } };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.id;
  }
}

/** How many of a list are in each state; states that nobody is in are 0. */
export async function countSubscribers(
  database: Database,
  list: string,
): Promise<Readonly<Record<SubscriptionState, number>>> {
  const rows = await database.kysely
    .selectFrom('subscriptions')
    .select(['state', sql<number>`count(*)`.as('count')])
    .where('list', '=', list)
    .groupBy('state')
    .execute();
  const counts = { unconfirmed: 0, active: 0, unsubscribed: 0, bounced: 0, complained: 0 };
  for (const { state, count } of rows) counts[state] = Number(count);
  return counts;
}

/** A subscriber as the row tells it; attributes were checked when they were written. */
export function toSubscriber(row: {
  readonly id: number;
  readonly email: string;
  readonly name: string | null;
  readonly attributes: string;
}): Subscriber {
  return { id: row.id, email: row.email, name: row.name, attributes: JSON.parse(row.attributes) };
}

function onList(
  database: Database,
  list: string,
): SelectQueryBuilder<
  { subscriptions: SubscriptionRow; subscribers: SubscriberRow },
  'subscriptions' | 'subscribers',
  object
> {
  return database.kysely
    .selectFrom('subscriptions')
    .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
    .where('list', '=', list);
}

async function setState(
  database: Database,
  kysely: { readonly updateTable: Database['kysely']['updateTable'] },
  list: string,
  subscriberId: number,
  state: SubscriptionState,
  source: string,
): Promise<boolean> {
  const result = await kysely
    .updateTable('subscriptions')
    .set({ state, since: database.dialect.nowMs, source })
    .where('list', '=', list)
    .where('subscriber_id', '=', subscriberId)
    .where('state', '!=', state)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
