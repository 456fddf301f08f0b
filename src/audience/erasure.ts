/** Forgetting a reader: everything about them goes, but for a salted hash by which an import knows not to bring them back. */
import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/open.ts';
import type { Tables } from '../database/schema.ts';

type Reading = Pick<Database['kysely'], 'selectFrom'>;

/** There is one; a salt given as text takes five times as long, and an import asks for a million hashes. */
const readySalts = new Map<string, KeyObject>();

/** What is kept of an erased reader. Nobody who has the hash alone can tell whose it is. */
export function erasureHash(salt: string, emailKey: string): string {
  const key = readySalts.get(salt) ?? createSecretKey(Buffer.from(salt));
  readySalts.set(salt, key);
  return createHmac('sha256', key).update(emailKey).digest('hex');
}

/** The salt of all hashes; null as long as nobody was erased, and nobody needs to be looked for. */
export async function erasureSalt(kysely: Reading): Promise<string | null> {
  const row = await kysely.selectFrom('erasure_salt').select('salt').executeTakeFirst();
  return row?.salt ?? null;
}

/** Whether the reader of this key was erased and did not come back of their own accord. */
export async function isErased(kysely: Reading, emailKey: string): Promise<boolean> {
  const salt = await erasureSalt(kysely);
  if (salt === null) return false;
  const row = await kysely
    .selectFrom('erasures')
    .select('at')
    .where('hash', '=', erasureHash(salt, emailKey))
    .executeTakeFirst();
  return row !== undefined;
}

/** Whoever subscribes again is no longer erased: their hash would only be one more thing kept about them. */
export async function undoErasure(transaction: Transaction<Tables>, emailKey: string): Promise<void> {
  const salt = await erasureSalt(transaction);
  if (salt === null) return;
  await transaction.deleteFrom('erasures').where('hash', '=', erasureHash(salt, emailKey)).execute();
}

/**
 * Erases a reader: record, attributes, tags, subscriptions, consent, bounces and suppression. What was sent stays
 * counted; its rows no longer say to whom. False when there is no such reader.
 * Files outside the database (the outbox, exports, backups) are not touched.
 */
export async function eraseSubscriber(database: Database, subscriberId: number): Promise<boolean> {
  const { dialect, kysely } = database;
  // Deleted rows would otherwise stay readable in the file until something is written over them.
  if (dialect.name === 'sqlite') await sql`pragma secure_delete = on`.execute(kysely);
  const erased = await database.transaction(async (transaction) => {
    const reader = await transaction
      .selectFrom('subscribers')
      .select('email_key')
      .where('id', '=', subscriberId)
      .executeTakeFirst();
    if (reader === undefined) return false;
    // There is one salt for all: where several write at once, the first to erase makes it and the others wait.
    if (dialect.name === 'postgres')
      await sql`lock table erasure_salt in share row exclusive mode`.execute(transaction);
    const salt = (await erasureSalt(transaction)) ?? (await makeSalt(transaction));
    await transaction
      .insertInto('erasures')
      .values({ hash: erasureHash(salt, reader.email_key), at: dialect.nowMs })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute();
    await transaction
      .updateTable('deliveries')
      .set({ email: '', domain: '', reason: null })
      .where('subscriber_id', '=', subscriberId)
      .execute();
    await transaction.deleteFrom('suppressions').where('value', '=', reader.email_key).execute();
    // Subscriptions, consent, tags and bounces go with it.
    await transaction.deleteFrom('subscribers').where('id', '=', subscriberId).execute();
    return true;
  });
  if (dialect.name === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(kysely);
  return erased;
}

async function makeSalt(transaction: Transaction<Tables>): Promise<string> {
  const salt = randomBytes(32).toString('base64url');
  await transaction.insertInto('erasure_salt').values({ salt }).execute();
  return salt;
}
