/** What a report changes: the one table of rules by which readers are taken off, and the record that explains it. */
import { createHash } from 'node:crypto';
import { canLeave, changeState, type Origin } from '../audience/consent.ts';
import type { Secret } from '../audience/secret.ts';
import { suppressValue } from '../audience/suppressions.ts';
import type { Database } from '../database/open.ts';
import { findOurMessage } from './our-message.ts';
import type { Report } from './report.ts';

/** A mailbox that is full or a server that is down comes back; one that fails so often in so short a time does not. */
export const softLimit = { times: 5, withinDays: 30 } as const;

export type Settled = {
  readonly decision: string;
  /** `left`: off the mailing's list alone. `again`: this very report was settled before. `ignored`: nothing was changed. */
  readonly outcome: 'bounced' | 'complained' | 'left' | 'counted' | 'ignored' | 'again';
};

/**
 * Settles one report. `name` is what makes it this one, its own bytes or a provider's number of it, so that whoever brings
 * it twice has it counted once.
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
  return database.transaction(async (transaction) => {
    const { nowMs } = database.dialect;
    const before = await transaction
      .selectFrom('bounces')
      .select('decision')
      .where('event_key', '=', eventKey)
      .executeTakeFirst();
    if (before !== undefined) return { outcome: 'again', decision: before.decision };
    const mailing =
      ours === null
        ? undefined
        : await transaction
            .selectFrom('mailings')
            .select(['id', 'list'])
            .where('uid', '=', ours.mailingUid)
            .executeTakeFirst();
    const reader =
      ours === null || mailing === undefined
        ? undefined
        : await transaction
            .selectFrom('subscribers')
            .select(['id', 'email_key'])
            .where('id', '=', ours.subscriberId)
            .executeTakeFirst();

    const decide = async (): Promise<Settled> => {
      if (ours === null)
        return ignored(
          'It shows no Message-ID or return path of ours, and nothing else proves what it is about',
        );
      if (mailing === undefined || reader === undefined)
        return ignored('The mailing or the reader is no longer known');
      if (report.kind === 'other') return ignored('Nothing follows from it');
      const by: Origin = { source: `${report.kind} (${origin})`, address: null, textVersion: null };
      if (report.kind === 'unsubscribe') {
        const place = { list: mailing.list, subscriberId: reader.id };
        await changeState(database, transaction, canLeave, 'unsubscribed', by, [place]);
        return { outcome: 'left', decision: `${report.why} The reader has left the list ${mailing.list}.` };
      }
      const lists = await transaction
        .selectFrom('subscriptions')
        .select('list')
        .where('subscriber_id', '=', reader.id)
        .execute();
      const places = lists.map(({ list }) => ({ list, subscriberId: reader.id }));
      if (report.kind === 'complaint') {
        await changeState(
          database,
          transaction,
          ['active', 'unconfirmed', 'unsubscribed', 'bounced'],
          'complained',
          by,
          places,
        );
        await suppressValue(database, transaction, reader.email_key, 'complaint', by.source);
        return {
          outcome: 'complained',
          decision: `${report.why} Nothing is sent to this address any more, on any list.`,
        };
      }
      if (report.kind === 'soft') {
        const since = Date.now() - softLimit.withinDays * 86_400_000;
        const earlier = await transaction
          .selectFrom('bounces')
          .select('id')
          .where('subscriber_id', '=', reader.id)
          .where('kind', '=', 'soft')
          .where('at', '>', since)
          .execute();
        const times = earlier.length + 1;
        const rule = `${softLimit.times} times within ${softLimit.withinDays} days`;
        if (times < softLimit.times) {
          return {
            outcome: 'counted',
            decision: `${report.why} It is the ${times}. time; after ${rule} the address is given up.`,
          };
        }
        await giveUp();
        return {
          outcome: 'bounced',
          decision: `${report.why} It has failed ${rule}: the address is given up, on every list.`,
        };
      }
      await giveUp();
      return { outcome: 'bounced', decision: `${report.why} The address is given up, on every list.` };

      async function giveUp(): Promise<void> {
        await changeState(database, transaction, ['active', 'unconfirmed'], 'bounced', by, places);
        await suppressValue(
          database,
          transaction,
          (reader as { email_key: string }).email_key,
          'bounce',
          by.source,
        );
      }
    };
    const ignored = (because: string): Settled => ({
      outcome: 'ignored',
      decision: `${report.why} ${because}: nothing was changed.`,
    });

    const settled = await decide();
    await transaction
      .insertInto('bounces')
      .values({
        event_key: eventKey,
        at: nowMs,
        subscriber_id: reader?.id ?? null,
        mailing_id: mailing?.id ?? null,
        // Somebody who leaves is no bounce; the decision says what it was.
        kind: report.kind === 'unsubscribe' ? 'other' : report.kind,
        status: report.status,
        diagnostic: reader === undefined ? null : report.diagnostic,
        origin,
        decision: settled.decision,
      })
      .execute();
    return settled;
  });
}
