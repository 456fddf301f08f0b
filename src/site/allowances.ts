/** How often something may be done in a span of time, kept in the database: a restart or a second machine resets nothing. */
import { createHmac } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { readyKey, type Secret } from '../audience/secret.ts';
import type { Database } from '../database/open.ts';
import type { Tables } from '../database/schema.ts';

export type Allowance = {
  /** What is counted, and for whom: `letter|ada@example.org`. Only its hash is kept. */
  readonly what: string;
  readonly most: number;
  readonly spanMs: number;
};

/** Spends one of each where all are left; otherwise nothing is spent, and it is false. */
export async function spend(
  database: Database,
  transaction: Transaction<Tables>,
  secret: Secret,
  allowances: readonly Allowance[],
): Promise<boolean> {
  const { nowMs } = database.dialect;
  const keys = allowances.map(({ what }) => keyOf(secret, what));
  const rows = await transaction
    .selectFrom('allowances')
    .select(['key', 'spent'])
    .where('key', 'in', keys)
    .where(sql<boolean>`ends_at > ${nowMs}`)
    .$call((query) => (database.dialect.name === 'postgres' ? query.forUpdate() : query))
    .execute();
  const spent = new Map(rows.map((row) => [row.key, Number(row.spent)]));
  if (allowances.some(({ most }, index) => (spent.get(keys[index] as string) ?? 0) >= most)) return false;
  for (const [index, { spanMs }] of allowances.entries()) {
    await sql`
      insert into allowances (key, spent, ends_at) values (${keys[index]}, 1, ${nowMs} + ${spanMs})
      on conflict (key) do update set
        spent = case when allowances.ends_at > ${nowMs} then allowances.spent + 1 else 1 end,
        ends_at = case when allowances.ends_at > ${nowMs} then allowances.ends_at else excluded.ends_at end`.execute(
      transaction,
    );
  }
  return true;
}

/** For each of the lists, whether one of its allowances is used up: one look for all, which writes nothing. */
export async function areSpent(
  database: Database,
  secret: Secret,
  lists: readonly (readonly Allowance[])[],
): Promise<readonly boolean[]> {
  const keys = lists.map((list) => list.map(({ what }) => keyOf(secret, what)));
  const wanted = database.dialect.rows(
    { key: 'text' },
    [...new Set(keys.flat())].map((key) => ({ key })),
  );
  const { rows } = await sql<{ key: string; spent: number }>`
    select allowances.key, allowances.spent from ${wanted} as wanted cross join allowances
    where allowances.key = wanted.key and allowances.ends_at > ${database.dialect.nowMs}`.execute(
    database.kysely,
  );
  const spent = new Map(rows.map((row) => [row.key, Number(row.spent)]));
  return lists.map((list, at) =>
    list.some(({ most }, index) => (spent.get(keys[at]?.[index] as string) ?? 0) >= most),
  );
}

/** Forgets what is over. */
export async function clearAllowances({ transaction, dialect }: Database): Promise<void> {
  await transaction((inside) =>
    sql`delete from allowances where ends_at <= ${dialect.nowMs}`.execute(inside),
  );
}

function keyOf(secret: Secret, what: string): string {
  return createHmac('sha256', readyKey(secret[0]))
    .update(`allowance|${what}`)
    .digest('base64url')
    .slice(0, 22);
}
