/** Tags: short words that the desk sticks on readers, and segments ask for. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';
import type { Refusal } from './address.ts';

const longest = 100;

/** A tag in the one way in which tags are written: in lower case, single spaces, no commas (they part tags in files). */
export function parseTag(text: string): { readonly tag: string } | Refusal {
  const tag = text.trim().replace(/\s+/g, ' ').normalize('NFC').toLowerCase();
  if (tag === '') return { refused: 'A tag is empty.' };
  if (/[\p{Cc}\u2028\u2029,;]/u.test(tag) || !tag.isWellFormed()) {
    return {
      refused: `The tag “${tag.slice(0, longest)}” holds a comma, a semicolon or a control character.`,
    };
  }
  if ([...tag].length > longest) return { refused: `A tag is longer than ${longest} characters.` };
  return { tag };
}

/** Sticks a tag on readers; returns how many did not have it. */
export async function addTag(
  database: Database,
  subscriberIds: readonly number[],
  tag: string,
): Promise<number> {
  const rows = database.dialect.rows(
    { id: 'bigint' },
    subscriberIds.map((id) => ({ id })),
  );
  const result = await sql`
    insert into tags (subscriber_id, tag) select id, ${tag} from ${rows} as tagged where true
    on conflict (subscriber_id, tag) do nothing`.execute(database.kysely);
  return Number(result.numAffectedRows ?? 0n);
}

/** Takes a tag off readers; returns how many had it. */
export async function removeTag(
  database: Database,
  subscriberIds: readonly number[],
  tag: string,
): Promise<number> {
  const rows = database.dialect.rows(
    { id: 'bigint' },
    subscriberIds.map((id) => ({ id })),
  );
  const result = await sql`
    delete from tags where tag = ${tag} and subscriber_id in (select id from ${rows} as tagged)`.execute(
    database.kysely,
  );
  return Number(result.numAffectedRows ?? 0n);
}

/** The tags of each of these readers, in alphabetical order; whoever has none is not in the map. */
export async function tagsOf(
  kysely: Pick<Database['kysely'], 'selectFrom'>,
  subscriberIds: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  if (subscriberIds.length === 0) return new Map();
  const rows = await kysely
    .selectFrom('tags')
    .selectAll()
    .where('subscriber_id', 'in', subscriberIds)
    .orderBy('tag')
    .execute();
  const found = new Map<number, string[]>();
  for (const { subscriber_id: id, tag } of rows) found.set(id, [...(found.get(id) ?? []), tag]);
  return found;
}
