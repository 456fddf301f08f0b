/** The database on a server that several machines share: PostgreSQL 13 or newer. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { UserError } from '../publication/problem.ts';
import type { Database, DatabasePlace } from './database.ts';
import { postgresDialect } from './dialect.ts';
import { migrate } from './migrate.ts';
import { explain, isCollision, isLost } from './postgres-errors.ts';
import { listen } from './postgres-news.ts';
import { createPatience, type Patience } from './postgres-patience.ts';
import { patientPool } from './postgres-pool.ts';
import type { Tables } from './schema.ts';

/** A sender uses three at once, a site some more; servers have a hundred for all. */
const mostConnections = 8;
const connectTimeoutMs = 10_000;
const openPatienceMs = 3_000;
/** A transaction that was undone is run again for so long; a server that restarts is back by then. */
const giveUpMs = 60_000;
/** More are no chance: two rows of one key are wanted, which is a bug. */
const mostCollisions = 20;
const forgetAfterMs = 86_400_000;
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
  const tokens: Tokens = [];
  const patience = createPatience(giveUpMs);
  // Whoever listens sends.
  let listens = false;
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: patientPool(pool, where, patience, () => listens) }),
  });
  const patiently = <T>(once: () => Promise<T>): Promise<T> => tryAgain(where, patience, once);
  try {
    await examine(pool, where);
    await patiently(() => migrate(kysely, postgresDialect, where));
    // Left by processes that ended; nobody asks for them any more.
    await patiently(() =>
      sql`delete from commits where at < ${postgresDialect.nowMs} - ${forgetAfterMs}`.execute(kysely),
    );
  } catch (error) {
    await kysely.destroy();
    throw explain(error, where);
  }
  return {
    place,
    kysely,
    dialect: postgresDialect,
    transaction: (work) => patiently(() => write({ kysely, patience, where }, tokens, work)),
    snapshot: (work) => patiently(() => read(kysely, work)),
    listen: (onNews, onSilence) => {
      listens = true;
      return listen(() => new pg.Client(config), {
        onNews,
        patience,
        onSilence: (silent) =>
          onSilence(
            silent
              ? `The database ${where} does not answer. It is waited for, a minute at most.`
              : `The database ${where} answers again.`,
          ),
      });
    },
    close: () => kysely.destroy(),
  };
}

/** With little patience: what is wrong now is mostly wrong in the settings, and not a server that restarts. */
async function examine(pool: pg.Pool, where: string): Promise<void> {
  const row = await answerOf(pool);
  const { version, name, encoding } = row;
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

type Version = { readonly version: number; readonly name: string; readonly encoding: string };

async function answerOf(pool: pg.Pool): Promise<Version> {
  for (const startedAtMs = performance.now(); ; await sleep(100)) {
    try {
      const { rows } = await pool.query<Version>(
        `select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
           current_setting('server_encoding') as encoding`,
      );
      return rows[0] as Version;
    } catch (error) {
      if (!isLost(error) || performance.now() - startedAtMs > openPatienceMs) throw error;
    }
  }
}

/** `where`: what it is called in front of people. */
type Server = { readonly kysely: Kysely<Tables>; readonly patience: Patience; readonly where: string };

type Work<T> = (inside: Transaction<Tables>) => Promise<T>;

/**
 * Each transaction leaves a token. When the connection is lost with the COMMIT under way, the token tells its fate: a write
 * that happened is never repeated, one that did not is not forgotten. (The number that PostgreSQL gives a transaction would
 * not do: after a crash of the server it is given again, to another one.)
 */
async function write<T>(server: Server, tokens: Tokens, work: Work<T>): Promise<T> {
  const token = randomUUID();
  const old = tokens.splice(0);
  let done: { readonly value: T } | undefined;
  try {
    const value = await server.kysely.transaction().execute(async (inside) => {
      await sql`
        with old as (delete from commits where token = any(cast(${old} as text[])))
        insert into commits (token, at, undone) values (${token}, ${postgresDialect.nowMs}, 0)`.execute(
        inside,
      );
      done = { value: await work(inside) };
      return done.value;
    });
    tokens.push(token);
    return value;
  } catch (error) {
    if (isLost(error) && done !== undefined && !(await neverCommitted(server, token))) {
      tokens.push(token);
      return done.value;
    }
    // They may be there still.
    tokens.push(...old);
    throw error;
  }
}

/** Tokens of transactions that are over, to be taken away by the next one. */
type Tokens = string[];

/**
 * Puts a mark into the token's place. That waits until the transaction has ended which may have left it, should the server
 * not have noticed yet that nobody listens; where the mark stands, that one was undone and can never commit any more.
 */
async function neverCommitted({ kysely, patience, where }: Server, token: string): Promise<boolean> {
  const goesOn = patience.wait();
  for (let collisions = 0; ; await sleep(100)) {
    try {
      await sql`
        insert into commits (token, at, undone) values (${token}, ${postgresDialect.nowMs}, 1)
        on conflict (token) do nothing`.execute(kysely);
      const found = await sql<{ undone: number }>`
        select undone from commits where token = ${token}`.execute(kysely);
      return found.rows[0]?.undone === 1;
    } catch (error) {
      if (isLost(error) ? goesOn() : isCollision(error) && ++collisions < mostCollisions) continue;
      if (!isLost(error) && !isCollision(error)) throw error;
      // Without its cause: nobody knows whether it was committed, and it must not be run again, whatever comes back now.
      throw new UserError((explain(error, where) as Error).message);
    }
  }
}

function read<T>(kysely: Kysely<Tables>, work: Work<T>): Promise<T> {
  return kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}

/** What a collision or a lost connection has undone is done again, for a while. */
async function tryAgain<T>(where: string, patience: Patience, once: () => Promise<T>): Promise<T> {
  const goesOn = patience.wait();
  for (let collisions = 0, waitMs = 5; ; waitMs = Math.min(500, waitMs * 2)) {
    try {
      return await once();
    } catch (error) {
      const again = isLost(error) ? goesOn() : isCollision(error) && ++collisions < mostCollisions;
      if (!again) throw explain(error, where);
      await sleep(waitMs * Math.random());
    }
  }
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
      // pg checks the certificate in all of these, and warns on every start that it will not always do so.
      connectionString: url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full'),
      // Readers' addresses cross a network only encrypted, and only to whom the certificate names.
      ...(ownMachine || tls ? {} : { ssl: true }),
      application_name: 'tumen',
      connectionTimeoutMillis: connectTimeoutMs,
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
