/** What the public service remembers: who may be written to again when, letters on their way, links used up, clicks counted. */
import type { Migration } from '../dialect.ts';
import { countKinds, letterKinds } from '../schema.ts';

const oneOf = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

export const publicService: Migration = (dialect) => [
  // Keys are hashes: who asked, and for whom, cannot be read from them.
  'create table allowances (key text primary key, spent bigint not null, ends_at bigint not null)',

  `create table letters (
     id ${dialect.serialKey},
     kind text not null check (kind in (${oneOf(letterKinds)})),
     subscriber_id bigint not null references subscribers (id) on delete cascade,
     lists text not null,
     due_at bigint not null,
     attempts bigint not null
   )`,
  'create index letters_by_due on letters (due_at)',

  'create table spent_tokens (hash text primary key, ends_at bigint not null)',

  `create table counted_links (
     issue_number bigint not null,
     list text not null,
     link bigint not null,
     url text not null,
     primary key (issue_number, list, link)
   )`,
  // An hour's sum, never a reader: link 0 is the picture.
  `create table counts (
     issue_number bigint not null,
     list text not null,
     link bigint not null,
     hour bigint not null,
     kind text not null check (kind in (${oneOf(countKinds)})),
     count bigint not null,
     primary key (issue_number, list, link, hour, kind)
   )`,
];
