/** News between processes: whoever waits looks again when another one has changed something. */
import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/** Wakes every process that listens (`Database.listen`), once the transaction is committed. */
export async function tellOthers({ dialect }: Database, transaction: Transaction<Tables>): Promise<void> {
  if (dialect.tellOthers !== null) await dialect.tellOthers.execute(transaction);
}
