/** The tables as Kysely sees them, the same in SQLite and PostgreSQL; `migrations/` makes them. */
import type { ColumnType, Generated } from 'kysely';

/** Milliseconds since 1970 by the database's own clock: the only clock that several machines share. */
type Ms = number;
type Fixed<T> = ColumnType<T, T, never>;

export const subscriptionStates = ['unconfirmed', 'active', 'unsubscribed', 'bounced', 'complained'] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/** A mailing whose deliveries are all settled is still `open`: that it is finished is told by its sum. */
export const mailingStates = ['open', 'paused', 'cancelled'] as const;
export type MailingState = (typeof mailingStates)[number];

/** `queued → claimed → handed → accepted | deferred | refused | skipped | unknown`. */
export const deliveryStates = [
  'queued',
  'claimed',
  'handed',
  'deferred',
  'accepted',
  'refused',
  'skipped',
  'unknown',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export type SubscriberRow = {
  readonly id: Generated<number>;
  /** As written by the reader, the domain in lower case. */
  email: string;
  /** What makes two spellings one reader: folded, the domain as A-labels. */
  email_key: string;
  /** The domain in A-labels, lower case. */
  domain: string;
  name: string | null;
  /** A JSON object of strings. */
  attributes: string;
  created_at: Fixed<Ms>;
};

export type SubscriptionRow = {
  readonly list: string;
  readonly subscriber_id: number;
  state: SubscriptionState;
  /** When `state` was last changed. */
  since: Ms;
  /** How the reader came onto the list, or left it: `import readers.csv`, `command line`. */
  source: string;
};

export type MailingRow = {
  readonly id: Generated<number>;
  /** Random; names the mailing in Message-IDs and file names. */
  readonly uid: Fixed<string>;
  readonly issue_number: Fixed<number>;
  readonly issue_slug: Fixed<string>;
  readonly list: Fixed<string>;
  readonly content_hash: Fixed<string>;
  readonly subject: Fixed<string>;
  state: MailingState;
  /** How many deliveries were frozen when the mailing was opened. */
  readonly audience: ColumnType<number, number, number>;
  not_before: Ms;
  readonly opened_at: Fixed<Ms>;
};

export type WorkerRow = {
  readonly id: string;
  /** Names a process of this boot of this machine, so that its death can be seen before its lease ends. */
  readonly process: string;
  lease_until: Ms;
  readonly started_at: Fixed<Ms>;
};

export type DeliveryRow = {
  readonly mailing_id: number;
  readonly subscriber_id: number;
  /** The address when the audience was frozen. */
  readonly email: string;
  /** Its domain in A-labels, lower case. */
  readonly domain: string;
  state: DeliveryState;
  /** Rises with each claim and each takeover: whoever holds an older one writes nothing. */
  epoch: number;
  worker_id: string | null;
  /** Not claimed before. */
  due_at: Ms;
  attempts: number;
  first_handed_at: Ms | null;
  settled_at: Ms | null;
  /** The server's last code, or null where the reason is our own. */
  code: number | null;
  reason: string | null;
  relay: string | null;
};

export type EventRow = {
  readonly id: Generated<number>;
  readonly mailing_id: number;
  readonly at: Ms;
  readonly kind: string;
  readonly detail: string;
};

export type Tables = {
  subscribers: SubscriberRow;
  subscriptions: SubscriptionRow;
  mailings: MailingRow;
  workers: WorkerRow;
  deliveries: DeliveryRow;
  events: EventRow;
};
