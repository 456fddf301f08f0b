/** The database beside a running send: waits for its turn in small steps, and lets the service answer meanwhile. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';

/** SQLite's own waiting stops the whole process, in steps that grow to 100 ms; a busy sender takes every gap between them. */
const ownWaitMs = 2;
const stepMs = 2;
const patienceMs = 20_000;

/** Every write goes through `transaction`, which is tried again until the lock is free; elsewhere a busy lock is an error. */
export async function patient(database: Database): Promise<Database> {
  if (database.dialect.name !== 'sqlite') return database;
  await sql`pragma busy_timeout = ${sql.lit(ownWaitMs)}`.execute(database.kysely);
  return {
    ...database,
    transaction: async (work) => {
      const giveUpAt = Date.now() + patienceMs;
      for (;;) {
        try {
          return await database.transaction(work);
        } catch (error) {
          if (!isBusy(error) || Date.now() > giveUpAt) throw error;
          await new Promise((resolve) => setTimeout(resolve, stepMs));
        }
      }
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
