/** The database on a server that several machines share: PostgreSQL 13 or newer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { UserError } from '../publication/problem.ts';
import type { Database, DatabasePlace } from './database.ts';
import { postgresDialect } from './dialect.ts';
import { migrate } from './migrate.ts';
import { explain, isCollision, isLost } from './postgres-errors.ts';
import { listen } from './postgres-news.ts';
import { patientPool } from './postgres-pool.ts';
import type { Tables } from './schema.ts';

/** A sender uses three at once, a site some more; servers have a hundred for all. */
const mostConnections = 8;
const connectTimeoutMs = 10_000;
/** Whoever stands still within a transaction (a stopped process, a machine that sleeps) holds up the others no longer. */
const idleInTransactionMs = 10_000;
/** A transaction that was undone is run again for so long; a server that restarts is back by then. */
const giveUpMs = 60_000;
/** More are no chance: two rows of one key are wanted, which is a bug. */
const mostCollisions = 20;
const oldestVersion = 130_000;

const bigintOid = 20;
const numericOid = 1700;

/** @throws UserError when it cannot be reached, is too old, keeps no UTF-8, or was written by a newer Tumen. */
export async function openPostgres(url: string, place: DatabasePlace): Promise<Database> {
  const { config, where } = readUrl(url);
  const pool = new pg.Pool({ ...config, max: mostConnections });
  // A connection that ends while nobody uses it is replaced by the next one; without a listener it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: patientPool(pool, where) }) });
  try {
    await examine(pool, where);
    await migrate(kysely, postgresDialect, where);
  } catch (error) {
    await kysely.destroy();
    throw explain(error, where);
  }
  return {
    place,
    kysely,
    dialect: postgresDialect,
    transaction: (work) => patiently(where, () => write(kysely, work)),
    snapshot: (work) => patiently(where, () => read(kysely, work)),
    listen: (onNews) => listen(() => new pg.Client(config), onNews),
    close: () => kysely.destroy(),
  };
}

/** At once and without patience: what is wrong now is wrong in the settings, and not in the weather. */
async function examine(pool: pg.Pool, where: string): Promise<void> {
  const { rows } = await pool.query(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
       current_setting('server_encoding') as encoding`,
  );
  const { version, name, encoding } = rows[0] as { version: number; name: string; encoding: string };
  if (version < oldestVersion) {
    throw new UserError(`The database ${where} is PostgreSQL ${name}. Tumen needs version 13 or newer.`);
  }
  if (encoding !== 'UTF8') {
    throw new UserError(
      `The database ${where} keeps its texts as ${encoding}, which has no place for every reader's name. ` +
        "Make another one with: create database … encoding 'UTF8' template template0",
    );
  }
}

type Work<T> = (inside: Transaction<Tables>) => Promise<T>;

/**
 * When the connection is lost with the COMMIT under way, the server is asked for the transaction's fate: a write that
 * happened is never repeated, one that did not is not forgotten.
 */
async function write<T>(kysely: Kysely<Tables>, work: Work<T>): Promise<T> {
  let id: string | undefined;
  let done: { readonly value: T } | undefined;
  try {
    return await kysely.transaction().execute(async (inside) => {
      const { rows } = await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(inside);
      id = rows[0]?.id;
      const value = await work(inside);
      done = { value };
      return value;
    });
  } catch (error) {
    if (isLost(error) && done !== undefined && (await wasCommitted(kysely, id as string, error)))
      return done.value;
    throw error;
  }
}

function read<T>(kysely: Kysely<Tables>, work: Work<T>): Promise<T> {
  return kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}

/** What a collision or a lost connection has undone is done again, for a while. */
async function patiently<T>(where: string, once: () => Promise<T>): Promise<T> {
  const startedAtMs = performance.now();
  for (let collisions = 0, waitMs = 5; ; waitMs = Math.min(500, waitMs * 2)) {
    try {
      return await once();
    } catch (error) {
      const again = isLost(error) || (isCollision(error) && ++collisions < mostCollisions);
      if (!again || performance.now() - startedAtMs > giveUpMs) throw explain(error, where);
      await sleep(waitMs * Math.random());
    }
  }
}

/** Waits while the server has not noticed yet that nobody listens. Throws `error` when the fate stays unknown. */
async function wasCommitted(kysely: Kysely<Tables>, id: string, error: unknown): Promise<boolean> {
  for (const startedAtMs = performance.now(); performance.now() - startedAtMs < giveUpMs; await sleep(200)) {
    const { rows } = await sql<{ fate: string | null }>`
      select pg_xact_status(cast(${id} as xid8)) as fate`.execute(kysely);
    const fate = rows[0]?.fate;
    if (fate === 'committed') return true;
    if (fate === 'aborted') return false;
  }
  throw error;
}

/** The settings of a connection, and what to call the database in front of people: never with its password. */
function readUrl(url: string): { readonly config: pg.ClientConfig; readonly where: string } {
  // PostgreSQL's addresses may have a user and no host (`postgres://tumen@/tumen?host=/run/postgresql`); others must not.
  const plain = url.replace('@/', '@localhost/');
  if (!URL.canParse(plain)) {
    throw new UserError(
      'DATABASE_URL cannot be read. Write postgres://user:password@host:5432/database, with user and password percent-encoded.',
    );
  }
  const { username, hostname, port, pathname, searchParams } = new URL(plain);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  const ownMachine =
    host === '' || host.startsWith('/') || /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
  const tls = ['ssl', 'sslmode', 'sslrootcert'].some((name) => searchParams.has(name));
  const user = username === '' ? '' : `${username}@`;
  return {
    config: {
      connectionString: url,
      // Readers' addresses cross a network only encrypted, and only to whom the certificate names.
      ...(ownMachine || tls ? {} : { ssl: true }),
      application_name: 'tumen',
      connectionTimeoutMillis: connectTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      keepAlive: true,
      types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
    },
    where: `postgres://${user}${host}${port === '' ? '' : `:${port}`}${pathname}`,
  };
}

/** Counts and times are numbers here as in SQLite; all of them are below 2^53. Other users of pg keep their texts. */
function parserOf(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === bigintOid || oid === numericOid) return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}
