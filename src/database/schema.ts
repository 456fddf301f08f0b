/** The tables as Kysely sees them, the same in SQLite and PostgreSQL; `migrations/` makes them. */
import type { ColumnType, Generated } from 'kysely';

/** Milliseconds since 1970 by the database's own clock: the only clock that several machines share. */
type Ms = number;
type Fixed<T> = ColumnType<T, T, never>;

export const subscriptionStates = ['unconfirmed', 'active', 'unsubscribed', 'bounced', 'complained'] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/** Why an address or a domain gets nothing: the desk's wish, or what came back from it. */
export const suppressionReasons = ['desk', 'bounce', 'complaint'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** What came back: refused for good, refused for now, a complaint, or something that says nothing of the reader. */
export const bounceKinds = ['hard', 'soft', 'complaint', 'other'] as const;
export type BounceKind = (typeof bounceKinds)[number];

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
  /** When the reader agreed, as far as it is known; null before a confirmation. */
  agreed_at: Ms | null;
  /** How they agreed: `form`, `import readers.csv (Mailchimp)`. */
  consent_source: string | null;
  /** From which network address, or `desk`. */
  consent_address: string | null;
  /** Which version of the words they agreed to; null where nobody wrote it down. */
  consent_text: string | null;
};

/** One row a change of a subscription's state, never rewritten; `subscriptions` holds the last one's outcome. */
export type ConsentHistoryRow = {
  readonly id: Generated<number>;
  readonly subscriber_id: Fixed<number>;
  readonly list: Fixed<string>;
  readonly state: Fixed<SubscriptionState>;
  readonly at: Fixed<Ms>;
  readonly agreed_at: Fixed<Ms | null>;
  readonly source: Fixed<string>;
  readonly address: Fixed<string | null>;
  readonly text_version: Fixed<string | null>;
};

export type TagRow = {
  readonly subscriber_id: number;
  /** In lower case. */
  readonly tag: string;
};

export type SuppressionRow = {
  /** An address's key or a domain as A-labels: what `subscribers` holds as `email_key` and `domain`. */
  readonly value: string;
  reason: SuppressionReason;
  source: string;
  at: Ms;
};

/** All that is left of an erased reader: `HMAC-SHA256(salt, email_key)`. */
export type ErasureRow = { readonly hash: string; readonly at: Ms };

/** One row, made with the first erasure. */
export type ErasureSaltRow = { readonly salt: string };

/** What came back of what was sent, and what was decided on it. */
export type BounceRow = {
  readonly id: Generated<number>;
  /** Names the report itself: one that arrives twice is counted once. */
  readonly event_key: Fixed<string>;
  readonly at: Fixed<Ms>;
  readonly subscriber_id: Fixed<number | null>;
  readonly mailing_id: Fixed<number | null>;
  readonly kind: Fixed<BounceKind>;
  /** RFC 3463, for instance `5.1.1`. */
  readonly status: Fixed<string | null>;
  /** The server's words. */
  readonly diagnostic: Fixed<string | null>;
  /** How it came in: `maildir`, `pipe`, `imap`, `pop3`, `ses`, `postmark`, `mailgun`, `sendgrid`. */
  readonly origin: Fixed<string>;
  /** What was done and why, a whole sentence. */
  readonly decision: Fixed<string>;
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
  /** The part of the list that it goes to, as it was written; null for all of it. */
  readonly segment: Fixed<string | null>;
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

export const letterKinds = ['confirm', 'already', 'access'] as const;
export type LetterKind = (typeof letterKinds)[number];

/** How often something was done in a span of time. */
export type AllowanceRow = { readonly key: string; spent: number; ends_at: Ms };

/** A mail of the service's own that waits to be sent. */
export type LetterRow = {
  readonly id: Generated<number>;
  readonly kind: Fixed<LetterKind>;
  readonly subscriber_id: Fixed<number>;
  /** Ids with commas between. */
  readonly lists: Fixed<string>;
  due_at: Ms;
  attempts: number;
};

export type SpentTokenRow = { readonly hash: string; readonly ends_at: Ms };

export const countKinds = ['person', 'machine'] as const;
export type CountKind = (typeof countKinds)[number];

export type CountedLinkRow = {
  readonly issue_number: number;
  readonly list: string;
  readonly link: number;
  readonly url: string;
};

export type CountRow = {
  readonly issue_number: number;
  readonly list: string;
  readonly link: number;
  readonly hour: Ms;
  readonly kind: CountKind;
  count: number;
};

/** When the next message may go to a domain or through a relay, for all machines together. */
export type PaceRow = {
  readonly key: string;
  next_at: Ms;
  /** Between two messages, while it asks for patience; 0 otherwise. */
  slowed_ms: number;
  /** Answers to what was under way when it was slowed do not slow it again. */
  slowed_until: Ms;
};

/** One row: the number of the key with which links are signed. */
export type SigningKeyRow = { readonly id: string };

export type Tables = {
  subscribers: SubscriberRow;
  subscriptions: SubscriptionRow;
  consent_history: ConsentHistoryRow;
  tags: TagRow;
  suppressions: SuppressionRow;
  erasures: ErasureRow;
  erasure_salt: ErasureSaltRow;
  bounces: BounceRow;
  mailings: MailingRow;
  workers: WorkerRow;
  deliveries: DeliveryRow;
  events: EventRow;
  allowances: AllowanceRow;
  letters: LetterRow;
  spent_tokens: SpentTokenRow;
  counted_links: CountedLinkRow;
  counts: CountRow;
  paces: PaceRow;
  signing_key: SigningKeyRow;
};
