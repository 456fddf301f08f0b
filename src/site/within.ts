/** A database inside a transaction that is open already: what begins one there joins it. */
import type { Transaction } from 'kysely';
import type { Database } from '../database/open.ts';
import type { Tables } from '../database/schema.ts';

export function within(database: Database, transaction: Transaction<Tables>): Database {
  return { ...database, kysely: transaction, transaction: (work) => work(transaction) };
}
