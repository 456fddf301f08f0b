/** Many readers onto one list in one transaction, never one who has left it. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';

/** A reader whose address, name and attributes have been checked. `attributes` is a JSON object of strings. */
export type Arrival = {
  readonly email: string;
  readonly key: string;
  readonly domain: string;
  readonly name: string | null;
  readonly attributes: string;
};

/** How many of `arrivals` (no two with the same key) came, were there, or had left: together all of them. */
export async function settleArrivals(
  database: Database,
  list: string,
  source: string,
  arrivals: readonly Arrival[],
): Promise<{ readonly added: number; readonly already: number; readonly left: number }> {
  if (arrivals.length === 0) return { added: 0, already: 0, left: 0 };
  const { dialect } = database;
  const rows = dialect.rows(
    { email: 'text', key: 'text', domain: 'text', name: 'text', attributes: 'text' },
    arrivals,
  );
  return database.transaction(async (transaction) => {
    // Cross joins, because SQLite keeps to their order: first the arrivals, of which there are few. The
    // "where true" keeps SQLite from reading "on conflict" as the condition of a join.
    await sql`
      insert into subscribers (email, email_key, domain, name, attributes, created_at)
      select email, key, domain, name, attributes, ${dialect.nowMs} from ${rows} as arrival where true
      on conflict (email_key) do nothing`.execute(transaction);
    const known = await sql<{ left: number; already: number }>`
      select coalesce(sum(case when state in ('active', 'unconfirmed') then 1 else 0 end), 0) as already,
             coalesce(sum(case when state in ('active', 'unconfirmed') then 0 else 1 end), 0) as "left"
      from ${rows} as arrival cross join subscribers cross join subscriptions
      where subscribers.email_key = arrival.key
        and subscriptions.list = ${list} and subscriptions.subscriber_id = subscribers.id`.execute(
      transaction,
    );
    const inserted = await sql`
      insert into subscriptions (list, subscriber_id, state, since, source)
      select ${list}, subscribers.id, 'active', ${dialect.nowMs}, ${source}
      from ${rows} as arrival cross join subscribers
      where subscribers.email_key = arrival.key
      on conflict (list, subscriber_id) do nothing`.execute(transaction);
    const counts = known.rows[0];
    return {
      added: Number(inserted.numAffectedRows ?? 0n),
      already: Number(counts?.already ?? 0),
      left: Number(counts?.left ?? 0),
    };
  });
}
