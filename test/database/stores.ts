/** Every database that the same promises are tested on: SQLite, and PostgreSQL where it can be had. */
import { test } from 'uvu';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { withDatabase, withFolder } from './temporary-store.ts';

/** What another process needs to open the same database: the publication's folder, and DATABASE_URL. */
export type Place = { readonly folder: string; readonly url: string | undefined };

export type Store = {
  readonly name: string;
  readonly withDatabase: <T>(work: (database: Database, place: Place) => Promise<T>) => Promise<T>;
};

export const sqlite: Store = {
  name: 'SQLite',
  withDatabase: (work) => withDatabase((database, folder) => work(database, { folder, url: undefined })),
};

/** One server for all tests of a file, and a database of its own for each of them. */
function onServer({ url, query }: PostgresServer): Store {
  let count = 0;
  return {
    name: 'PostgreSQL',
    withDatabase: async (work) => {
      const name = `test${++count}`;
      await query(`create database ${name} template template`);
      return withFolder(async (folder) => {
        const database = await openDatabase(folder, url(name));
        try {
          return await work(database, { folder, url: url(name) });
        } finally {
          await database.close();
          await query(`drop database ${name} with (force)`);
        }
      });
    },
  };
}

async function startStore(): Promise<Store | null> {
  const server = await startPostgres();
  if (server === null) return null;
  await server.query('create database template');
  await (await openDatabase('', server.url('template'))).close();
  return onServer(server);
}

/** Null where it cannot be had; a note says so. */
export const postgres: Store | null = await startStore();
export const stores: readonly Store[] = postgres === null ? [sqlite] : [sqlite, postgres];

/** A test that is run once on every store. */
export function everywhere(
  name: string,
  work: (withDatabase: Store['withDatabase']) => Promise<unknown>,
): void {
  for (const store of stores) {
    test(`${store.name}: ${name}`, async () => {
      await work(store.withDatabase);
    });
  }
}
