/** What is forgotten by itself: limits and links that are over, and addresses that nobody has confirmed. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';
import { clearAllowances } from './allowances.ts';
import { confirmLinkMs } from './letters.ts';
import { clearSpentTokens } from './spent-tokens.ts';

export async function tidy(database: Database): Promise<void> {
  await clearAllowances(database);
  await clearSpentTokens(database);
  await forgetUnconfirmed(database);
}

/** An address that was written into the form and never confirmed is gone when its link has ended, as its letter says. */
export async function forgetUnconfirmed({ transaction, dialect }: Database): Promise<void> {
  const old = sql`subscriptions.state = 'unconfirmed' and subscriptions.since < ${dialect.nowMs} - ${confirmLinkMs}`;
  await transaction(async (inside) => {
    await sql`delete from subscriptions where ${old} and exists (
    select 1 from subscriptions as others where others.subscriber_id = subscriptions.subscriber_id
      and others.state <> 'unconfirmed')`.execute(inside);
    await sql`delete from subscribers where id in (select subscriber_id from subscriptions where ${old})
    and not exists (select 1 from subscriptions where subscriber_id = subscribers.id and not (${old}))
    and not exists (select 1 from deliveries where subscriber_id = subscribers.id)`.execute(inside);
  });
}
