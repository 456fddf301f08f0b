/** A process that sends: its lease, its signs of life, and the taking over of what a dead one held. */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { tellOthers } from '../database/news.ts';
import type { Database } from '../database/open.ts';
import type { Tables } from '../database/schema.ts';

/** What a worker holds is its own while its lease lasts; it is renewed three times in that span. */
const usualLeaseMs = 60_000;

export type Worker = { readonly id: string };

export type Lease = {
  readonly worker: Worker;
  /** False when it may have ended: another worker may be at the same deliveries by now. */
  readonly holds: () => boolean;
  readonly stopRenewing: () => void;
};

/**
 * Signs a worker on and renews its lease until told to stop. `onProblem` hears `lost` when another worker has taken over
 * everything that this one held, and the error when the database cannot be written.
 */
export async function keepLease(
  database: Database,
  leaseMs: number = usualLeaseMs,
  onProblem: (problem: unknown) => void,
): Promise<Lease> {
  const worker = { id: randomUUID() };
  // By a clock that nobody sets, and from before the database was asked: never later than the database has it.
  let endsAtMs = performance.now() + leaseMs;
  await database.transaction((transaction) =>
    transaction
      .insertInto('workers')
      .values({
        id: worker.id,
        process: processIdentity(process.pid) ?? `${hostname()} ${process.pid}`,
        lease_until: leaseEnd(database, leaseMs),
        started_at: database.dialect.nowMs,
      })
      .execute(),
  );
  const renew = async () => {
    const askedAtMs = performance.now();
    const renewed = await database.transaction((transaction) =>
      transaction
        .updateTable('workers')
        .set({ lease_until: leaseEnd(database, leaseMs) })
        .where('id', '=', worker.id)
        .executeTakeFirst(),
    );
    if (renewed.numUpdatedRows === 1n) endsAtMs = askedAtMs + leaseMs;
    else onProblem('lost');
  };
  const heartbeat = setInterval(() => void renew().catch(onProblem), leaseMs / 3);
  return { worker, holds: () => performance.now() < endsAtMs, stopRenewing: () => clearInterval(heartbeat) };
}

/**
 * Whether a worker's work has not been taken over; it stays so until the transaction ends. A claim must be within it: one
 * that came between the taking over and the signing off would be nobody's.
 */
export async function isSignedOn(
  { dialect }: Database,
  transaction: Transaction<Tables>,
  { id }: Worker,
): Promise<boolean> {
  const { rows } = await sql`select 1 from workers where id = ${id} ${dialect.forKeyShare}`.execute(
    transaction,
  );
  return rows.length === 1;
}

/** Gives back what was claimed and not handed over, and signs off. */
export async function dismissWorker(database: Database, { worker, stopRenewing }: Lease): Promise<void> {
  stopRenewing();
  await takeOver(database, sql`id = ${worker.id} ${database.dialect.forUpdate}`, 'signed off');
}

/**
 * Settles what vanished workers held: `claimed` rows were never handed over and are queued again; of `handed` rows
 * nobody knows, and they become `unknown`. A worker has vanished when its lease has ended by the database's clock, or
 * when it ran on this machine and its process is gone: across machines the lease alone decides.
 */
export async function takeOverFromVanished(database: Database, self: Worker): Promise<void> {
  const { nowMs, skipLocked } = database.dialect;
  const others = await database.kysely
    .selectFrom('workers')
    .select(['id', 'process', sql<number>`case when lease_until < ${nowMs} then 1 else 0 end`.as('ended')])
    .where('id', '!=', self.id)
    .execute();
  const dead = others.filter(({ process }) => isKnownDead(process)).map(({ id }) => id);
  if (dead.length === 0 && others.every(({ ended }) => Number(ended) === 0)) return;
  // Asked again within the transaction: one that was away may have renewed its lease. One that is claiming at this very
  // moment, or that another worker is taking over, is left for the next time.
  const isDead = dead.length === 0 ? sql`` : sql`or id in (${sql.join(dead)})`;
  await takeOver(
    database,
    sql`id <> ${self.id} and (lease_until < ${nowMs} ${isDead}) ${skipLocked}`,
    'lease lost',
  );
}

async function takeOver(database: Database, which: RawBuilder<unknown>, why: string): Promise<void> {
  const now = database.dialect.nowMs;
  await database.transaction(async (transaction) => {
    const vanished = await sql<{ id: string }>`select id from workers where ${which}`.execute(transaction);
    for (const { id } of vanished.rows) {
      const held = await transaction
        .updateTable('deliveries')
        .set({
          state: sql`case when state = 'claimed' then 'queued' else 'unknown' end`,
          settled_at: sql`case when state = 'handed' then ${now} end`,
          reason: sql`case when state = 'handed' then 'The sender ended before the answer came.' else reason end`,
          epoch: sql`epoch + 1`,
          worker_id: null,
        })
        .where('worker_id', '=', id)
        .returning(['mailing_id', 'state'])
        .execute();
      for (const mailingId of new Set(held.map((row) => row.mailing_id))) {
        const rows = held.filter((row) => row.mailing_id === mailingId);
        const unknown = rows.filter((row) => row.state === 'unknown').length;
        await transaction
          .insertInto('events')
          .values({
            mailing_id: mailingId,
            at: now,
            kind: why,
            detail: `worker ${id}: ${rows.length - unknown} queued again, ${unknown} unknown`,
          })
          .execute();
      }
      await transaction.deleteFrom('workers').where('id', '=', id).execute();
    }
    if (vanished.rows.length > 0) await tellOthers(database, transaction);
  });
}

function leaseEnd(database: Database, leaseLengthMs: number): RawBuilder<number> {
  return sql<number>`${database.dialect.nowMs} + ${leaseLengthMs}`;
}

/** Boot, process namespace, number and start: no later process has the same. Null where the system does not tell. */
function processIdentity(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The name of the program stands in brackets and may hold anything; the start time is field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot} ${readlinkSync('/proc/self/ns/pid')} ${pid} ${started}`;
  } catch {
    return null;
  }
}

/** Only for a process that would be seen from here if it lived: same boot, same process namespace. */
export function isKnownDead(identity: string): boolean {
  const self = processIdentity(process.pid);
  const [boot, namespace, pid] = identity.split(' ');
  if (self === null || !self.startsWith(`${boot} ${namespace} `)) return false;
  return processIdentity(Number(pid)) !== identity;
}
