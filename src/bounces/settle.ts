/** What a report changes: the one table of rules by which readers are taken off, and the record that explains it. */
import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { canLeave, changeState, type Origin } from '../audience/consent.ts';
import type { Secret } from '../audience/secret.ts';
import { suppressValue } from '../audience/suppressions.ts';
import type { TokenSubject } from '../audience/token.ts';
import type { Database } from '../database/open.ts';
import type { BounceKind, SubscriptionState, SuppressionReason, Tables } from '../database/schema.ts';
import type { OurMessage } from '../delivery/links.ts';
import { findLeaver, findOurMessage } from './our-message.ts';
import type { Report } from './report.ts';

/** A mailbox that is full or a server that is down comes back; one that so many mailings did not reach does not. */
export const softLimit = { mailings: 5, withinDays: 30 } as const;

export type Settled = {
  readonly decision: string;
  /** `left`: off the mailing's list alone. `again`: this very report was settled before. `ignored`: nothing was changed. */
  readonly outcome: 'bounced' | 'complained' | 'left' | 'counted' | 'ignored' | 'again';
};

/** How the decisions end by which their outcome is known again. */
const changedNothing = ': nothing was changed.';
const givenUp = ' given up, on every list.';

/** The outcome of a decision in the record. */
export function outcomeOf(kind: BounceKind, decision: string): Exclude<Settled['outcome'], 'again'> {
  if (decision.endsWith(changedNothing)) return 'ignored';
  if (decision.endsWith(givenUp)) return 'bounced';
  return kind === 'complaint' ? 'complained' : kind === 'soft' ? 'counted' : 'left';
}

/**
 * Settles one report. `name` is what makes it this one, its own bytes or a provider's number of it, so that whoever brings
 * it twice has it counted once. `origin`: how it came in, for the record.
 */
export async function settleReport(
  database: Database,
  secret: Secret,
  report: Report,
  name: Uint8Array | string,
  origin: string,
): Promise<Settled> {
  const eventKey = createHash('sha256').update(name).digest('hex');
  const ours = findOurMessage(secret, report.texts);
  const leaver =
    ours === null && report.kind === 'unsubscribe' ? findLeaver(secret, report.texts.join('\n')) : null;
  return database.transaction(async (transaction) => {
    const known = await findKnown(database, transaction, ours ?? leaver);
    // Asked behind the lock on the reader: of two processes that were given the same report, the second waits there.
    const before = await transaction
      .selectFrom('bounces')
      .select('decision')
      .where('event_key', '=', eventKey)
      .executeTakeFirst();
    if (before !== undefined) return { outcome: 'again', decision: before.decision };
    const settled =
      ours === null && leaver === null
        ? ignored(report, provesNothing)
        : await decide(database, transaction, report, origin, known);
    await transaction
      .insertInto('bounces')
      .values({
        event_key: eventKey,
        at: database.dialect.nowMs,
        subscriber_id: known?.reader?.id ?? null,
        mailing_id: known?.mailingId ?? null,
        // Somebody who leaves is no bounce; the decision says what it was.
        kind: report.kind === 'unsubscribe' ? 'other' : report.kind,
        status: report.status,
        // Nothing personal is kept of strangers.
        diagnostic: known?.reader === undefined ? null : report.diagnostic,
        origin,
        decision: settled.decision,
      })
      // A report about nobody locks nothing, and changes nothing either.
      .onConflict((conflict) => conflict.column('event_key').doNothing())
      .execute();
    return settled;
  });
}

type Known = {
  /** Null for who asks to leave by mail: any of their issues may have been the reason. */
  readonly mailingId: number | null;
  readonly list: string;
  /** Undefined for one who was erased since. */
  readonly reader: { readonly id: number; readonly email_key: string } | undefined;
};

