/** Links that work once: which were used, for as long as they would have worked. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';

/** True the first time, false ever after. `spanMs`: how long such a token holds at most. */
export async function spendToken(database: Database, token: string, spanMs: number): Promise<boolean> {
  const hash = createHash('sha256').update(token).digest('base64url').slice(0, 22);
  const { rows } = await database.transaction((transaction) =>
    sql`
      insert into spent_tokens (hash, ends_at) values (${hash}, ${database.dialect.nowMs} + ${spanMs})
      on conflict (hash) do nothing returning hash`.execute(transaction),
  );
  return rows.length === 1;
}

/** Forgets those that no longer work by themselves. */
export async function clearSpentTokens({ transaction, dialect }: Database): Promise<void> {
  await transaction((inside) =>
    sql`delete from spent_tokens where ends_at <= ${dialect.nowMs}`.execute(inside),
  );
}
