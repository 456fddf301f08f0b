/** What machines that send together agree on: when the next message may go where, and with which secret links are signed. */
import type { Migration } from '../dialect.ts';

export const severalMachines: Migration = () => [
  // A key is a recipient domain or a relay; both are forgotten a day after the last message.
  `create table paces (
     key text primary key,
     next_at bigint not null,
     slowed_ms bigint not null,
     slowed_until bigint not null
   )`,
  'create index paces_slowed on paces (key) where slowed_ms > 0',

  // PostgreSQL's transactions leave a token, by which is known what became of one whose answer was lost; see postgres.ts.
  'create table commits (token text primary key, at bigint not null, undone bigint not null)',

  // The number of the key that signs, never the key.
  'create table signing_key (id text not null)',
];
