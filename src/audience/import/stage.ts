/**
 * Where an import's readers wait, on disk, until all rows have been read: sorted by key there, so that each reader is
 * there once and the database's index is walked in its order, which costs a tenth of writing to it at random.
 */
import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../../database/dialect.ts';
import type { Tables } from '../../database/schema.ts';
import { erasureHash } from '../erasure.ts';
import type { Arrival } from './arrival.ts';

/** One connection throughout: temporary tables belong to it and go away with it. */
export type Stage = { readonly kysely: Kysely<Tables>; readonly dialect: Dialect };

/** What becomes of a reader of the file; each has exactly one of these. */
export const outcomes = [
  /** On the list now, and not before. */
  'added',
  /** On the list, waiting for their own confirmation, as they were in the system they come from. */
  'unconfirmed',
  /** On the list before. */
  'already',
  /** Had left, bounced or complained where they come from, and were unknown here: noted, so that nothing brings them back. */
  'recorded',
  /** Were on the list, and had left where they come from: they leave here too. */
  'leaves',
  /** Left this list once, bounced or complained: stay away. */
  'left',
  /** The address or its domain is suppressed. */
  'suppressed',
  /** Was erased. */
  'erased',
] as const;
export type Outcome = (typeof outcomes)[number];

const columns = {
  at: 'bigint',
  email: 'text',
  email_key: 'text',
  domain: 'text',
  name: 'text',
  attributes: 'text',
  state: 'text',
  agreed_at: 'bigint',
  since: 'bigint',
  source: 'text',
  address: 'text',
  text_version: 'text',
  hash: 'text',
} as const;
type Column = keyof typeof columns;
const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
const declared = sql.join(
  Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`),
);
const tagColumns = { email_key: 'text', tag: 'text' } as const;

export async function openStage(stage: Stage): Promise<void> {
  await closeStage(stage);
  const { kysely, dialect } = stage;
  // Everything here is written and read once, from its beginning to its end: nothing is gained by keeping much of it.
  if (dialect.name === 'sqlite') await sql`pragma temp.cache_size = -2000`.execute(kysely);
  await sql`create temporary table staged (${declared})`.execute(kysely);
  await sql`create temporary table staged_tags (email_key text, tag text)`.execute(kysely);
  await sql`create temporary table arrivals (n ${sql.raw(dialect.serialKey)}, ${declared})`.execute(kysely);
  // Beside `arrivals` and not in it: to write into a row that is there costs more than a row of its own.
  await sql`create temporary table decided (n integer primary key, subscriber_id bigint, outcome text)`.execute(
    kysely,
  );
}

export async function closeStage({ kysely }: Stage): Promise<void> {
  for (const table of ['staged', 'staged_tags', 'arrivals', 'decided']) {
    await sql`drop table if exists ${sql.table(table)}`.execute(kysely);
  }
}

/** Puts readers down. `salt` is that of the erasures, null where nobody was ever erased. */
export async function stageArrivals(
  { kysely, dialect }: Stage,
  arrivals: readonly Arrival[],
  salt: string | null,
): Promise<void> {
  const rows = arrivals.map((arrival) => ({
    at: arrival.at,
    email: arrival.email === arrival.key ? null : arrival.email,
    email_key: arrival.key,
    domain: arrival.domain,
    name: arrival.name,
    attributes: arrival.attributes,
    state: arrival.state,
    agreed_at: arrival.agreedAtMs,
    since: arrival.sinceMs,
    source: arrival.consentSource,
    address: arrival.consentAddress,
    text_version: arrival.consentText,
    hash: salt === null ? null : erasureHash(salt, arrival.key),
  }));
  // Most of it is empty most of the time, and every column costs as much again.
  const used = Object.entries(columns).filter(([name]) => rows.some((row) => row[name as Column] !== null));
  await dialect.insertRows(kysely, 'staged', Object.fromEntries(used), rows);
  const tags = arrivals.flatMap(({ key, tags }) => tags.map((tag) => ({ email_key: key, tag })));
  await dialect.insertRows(kysely, 'staged_tags', tagColumns, tags);
}

/**
 * Sorts them, and keeps one row of each reader: the first that says they left, else the first of the file.
 * Returns how many readers there are, and the highest of their numbers.
 */
export async function sortStage({
  kysely,
  dialect,
}: Stage): Promise<{ readonly readers: number; readonly last: number }> {
  await sql`insert into arrivals (${names}) select ${names} from staged
    order by email_key, case state when 'active' then 2 when 'unconfirmed' then 1 else 0 end, at`.execute(
    kysely,
  );
  await sql`drop table staged`.execute(kysely);
  await sql`create index staged_tags_by_key on staged_tags (email_key)`.execute(kysely);
  // Side by side now, and found without an index that would cost as much as the sorting.
  await sql`delete from arrivals where exists (
    select 1 from arrivals as before where before.n = arrivals.n - 1 and before.email_key = arrivals.email_key)`.execute(
    kysely,
  );
  // Nobody else looks at temporary tables for PostgreSQL's planner.
  if (dialect.name === 'postgres') await sql`analyze arrivals, staged_tags`.execute(kysely);
  const { rows } = await sql<{ readers: number; last: number | null }>`
    select count(*) as readers, max(n) as last from arrivals`.execute(kysely);
  return { readers: Number(rows[0]?.readers ?? 0), last: Number(rows[0]?.last ?? 0) };
}

/** How many readers have each outcome. */
export async function countOutcomes({ kysely }: Stage): Promise<Readonly<Record<Outcome, number>>> {
  const { rows } = await sql<{ outcome: Outcome; readers: number }>`
    select outcome, count(*) as readers from decided group by outcome`.execute(kysely);
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome, readers } of rows) counts[outcome] = Number(readers);
  return counts;
}

/** The first readers of an outcome, in the order of the file. */
export async function examples(
  { kysely }: Stage,
  outcome: Outcome,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ email: string }>`
    select coalesce(email, email_key) as email from decided join arrivals on arrivals.n = decided.n
    where outcome = ${outcome} order by at limit ${limit}`.execute(kysely);
  return rows.map(({ email }) => email);
}
