/** The database beside a running send: waits for its turn in small steps, and lets the service answer meanwhile. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';

/** SQLite's own waiting stops the whole process, in steps that grow to 100 ms; a busy sender takes every gap between them. */
const ownWaitMs = 2;

/** Every write goes through `transaction`, which is tried again from outside; elsewhere a busy lock is an error. */
export async function patient(database: Database): Promise<Database> {
  if (database.dialect.name === 'sqlite')
    await sql`pragma busy_timeout = ${sql.lit(ownWaitMs)}`.execute(database.kysely);
  return database;
}
