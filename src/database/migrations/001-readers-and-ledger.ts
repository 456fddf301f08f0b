/** Readers, their subscriptions, and the ledger of who was sent what. */
import type { Migration } from '../dialect.ts';
import { deliveryStates, mailingStates, subscriptionStates } from '../schema.ts';

const oneOf = (states: readonly string[]): string => states.map((state) => `'${state}'`).join(', ');

export const readersAndLedger: Migration = (dialect) => [
  `create table subscribers (
     id ${dialect.serialKey},
     email text not null,
     email_key text not null unique,
     domain text not null,
     name text,
     attributes text not null,
     created_at bigint not null
   )`,

  `create table subscriptions (
     list text not null,
     subscriber_id bigint not null references subscribers (id) on delete cascade,
     state text not null check (state in (${oneOf(subscriptionStates)})),
     since bigint not null,
     source text not null,
     primary key (list, subscriber_id)
   )`,
  'create index subscriptions_of_a_subscriber on subscriptions (subscriber_id)',

  `create table mailings (
     id ${dialect.serialKey},
     uid text not null unique,
     issue_number bigint not null,
     issue_slug text not null,
     list text not null,
     content_hash text not null,
     subject text not null,
     state text not null check (state in (${oneOf(mailingStates)})),
     audience bigint not null,
     not_before bigint not null,
     opened_at bigint not null,
     unique (issue_number, list)
   )`,

  `create table workers (
     id text primary key,
     process text not null,
     lease_until bigint not null,
     started_at bigint not null
   )`,

  // No foreign key to subscribers: who was sent what stays true when a reader's record is erased.
  `create table deliveries (
     mailing_id bigint not null references mailings (id),
     subscriber_id bigint not null,
     email text not null,
     domain text not null,
     state text not null check (state in (${oneOf(deliveryStates)})),
     epoch bigint not null,
     worker_id text,
     due_at bigint not null,
     attempts bigint not null,
     first_handed_at bigint,
     settled_at bigint,
     code bigint,
     reason text,
     relay text,
     primary key (mailing_id, subscriber_id),
     check ((worker_id is not null) = (state in ('claimed', 'handed')))
   )`,
  // The claim walks this in its order and reads the domain from it, so that domains at their limit are passed quickly.
  'create index deliveries_by_state on deliveries (mailing_id, state, due_at, subscriber_id, domain)',
  `create index deliveries_of_a_worker on deliveries (worker_id) where worker_id is not null`,

  `create table events (
     id ${dialect.serialKey},
     mailing_id bigint not null references mailings (id),
     at bigint not null,
     kind text not null,
     detail text not null
   )`,
  'create index events_of_a_mailing on events (mailing_id)',
];
