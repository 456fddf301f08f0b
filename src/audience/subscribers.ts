/** Readers and their subscriptions: who is on which list, and who has left it for good. */
import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import type { Database } from '../database/open.ts';
import type { SubscriptionState, Tables } from '../database/schema.ts';
import { UserError } from '../publication/problem.ts';
import { type Address, parseAddress, parseName } from './address.ts';
import { writeAttributes } from './attribute.ts';
import { beginSubscriptions, byDesk, changeState, unsubscribe } from './consent.ts';
import { isErased } from './erasure.ts';
import { findSuppression } from './suppressions.ts';
import { tagsOf } from './tags.ts';

export type Subscriber = {
  readonly id: number;
  readonly email: string;
  readonly name: string | null;
  /** What else is known, by the names of the publication's `subscriberFields`: `city`. Each as `readAttribute` wrote it. */
  readonly attributes: Readonly<Record<string, string>>;
};

export type Subscription = {
  readonly list: string;
  readonly state: SubscriptionState;
  /** When that state began; milliseconds since 1970. */
  readonly sinceMs: number;
  readonly source: string;
  /** When they agreed, as far as it is known, and how; null before a confirmation. */
  readonly agreedAtMs: number | null;
  readonly consentSource: string | null;
  readonly consentAddress: string | null;
  readonly consentText: string | null;
};

export type NewSubscriber = {
  readonly email: string;
  readonly name?: string | null;
  /** Checked by `readAttribute` already. */
  readonly attributes?: Readonly<Record<string, string>>;
};

/**
 * Puts a reader on a list on the desk's word; one who is known already keeps name and attributes.
 * Nothing is changed for whoever is there `already`, has `left` the list (only they themselves can come back), is
 * `suppressed`, or was `erased`.
 * @throws UserError when the address or the name is refused, with the reason.
 */
export async function addSubscriber(
  database: Database,
  list: string,
  reader: NewSubscriber,
  source: string,
): Promise<'added' | 'already' | 'left' | 'suppressed' | 'erased'> {
  const { address, name } = checkReader(reader);
  if ((await findSuppression(database, reader.email)) !== null) return 'suppressed';
  return database.transaction(async (transaction) => {
    if (await isErased(transaction, address.key)) {
      const known = await transaction
        .selectFrom('subscribers')
        .select('id')
        .where('email_key', '=', address.key)
        .executeTakeFirst();
      if (known === undefined) return 'erased';
    }
    const subscriberId = await rememberSubscriber(
      database,
      transaction,
      address,
      name,
      reader.attributes ?? {},
    );
    const place = { list, subscriberId };
    const origin = byDesk(source);
    if ((await beginSubscriptions(database, transaction, 'active', origin, [place])).length === 1)
      return 'added';
    if ((await changeState(database, transaction, ['unconfirmed'], 'active', origin, [place])).length === 1) {
      return 'added';
    }
    const { state } = await transaction
      .selectFrom('subscriptions')
      .select('state')
      .where('list', '=', list)
      .where('subscriber_id', '=', subscriberId)
      .executeTakeFirstOrThrow();
    return state === 'active' ? 'already' : 'left';
  });
}

/** The number of the reader with that address; made, with name and attributes, where there is none. */
export async function rememberSubscriber(
  database: Database,
  transaction: Transaction<Tables>,
  address: Address,
  name: string | null,
  attributes: Readonly<Record<string, string>>,
): Promise<number> {
  await transaction
    .insertInto('subscribers')
    .values({
      email: address.email,
      email_key: address.key,
      domain: address.domain,
      name,
      attributes: writeAttributes(attributes),
      created_at: database.dialect.nowMs,
    })
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .execute();
  const { id } = await transaction
    .selectFrom('subscribers')
    .select('id')
    .where('email_key', '=', address.key)
    .executeTakeFirstOrThrow();
  return id;
}

