/** The only writer of subscriptions' states: each change goes into the history that tells who agreed to what and when. */
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from '../database/open.ts';
import type { SubscriptionState, Tables } from '../database/schema.ts';

/** By whom and how a subscription was changed. */
export type Origin = {
  /** `form`, `one-click`, `removed by the desk`, `import readers.csv (Ghost)`. */
  readonly source: string;
  /** The network address that it came from, or `desk`; null where it does not matter. */
  readonly address: string | null;
  /** Which version of the words the reader agreed to; null where there were none. */
  readonly textVersion: string | null;
};

/** One reader on one list. */
export type Place = { readonly list: string; readonly subscriberId: number };

/** What the desk does by its own hand. */
export function byDesk(source: string): Origin {
  return { source, address: 'desk', textVersion: null };
}

/**
 * Puts readers on lists where they have never been; whoever is or was there is left as they are.
 * Returns those that were put there.
 */
export async function beginSubscriptions(
  database: Database,
  transaction: Transaction<Tables>,
  state: 'active' | 'unconfirmed',
  origin: Origin,
  places: readonly Place[],
): Promise<readonly Place[]> {
  const { nowMs } = database.dialect;
  // Nobody has agreed to anything before the confirmation, whatever the form said.
  const agreed = state === 'active';
  const { rows } = await sql<PlaceRow>`
    insert into subscriptions
      (list, subscriber_id, state, since, source, agreed_at, consent_source, consent_address, consent_text)
    select list, id, ${state}, ${nowMs}, ${origin.source}, ${agreed ? nowMs : null},
      ${agreed ? origin.source : null}, ${agreed ? origin.address : null}, ${agreed ? origin.textVersion : null}
    from ${placeRows(database, places)} as wanted where true
    on conflict (list, subscriber_id) do nothing
    returning list, subscriber_id`.execute(transaction);
  return remember(database, transaction, state, origin, rows);
}

/**
 * Changes the state of subscriptions that are in one of the states `from`; others stay as they are.
 * Becoming active is a consent: its time and origin take the place of an older one. Returns those that were changed.
 */
export async function changeState(
  database: Database,
  transaction: Transaction<Tables>,
  from: readonly SubscriptionState[],
  to: SubscriptionState,
  origin: Origin,
  places: readonly Place[],
): Promise<readonly Place[]> {
  if (places.length === 0) return [];
  const { nowMs } = database.dialect;
  const consent =
    to === 'active'
      ? sql`, agreed_at = ${nowMs}, consent_source = ${origin.source}, consent_address = ${origin.address},
          consent_text = ${origin.textVersion}`
      : sql``;
  const { rows } = await sql<PlaceRow>`
    update subscriptions set state = ${to}, since = ${nowMs}, source = ${origin.source} ${consent}
    from ${placeRows(database, places)} as wanted
    where subscriptions.list = wanted.list and subscriptions.subscriber_id = wanted.id
      and subscriptions.state in (${sql.join(from)})
    returning subscriptions.list, subscriptions.subscriber_id`.execute(transaction);
  return remember(database, transaction, to, origin, rows);
}

/** Everyone who can still be taken off; a complaint is more than a farewell and stays one. */
export const canLeave = ['active', 'unconfirmed', 'bounced'] as const;

/** Ends many subscriptions in one transaction, as unsubscribe links do. Returns those that were not ended before. */
export async function unsubscribeMany(
  database: Database,
  origin: Origin,
  places: readonly Place[],
): Promise<readonly Place[]> {
  return database.transaction((transaction) =>
    changeState(database, transaction, canLeave, 'unsubscribed', origin, places),
  );
}

/** Ends one subscription by the reader's number. True when it was not ended before. */
export async function unsubscribe(
  database: Database,
  list: string,
  subscriberId: number,
  source: string,
): Promise<boolean> {
  const origin = { source, address: null, textVersion: null };
  return (await unsubscribeMany(database, origin, [{ list, subscriberId }])).length === 1;
}

/** Ends all subscriptions of one reader. Returns the lists that they had not left before. */
export async function unsubscribeFromAll(
  database: Database,
  subscriberId: number,
  source: string,
): Promise<readonly string[]> {
  return database.transaction(async (transaction) => {
    const lists = await transaction
      .selectFrom('subscriptions')
      .select('list')
      .where('subscriber_id', '=', subscriberId)
      .orderBy('list')
      .execute();
    const places = lists.map(({ list }) => ({ list, subscriberId }));
    const origin = { source, address: null, textVersion: null };
    const left = await changeState(database, transaction, canLeave, 'unsubscribed', origin, places);
    return left.map(({ list }) => list).sort();
  });
}

type PlaceRow = { readonly list: string; readonly subscriber_id: number };

async function remember(
  database: Database,
  transaction: Transaction<Tables>,
  state: SubscriptionState,
  { source, address, textVersion }: Origin,
  rows: readonly PlaceRow[],
): Promise<readonly Place[]> {
  const places = rows.map((row) => ({ list: row.list, subscriberId: row.subscriber_id }));
  if (places.length === 0) return places;
  const { nowMs } = database.dialect;
  await sql`
    insert into consent_history (subscriber_id, list, state, at, agreed_at, source, address, text_version)
    select id, list, ${state}, ${nowMs}, ${state === 'active' ? nowMs : null}, ${source}, ${address}, ${textVersion}
    from ${placeRows(database, places)} as changed`.execute(transaction);
  return places;
}

function placeRows(database: Database, places: readonly Place[]): RawBuilder<unknown> {
  return database.dialect.rows(
    { list: 'text', id: 'bigint' },
    places.map(({ list, subscriberId }) => ({ list, id: subscriberId })),
  );
}