/** The list and the reader, who is locked until the end, so that what fails at once is counted one by one. */
async function findKnown(
  database: Database,
  transaction: Transaction<Tables>,
  proven: OurMessage | TokenSubject | null,
): Promise<Known | null> {
  if (proven === null) return null;
  const mailing =
    'list' in proven
      ? { id: null, list: proven.list }
      : await transaction
          .selectFrom('mailings')
          .select(['id', 'list'])
          .where('uid', '=', proven.mailingUid)
          .executeTakeFirst();
  if (mailing === undefined) return null;
  const reader = await transaction
    .selectFrom('subscribers')
    .select(['id', 'email_key'])
    .where('id', '=', proven.subscriberId)
    .$call((query) => (database.dialect.name === 'postgres' ? query.forUpdate() : query))
    .executeTakeFirst();
  return { mailingId: mailing.id, list: mailing.list, reader };
}

async function decide(
  database: Database,
  transaction: Transaction<Tables>,
  report: Report,
  origin: string,
  known: Known | null,
): Promise<Settled> {
  const { kind, why } = report;
  if (known?.reader === undefined) return ignored(report, 'The mailing or the reader is no longer known');
  if (kind === 'other') return ignored(report, 'Nothing follows from it');
  const { mailingId, list, reader } = known;
  const by: Origin = { source: `${kind} (${origin})`, address: null, textVersion: null };
  const change = async (from: readonly SubscriptionState[], to: SubscriptionState, only?: string) => {
    const rows = await transaction
      .selectFrom('subscriptions')
      .select('list')
      .where('subscriber_id', '=', reader.id)
      .$if(only !== undefined, (query) => query.where('list', '=', only as string))
      .execute();
    const places = rows.map(({ list }) => ({ list, subscriberId: reader.id }));
    await changeState(database, transaction, from, to, by, places);
  };
  const suppress = (reason: SuppressionReason) =>
    suppressValue(database, transaction, reader.email_key, reason, by.source);
  const giveUp = async (because: string): Promise<Settled> => {
    await change(['active', 'unconfirmed'], 'bounced');
    await suppress('bounce');
    return { outcome: 'bounced', decision: `${why} ${because}${givenUp}` };
  };

  switch (kind) {
    case 'unsubscribe':
      await change(canLeave, 'unsubscribed', list);
      return { outcome: 'left', decision: `${why} The reader has left the list ${list}.` };
    case 'complaint':
      await change(['active', 'unconfirmed', 'unsubscribed', 'bounced'], 'complained');
      await suppress('complaint');
      return {
        outcome: 'complained',
        decision: `${why} Nothing is sent to this address any more, on any list.`,
      };
    case 'hard':
      return giveUp('The address is');
    case 'soft': {
      const { mailings, withinDays } = softLimit;
      const failed = 1 + (await countOthersThatFailed(database, transaction, reader.id, mailingId));
      if (failed >= mailings)
        return giveUp(`${failed} mailings have failed within ${withinDays} days: the address is`);
      const sum = failed === 1 ? 'One mailing has' : `${failed} mailings have`;
      return {
        outcome: 'counted',
        decision: `${why} ${sum} failed within ${withinDays} days; with ${mailings} the address is given up.`,
      };
    }
  }
}

const provesNothing =
  'It shows no Message-ID or return path of ours, and nothing else proves what it is about';

function ignored({ why }: Report, because: string): Settled {
  return { outcome: 'ignored', decision: `${why} ${because}${changedNothing}` };
}

/** Mailings, not reports: some servers tell of one failure again and again. */
async function countOthersThatFailed(
  database: Database,
  transaction: Transaction<Tables>,
  readerId: number,
  mailingId: number | null,
): Promise<number> {
  const { count } = await transaction
    .selectFrom('bounces')
    .select(({ fn }) => fn.count<number>('mailing_id').distinct().as('count'))
    .where('subscriber_id', '=', readerId)
    .where('kind', '=', 'soft')
    .where('mailing_id', 'is distinct from', mailingId)
    .where('at', '>', sql<number>`${database.dialect.nowMs} - ${sql.lit(softLimit.withinDays * 86_400_000)}`)
    .executeTakeFirstOrThrow();
  return Number(count);
}