/** @throws UserError when the address or the name is refused. */
export function checkReader(reader: NewSubscriber): {
  readonly address: Address;
  readonly name: string | null;
} {
  const address = parseAddress(reader.email);
  if ('refused' in address) throw new UserError(address.refused);
  const name = parseName(reader.name);
  if ('refused' in name) throw new UserError(name.refused);
  return { address, name: name.name };
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

/**
 * Changes what is known of a reader: the name (null takes it away), and those attributes that are named (an empty
 * text takes one away). @throws UserError when the name is refused.
 */
export async function updateSubscriber(
  database: Database,
  subscriberId: number,
  changes: {
    readonly name?: string | null;
    readonly attributes?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const name = parseName(changes.name);
  if ('refused' in name) throw new UserError(name.refused);
  await database.transaction(async (transaction) => {
    const row = await transaction
      .selectFrom('subscribers')
      .select(['name', 'attributes'])
      .where('id', '=', subscriberId)
      .$call((query) => (database.dialect.name === 'postgres' ? query.forUpdate() : query))
      .executeTakeFirst();
    if (row === undefined) return;
    const merged: Record<string, string> = { ...JSON.parse(row.attributes), ...changes.attributes };
    const held = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
    await transaction
      .updateTable('subscribers')
      .set({ name: changes.name === undefined ? row.name : name.name, attributes: writeAttributes(held) })
      .where('id', '=', subscriberId)
      .execute();
  });
}

export type Found = { readonly subscriber: Subscriber; readonly subscriptions: readonly Subscription[] };

/** The reader with that address, in whatever spelling, and all their subscriptions; null when there is none. */
export async function findSubscriber(database: Database, email: string): Promise<Found | null> {
  const address = parseAddress(email);
  if ('refused' in address) return null;
  return find(database, sql`email_key = ${address.key}`);
}

/** The same by the reader's number, as a token names them. */
export async function findSubscriberById(database: Database, subscriberId: number): Promise<Found | null> {
  return find(database, sql`id = ${subscriberId}`);
}

async function find(database: Database, which: RawBuilder<SqlBool>): Promise<Found | null> {
  const row = await database.kysely
    .selectFrom('subscribers')
    .select(['id', 'email', 'name', 'attributes'])
    .where(which)
    .executeTakeFirst();
  if (row === undefined) return null;
  const subscriptions = await database.kysely
    .selectFrom('subscriptions')
    .selectAll()
    .where('subscriber_id', '=', row.id)
    .orderBy('list')
    .execute();
  return { subscriber: toSubscriber(row), subscriptions: subscriptions.map(toSubscription) };
}

export type Listed = {
  readonly subscriber: Subscriber;
  readonly subscription: Subscription;
  readonly tags: readonly string[];
};

export type Listing = {
  readonly state?: SubscriptionState | undefined;
  /** What `segmentCondition` makes of a segment. */
  readonly condition?: RawBuilder<SqlBool> | undefined;
};

/** Everyone who is or was on a list, in the order in which they became known; read in pages, for any size. */
export async function* listSubscribers(
  database: Database,
  list: string,
  { state, condition }: Listing = {},
  pageSize = 1000,
): AsyncGenerator<Listed> {
  for (let after = 0; ; ) {
    let query = database.kysely
      .selectFrom('subscriptions')
      .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
      .selectAll('subscriptions')
      .select(['id', 'email', 'name', 'attributes'])
      .where('list', '=', list)
      .where('subscriber_id', '>', after);
    if (state !== undefined) query = query.where('state', '=', state);
    if (condition !== undefined) query = query.where(condition);
    const page = await query.orderBy('subscriber_id').limit(pageSize).execute();
    const tags = await tagsOf(
      database.kysely,
      page.map(({ id }) => id),
    );
    for (const row of page) {
      yield {
        subscriber: toSubscriber(row),
        subscription: toSubscription(row),
        tags: tags.get(row.id) ?? [],
      };
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

function toSubscription(row: Tables['subscriptions']): Subscription {
  return {
    list: row.list,
    state: row.state,
    sinceMs: row.since,
    source: row.source,
    agreedAtMs: row.agreed_at,
    consentSource: row.consent_source,
    consentAddress: row.consent_address,
    consentText: row.consent_text,
  };
}
