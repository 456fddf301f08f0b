/** Two mailings of a list in the database as delivery leaves them: what reports are read from. */

import { parseAddress } from '../../src/audience/address.ts';
import { beginSubscriptions, changeState } from '../../src/audience/consent.ts';
import { rememberSubscriber } from '../../src/audience/subscribers.ts';
import type { Database } from '../../src/database/open.ts';

export const startMs = Date.UTC(2024, 5, 22, 8);
const domains = ['mail.example.org', 'post.example.org', 'uni.example.org'];

/** Issue 1 to ten readers, a week earlier; issue 2 to 100: 90 accepted in 90 minutes, 6 refused, 1 skipped, 3 waiting. Two leave. */
export async function fillLedger(database: Database): Promise<void> {
  const ids = await database.transaction(async (transaction) => {
    const made: number[] = [];
    for (let index = 0; index < 100; index++) {
      const address = parseAddress(`r${index}@${domains[index % 10 < 6 ? 0 : index % 10 < 9 ? 1 : 2]}`);
      if ('refused' in address) throw new Error(address.refused);
      made.push(await rememberSubscriber(database, transaction, address, null, {}));
    }
    const origin = { source: 'test', address: null, textVersion: null };
    const places = made.map((subscriberId) => ({ list: 'weekly', subscriberId }));
    await beginSubscriptions(database, transaction, 'active', origin, places);
    await changeState(
      database,
      transaction,
      ['active'],
      'unsubscribed',
      { ...origin, source: 'one-click' },
      places.slice(0, 2),
    );
    await changeState(database, transaction, ['active'], 'complained', origin, places.slice(2, 3));
    return made;
  });
  await mailing(database, 1, startMs - 7 * 86_400_000, ids.slice(0, 10), () => ({
    state: 'accepted',
    afterMs: 60_000,
  }));
  await mailing(database, 2, startMs, ids, (index) => {
    if (index >= 97) return { state: 'deferred' };
    if (index === 96) return { state: 'skipped', afterMs: 1000, reason: 'The reader had left the list.' };
    if (index >= 94)
      return { state: 'refused', afterMs: 1000, code: 550, reason: '550 5.7.1 <not wanted> & refused' };
    if (index >= 90)
      return { state: 'refused', afterMs: 1000, code: 550, reason: '550 5.1.1 no such user here' };
    return { state: 'accepted', afterMs: (index + 1) * 60_000 };
  });
}

type Outcome = { state: string; afterMs?: number; code?: number; reason?: string };

async function mailing(
  database: Database,
  issue: number,
  openedAtMs: number,
  ids: readonly number[],
  outcome: (index: number) => Outcome,
): Promise<void> {
  const { kysely } = database;
  const { id } = await kysely
    .insertInto('mailings')
    .values({
      ...{ uid: `uid${issue}`, issue_number: issue, issue_slug: 'ship', list: 'weekly', content_hash: 'h' },
      ...{
        subject: `Issue ${issue}: a ship <came> in`,
        state: 'open',
        audience: ids.length,
        not_before: 0,
        opened_at: openedAtMs,
      },
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  const emails = new Map(
    (await kysely.selectFrom('subscribers').select(['id', 'email', 'domain']).execute()).map((row) => [
      row.id,
      row,
    ]),
  );
  const rows = ids.map((subscriberId, index) => {
    const { state, afterMs, code, reason } = outcome(index);
    return {
      ...{
        mailing_id: id,
        subscriber_id: subscriberId,
        email: emails.get(subscriberId)?.email,
        domain: emails.get(subscriberId)?.domain,
      },
      ...{ state, epoch: 1, worker_id: null, due_at: 0, attempts: 1, first_handed_at: null, relay: null },
      ...{
        settled_at: afterMs === undefined ? null : openedAtMs + afterMs,
        code: code ?? null,
        reason: reason ?? null,
      },
    };
  });
  await kysely
    .insertInto('deliveries')
    .values(rows as never)
    .execute();
}
