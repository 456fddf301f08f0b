/** Opens the database of a publication: readers, consent and the ledger, in SQLite or PostgreSQL. */
import { join } from 'node:path';
import { UserError } from '../publication/problem.ts';
import type { Database } from './database.ts';

export type { Database } from './database.ts';

/** Whether `url`, a value of DATABASE_URL, names a database of its own, and not the file in the publication's folder. */
export function isServer(url: string | undefined): url is string {
  return url !== undefined && url !== '';
}

/**
 * Opens (and on first use makes) the database, and brings its schema up to date. `url` is DATABASE_URL:
 * `postgres://user:password@host/database`; without it, it is the SQLite file `.tumen/tumen.db` under `root`.
 * @throws UserError when it cannot be opened, or was written by a newer Tumen.
 */
export async function openDatabase(root: string, url?: string | undefined): Promise<Database> {
  if (!isServer(url)) {
    const { openSqlite } = await import('./sqlite.ts');
    return openSqlite(join(root, '.tumen', 'tumen.db'), { root });
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres(url, { root, url });
  }
  const scheme = /^[a-z][a-z+.-]*:/i.exec(url)?.[0] ?? 'no scheme';
  throw new UserError(
    `DATABASE_URL begins with ${scheme}, which is no database that Tumen knows. Use postgres://user:password@host/database, ` +
      'or leave it empty for the file .tumen/tumen.db.',
  );
}
