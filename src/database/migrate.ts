/** Brings a database to the schema that this version of Tumen knows, one numbered step after the other. */
import { type Kysely, sql } from 'kysely';
import { UserError } from '../publication/problem.ts';
import type { Dialect, Migration } from './dialect.ts';
import { readersAndLedger } from './migrations/001-readers-and-ledger.ts';
import { consent } from './migrations/002-consent.ts';
import { segments } from './migrations/003-segments.ts';
import { publicService } from './migrations/004-public.ts';
import { severalMachines } from './migrations/005-several-machines.ts';
import { whatWaits } from './migrations/006-what-waits.ts';
import type { Tables } from './schema.ts';

/** Step 1 first; the number of steps is the schema's version. A released step is never edited: one is added. */
const migrations: readonly Migration[] = [
  readersAndLedger,
  consent,
  segments,
  publicService,
  severalMachines,
  whatWaits,
];

/**
 * Runs the missing steps, all in one transaction, so that a crash leaves the old schema or the new one.
 * @throws UserError when the database was written by a newer Tumen: its rows may mean what this one does not know.
 */
export async function migrate(kysely: Kysely<Tables>, dialect: Dialect, where: string): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    if (dialect.name === 'postgres') await sql`select pg_advisory_xact_lock(7866365)`.execute(transaction);
    await sql`create table if not exists schema_version (version bigint not null)`.execute(transaction);
    const found = await sql<{ version: number }>`select version from schema_version`.execute(transaction);
    const version = found.rows[0]?.version ?? 0;
    if (version > migrations.length) {
      throw new UserError(
        `The database ${where} has schema ${version}; this version of Tumen knows schemas up to ${migrations.length}. ` +
          'A newer Tumen has written it. Install that version, or move the database away to begin a new one.',
      );
    }
    if (version === migrations.length) return;
    for (const migration of migrations.slice(version)) {
      for (const statement of migration(dialect)) await sql.raw(statement).execute(transaction);
    }
    await sql`delete from schema_version`.execute(transaction);
    await sql`insert into schema_version (version) values (${migrations.length})`.execute(transaction);
  });
}
