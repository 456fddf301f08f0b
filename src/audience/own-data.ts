/** Everything that is held about one reader, in one value: for `show`, and for the reader's own download. */
import type { Database } from '../database/open.ts';
import { findSubscriberById, type Subscriber, type Subscription } from './subscribers.ts';
import { findSuppression, type Suppression } from './suppressions.ts';
import { tagsOf } from './tags.ts';

export type ConsentEvent = {
  readonly list: string;
  readonly state: string;
  readonly atMs: number;
  readonly agreedAtMs: number | null;
  readonly source: string;
  readonly address: string | null;
  readonly textVersion: string | null;
};

/** What came back of what was sent to them, and what was decided on it. */
export type ReturnedMail = {
  readonly atMs: number;
  readonly kind: string;
  readonly status: string | null;
  readonly diagnostic: string | null;
  readonly origin: string;
  readonly decision: string;
};

/** One issue that was sent, or was to be sent, to them. */
export type ReceivedIssue = {
  readonly issue: number;
  readonly list: string;
  readonly state: string;
  readonly atMs: number | null;
};

export type OwnData = {
  readonly subscriber: Subscriber;
  readonly knownSinceMs: number;
  readonly tags: readonly string[];
  readonly subscriptions: readonly Subscription[];
  readonly suppression: Suppression | null;
  /** The oldest first. */
  readonly consent: readonly ConsentEvent[];
  readonly returned: readonly ReturnedMail[];
  readonly issues: readonly ReceivedIssue[];
};

/** Null when there is no such reader. */
export async function ownData(database: Database, subscriberId: number): Promise<OwnData | null> {
  const { kysely } = database;
  const found = await findSubscriberById(database, subscriberId);
  if (found === null) return null;
  const { created_at: knownSinceMs } = await kysely
    .selectFrom('subscribers')
    .select('created_at')
    .where('id', '=', subscriberId)
    .executeTakeFirstOrThrow();
  const consent = await kysely
    .selectFrom('consent_history')
    .select(['list', 'state', 'at as atMs', 'agreed_at as agreedAtMs', 'source', 'address'])
    .select('text_version as textVersion')
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
  const returned = await kysely
    .selectFrom('bounces')
    .select(['at as atMs', 'kind', 'status', 'diagnostic', 'origin', 'decision'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
  const issues = await kysely
    .selectFrom('deliveries')
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .select(['issue_number as issue', 'list', 'deliveries.state', 'settled_at as atMs'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('mailing_id')
    .execute();
  return {
    ...found,
    knownSinceMs,
    tags: (await tagsOf(kysely, [subscriberId])).get(subscriberId) ?? [],
    suppression: await findSuppression(database, found.subscriber.email),
    consent,
    returned,
    issues,
  };
}

/** As JSON for the reader: times in ISO 8601, since nobody reads milliseconds. */
export function ownDataText(data: OwnData): string {
  return `${JSON.stringify(withTimes(data), null, 2)}\n`;
}

function withTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isTime = name.endsWith('Ms') && (typeof inner === 'number' || inner === null);
      if (!isTime) return [name, withTimes(inner)];
      return [name.slice(0, -2), inner === null ? null : new Date(inner).toISOString()];
    }),
  );
}
