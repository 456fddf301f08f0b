/** The operator's hand on a mailing: pause, resume, cancel, and the proof of its sum. */
import { sql } from 'kysely';
import { tellOthers } from '../database/news.ts';
import type { Database } from '../database/open.ts';
import { UserError } from '../publication/problem.ts';
import { findMailing, type Mailing, note } from './mailing.ts';
import { type Sum, sumUp } from './sum.ts';
import { takeOverFromVanished } from './worker.ts';

/** No message is begun any more, by any process; those under way are finished. @throws UserError when there is none. */
export async function pauseMailing(database: Database, issueNumber: number, list: string): Promise<Mailing> {
  return change(database, issueNumber, list, 'paused', 'paused');
}

/** Opens a paused mailing again; sending it is `sendMailing`'s. @throws UserError when there is none. */
export async function resumeMailing(database: Database, issueNumber: number, list: string): Promise<Mailing> {
  return change(database, issueNumber, list, 'open', 'resumed');
}

/**
 * Gives up, for good, what was not handed over yet. Messages under way are finished and settled.
 * @returns how many deliveries were given up.
 * @throws UserError when there is no such mailing.
 */
export async function cancelMailing(database: Database, issueNumber: number, list: string): Promise<number> {
  const mailing = await change(database, issueNumber, list, 'cancelled', 'cancelled');
  // No later run of this mailing would ever say what a sender that was killed had handed over.
  await takeOverFromVanished(database, { id: '' });
  return database.transaction(async (transaction) => {
    const given = await transaction
      .updateTable('deliveries')
      .set({
        state: 'skipped',
        worker_id: null,
        // Whoever has claimed one of them finds out when it is about to hand it over.
        epoch: sql`epoch + 1`,
        settled_at: database.dialect.nowMs,
        reason: 'The mailing was cancelled.',
      })
      .where('mailing_id', '=', mailing.id)
      .where('state', 'in', ['queued', 'claimed', 'deferred'])
      .executeTakeFirst();
    return Number(given.numUpdatedRows);
  });
}

/** One thing that must hold of a mailing, and how many deliveries break it. */
export type Proof = { readonly claim: string; readonly broken: number };

/**
 * Counts again, row by row, what the sum rests on. The mailing is proven when every `broken` is 0; while it is being
 * sent, everything is read in one transaction, and so at one moment.
 */
export async function verifyMailing(
  database: Database,
  mailing: Mailing,
): Promise<{ readonly sum: Sum; readonly proofs: readonly Proof[] }> {
  return database.snapshot(async (transaction) => {
    const sum = await sumUp({ ...database, kysely: transaction }, mailing.id);
    const { audience } = await transaction
      .selectFrom('mailings')
      .select('audience')
      .where('id', '=', mailing.id)
      .executeTakeFirstOrThrow();
    const total = Object.values(sum).reduce((whole, part) => whole + part, 0);
    const count = async (condition: ReturnType<typeof sql<boolean>>): Promise<number> => {
      const row = await transaction
        .selectFrom('deliveries')
        .select(sql<number>`count(*)`.as('count'))
        .where('mailing_id', '=', mailing.id)
        .where(condition)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    };
    const distinct = await transaction
      .selectFrom('deliveries')
      .select(sql<number>`count(distinct subscriber_id)`.as('count'))
      .where('mailing_id', '=', mailing.id)
      .executeTakeFirstOrThrow();
    return {
      sum,
      proofs: [
        { claim: 'The states add up to the audience that was frozen.', broken: Math.abs(total - audience) },
        { claim: 'No reader is in the mailing twice.', broken: total - Number(distinct.count) },
        {
          claim: 'Whatever was accepted was handed over, and has the time and the answer of the relay.',
          broken:
            await count(sql`state = 'accepted' and (attempts = 0 or first_handed_at is null or settled_at is null
            or code is null or code < 200 or code > 299)`),
        },
        {
          claim: 'Whatever was refused, skipped or is unknown has a time and a reason.',
          broken: await count(
            sql`state in ('refused', 'skipped', 'unknown') and (settled_at is null or reason is null)`,
          ),
        },
        {
          claim: 'Whatever is under way is in the hands of a process that has signed on.',
          broken: await count(sql`state in ('claimed', 'handed') and not exists (
            select 1 from workers where workers.id = deliveries.worker_id)`),
        },
        {
          claim: 'Whatever waits has a time at which it is due, and none of settling.',
          broken: await count(sql`state in ('queued', 'deferred') and settled_at is not null`),
        },
      ],
    };
  });
}

async function change(
  database: Database,
  issueNumber: number,
  list: string,
  state: Mailing['state'],
  kind: string,
): Promise<Mailing> {
  return database.transaction(async (transaction) => {
    const mailing = await findMailing({ ...database, kysely: transaction }, issueNumber, list);
    const what = `Issue ${issueNumber} to the list ${list}`;
    if (mailing === null) throw new UserError(`${what} has not been sent yet. See: tumen status`);
    if (mailing.state === 'cancelled') {
      throw new UserError(`${what} was cancelled. That is for good: what is left goes into the next issue.`);
    }
    if (mailing.state === state) return mailing;
    await transaction.updateTable('mailings').set({ state }).where('id', '=', mailing.id).execute();
    await note(database, transaction, mailing.id, kind, '');
    await tellOthers(database, transaction);
    return { ...mailing, state };
  });
}
