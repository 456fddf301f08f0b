/** Who agreed to what and when, who must never be mailed, and what came back of what was sent. */
import type { Dialect, Migration } from '../dialect.ts';
import { bounceKinds, subscriptionStates, suppressionReasons } from '../schema.ts';

const oneOf = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

export const consent: Migration = (dialect) => [
  'alter table subscriptions add column agreed_at bigint',
  'alter table subscriptions add column consent_source text',
  'alter table subscriptions add column consent_address text',
  'alter table subscriptions add column consent_text text',

  `create table consent_history (
     id ${dialect.serialKey},
     subscriber_id bigint not null references subscribers (id) on delete cascade,
     list text not null,
     state text not null check (state in (${oneOf(subscriptionStates)})),
     at bigint not null,
     agreed_at bigint,
     source text not null,
     address text,
     text_version text
   )`,
  'create index consent_history_of_a_subscriber on consent_history (subscriber_id)',
  ...neverChanged(dialect, 'consent_history'),

  `create table tags (
     subscriber_id bigint not null references subscribers (id) on delete cascade,
     tag text not null,
     primary key (subscriber_id, tag)
   )`,
  'create index tags_by_name on tags (tag, subscriber_id)',

  // One column for both kinds, so that one look at the key answers for an address and its domain together.
  `create table suppressions (
     value text primary key,
     reason text not null check (reason in (${oneOf(suppressionReasons)})),
     source text not null,
     at bigint not null
   )`,

  `create table erasures (
     hash text primary key,
     at bigint not null
   )`,
  'create table erasure_salt (salt text not null)',

  `create table bounces (
     id ${dialect.serialKey},
     event_key text not null unique,
     at bigint not null,
     subscriber_id bigint references subscribers (id) on delete cascade,
     mailing_id bigint references mailings (id),
     kind text not null check (kind in (${oneOf(bounceKinds)})),
     status text,
     diagnostic text,
     origin text not null,
     decision text not null
   )`,
  'create index bounces_of_a_subscriber on bounces (subscriber_id, at)',
];

/** Rows are added, and go away with their reader; not even a mistake in this program rewrites one. */
function neverChanged(dialect: Dialect, table: string): string[] {
  const refusal = `rows of ${table} are never changed`;
  if (dialect.name === 'sqlite') {
    return [
      `create trigger ${table}_is_kept before update on ${table} begin select raise(abort, '${refusal}'); end`,
    ];
  }
  return [
    `create function refuse_change_of_${table}() returns trigger language plpgsql as
       $$ begin raise exception '${refusal}'; end $$`,
    `create trigger ${table}_is_kept before update on ${table}
       for each row execute function refuse_change_of_${table}()`,
  ];
}
