/** The database as a file of this machine: SQLite, one writer at a time. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import {
  CompiledQuery,
  Kysely,
  type Dialect as KyselyDialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';
import { UserError } from '../publication/problem.ts';
import type { Database, DatabasePlace } from './database.ts';
import { sqliteDialect } from './dialect.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './schema.ts';

/**
 * How long SQLite itself waits for another process's transaction. Everything in this process stands still meanwhile;
 * after that a transaction is tried again from outside, so that timers and connections go on.
 */
const busyTimeoutMs = 1_000;
const busyRetryMs = 2;
const mostPreparedStatements = 200;
/** After so long another process is not writing but hanging. */
const busyGiveUpMs = 60_000;

/** @throws UserError when the file cannot be opened, or was written by a newer Tumen. */
export async function openSqlite(file: string, place: DatabasePlace): Promise<Database> {
  const kysely = new Kysely<Tables>({ dialect: sqlite(openFile(file)) });
  try {
    await migrate(kysely, sqliteDialect, file);
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
  const transaction: Database['transaction'] = (work) => kysely.transaction().execute(work).catch(explain);
  return {
    place,
    kysely,
    dialect: sqliteDialect,
    transaction,
    snapshot: transaction,
    listen: async () => ({ stop: async () => {} }),
    close: () => kysely.destroy(),
  };
}

/** A database that cannot be written is something to mend, and not a bug: the disk is full, or another process holds it. */
function explain(error: unknown): never {
  const { code, message } = error as { code?: string; message: string };
  if (code !== undefined && /^SQLITE_(FULL|IOERR|BUSY|READONLY|CANTOPEN|CORRUPT)/.test(code)) {
    throw new UserError(
      `The database cannot be written: ${message} (${code}). Nothing more is done until it can. ` +
        'See that the disk has room, and that no other program holds .tumen/tumen.db; then run the same command again.',
    );
  }
  throw error;
}

function openFile(file: string): SQLite.Database {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const connection = new SQLite(file, { timeout: busyTimeoutMs });
    // FULL: a verdict that was committed is on the disk. With WAL's usual NORMAL a power cut could take it back.
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) {
      connection.pragma(pragma);
    }
    return connection;
  } catch (error) {
    throw new UserError(
      `The database ${file} cannot be opened: ${(error as Error).message}. ` +
        'See that the folder can be written, and that the file is a SQLite database.',
    );
  }
}

/** Statements are prepared once: the sender's few would otherwise be parsed anew for each of its many commits. */
function withPreparedStatements(database: SQLite.Database): SqliteDatabase {
  const prepared = new Map<string, SQLite.Statement>();
  return {
    close: () => database.close(),
    prepare: (text) => {
      const known = prepared.get(text);
      if (known !== undefined) return known as SqliteStatement;
      const statement = database.prepare(text);
      if (prepared.size === mostPreparedStatements) prepared.clear();
      prepared.set(text, statement);
      return statement as SqliteStatement;
    },
  };
}

function sqlite(database: SQLite.Database): KyselyDialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => {
      const driver = new SqliteDriver({ database: withPreparedStatements(database) });
      // A plain BEGIN takes the write lock at the first write; by then another process may have written, and SQLite
      // answers SQLITE_BUSY at once, whatever the timeout. BEGIN IMMEDIATE waits for its turn before it reads.
      driver.beginTransaction = async (connection) => {
        for (const startedAtMs = performance.now(); ; await sleep(busyRetryMs)) {
          try {
            await connection.executeQuery(CompiledQuery.raw('begin immediate'));
            return;
          } catch (error) {
            const busy = (error as { code?: string }).code === 'SQLITE_BUSY';
            if (!busy || performance.now() - startedAtMs > busyGiveUpMs) throw error;
          }
        }
      };
      // After a failed write SQLite has rolled back by itself, and a second ROLLBACK would hide why.
      const rollback = driver.rollbackTransaction.bind(driver);
      driver.rollbackTransaction = async (connection) => {
        if (database.inTransaction) await rollback(connection);
      };
      return driver;
    },
  };
}
