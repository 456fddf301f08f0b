/** Connections to PostgreSQL for Kysely: a lost one is replaced where nothing can be lost with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { explain, isLost } from './postgres-errors.ts';

/** A server that restarts is back by then. */
const patienceMs = 15_000;
const againMs = 100;

/**
 * A connection is waited for, and a SELECT that stands alone is asked again on a new connection when its own was lost.
 * Whatever writes is told at once: `transaction` decides there. Errors come as sentences about `where`.
 */
export function patientPool(pool: Pool, where: string): PostgresPool {
  return {
    connect: async () => wrap(pool, where, await connect(pool, where)),
    end: () => pool.end(),
  } as PostgresPool;
}

async function connect(pool: Pool, where: string): Promise<PoolClient> {
  for (const startedAtMs = performance.now(); ; await sleep(againMs)) {
    try {
      return await pool.connect();
    } catch (error) {
      if (!isLost(error) || performance.now() - startedAtMs > patienceMs) throw explain(error, where);
    }
  }
}

function wrap(pool: Pool, where: string, first: PoolClient): PostgresPoolClient {
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
    for (;;) {
      try {
        return await client.query(text, parameters.map(storable));
      } catch (error) {
        if (!isLost(error)) throw explain(error, where);
        broken = true;
        if (!alone) throw explain(error, where);
        client.release(true);
        client = await connect(pool, where);
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
