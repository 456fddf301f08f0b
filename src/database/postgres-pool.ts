/** Connections to PostgreSQL for Kysely: a lost one is replaced where nothing can be lost with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { explain, isLost } from './postgres-errors.ts';
import type { Patience } from './postgres-patience.ts';

/** Whoever stands still within a transaction (a stopped process, a machine that sleeps) holds up the others no longer. */
const idleInTransactionMs = 10_000;

/**
 * Nearly all statements look a few hundred rows up by their keys, in tables of millions that grow faster than statistics
 * follow. Left to itself the planner would rather read a whole list than its index five hundred times.
 */
const settings = [
  `set idle_in_transaction_session_timeout = ${idleInTransactionMs}`,
  'set enable_hashjoin = off',
  'set enable_mergejoin = off',
  'set random_page_cost = 1.1',
  'set jit = off',
].join('; ');

/** A connection is waited for no longer by a reader before a page; a sender has time. */
const longestWaitMs = 15_000;
const againMs = 100;

/**
 * A connection is waited for, and a SELECT that stands alone is asked again on a new connection when its own was lost.
 * Whatever writes is told at once: `transaction` decides there. Errors come as sentences about `where`.
 */
export function patientPool(
  pool: Pool,
  where: string,
  patience: Patience,
  hasTime: () => boolean,
): PostgresPool {
  const wait = (): (() => boolean) => patience.wait(hasTime() ? undefined : longestWaitMs);
  const set = new WeakSet<PoolClient>();
  const connect = async (): Promise<PoolClient> => {
    for (const goesOn = wait(); ; await sleep(againMs)) {
      try {
        const client = await pool.connect();
        patience.restore();
        if (set.has(client)) return client;
        await client.query(settings).catch((error: unknown) => {
          client.release(true);
          throw error;
        });
        set.add(client);
        return client;
      } catch (error) {
        if (!isLost(error) || !goesOn()) throw explain(error, where);
      }
    }
  };
  return {
    connect: async () => wrap(connect, wait, where, await connect()),
    end: () => pool.end(),
  } as PostgresPool;
}

function wrap(
  connect: () => Promise<PoolClient>,
  wait: () => () => boolean,
  where: string,
  first: PoolClient,
): PostgresPoolClient {
  let client = first;
  let withinTransaction = false;
  let broken = false;
  // One after the other: pg sends a second query only when the first is answered, and soon no longer queues it.
  let before: Promise<unknown> = Promise.resolve();

  const ask = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    const begins = /^(begin|start transaction)/.test(text);
    const ends = /^(commit|rollback)/.test(text);
    const alone = !withinTransaction && (begins || /^\s*select\b/.test(text));
    // The server has rolled back by itself, and an error here would hide why.
    if (broken && text === 'rollback') return { command: 'ROLLBACK', rows: [], rowCount: 0 };
    if (begins) withinTransaction = true;
    if (ends) withinTransaction = false;
    for (const goesOn = wait(); ; await sleep(againMs)) {
      try {
        return await client.query(text, parameters.map(storable));
      } catch (error) {
        if (!isLost(error)) throw explain(error, where);
        broken = true;
        if (!alone || !goesOn()) throw explain(error, where);
        client.release(true);
        client = await connect();
        broken = false;
      }
    }
  };
  return {
    query: (text: string, parameters: readonly unknown[] = []) => {
      const answer = before.then(() => ask(text, parameters));
      before = answer.catch(() => {});
      return answer;
    },
    release: (discard?: boolean) => client.release(discard === true || broken),
  } as unknown as PostgresPoolClient;
}

/** PostgreSQL keeps every character but U+0000, which only a broken or a hostile program sends. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
  return Array.isArray(value) ? value.map(storable) : value;
}
