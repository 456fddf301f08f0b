/** Coming by the public form: asked first, confirmed by a message that reached them, and only then a subscriber. */
import type { Database } from '../database/open.ts';
import { beginSubscriptions, changeState, type Origin } from './consent.ts';
import { undoErasure } from './erasure.ts';
import { checkReader, type NewSubscriber, rememberSubscriber } from './subscribers.ts';
import { findSuppression } from './suppressions.ts';

/**
 * Notes that somebody wants these lists for an address, so that a confirmation can be asked for: `unconfirmed` where
 * the reader has never been. Whatever is there already stays as it is, name and attributes too: the form may have been
 * filled in by anybody. `suppressed`: no message may go there, not even this one.
 * @throws UserError when the address or the name is refused.
 */
export async function askForConfirmation(
  database: Database,
  lists: readonly string[],
  reader: NewSubscriber,
  origin: Origin,
): Promise<{ readonly subscriberId: number; readonly alreadyActive: readonly string[] } | 'suppressed'> {
  const { address, name } = checkReader(reader);
  const suppression = await findSuppression(database, reader.email);
  // A mailbox that was dead may live again, and its owner asks; one message finds out.
  if (suppression !== null && suppression.reason !== 'bounce') return 'suppressed';
  return database.transaction(async (transaction) => {
    const subscriberId = await rememberSubscriber(
      database,
      transaction,
      address,
      name,
      reader.attributes ?? {},
    );
    const places = lists.map((list) => ({ list, subscriberId }));
    await beginSubscriptions(database, transaction, 'unconfirmed', origin, places);
    const active = await transaction
      .selectFrom('subscriptions')
      .select('list')
      .where('subscriber_id', '=', subscriberId)
      .where('state', '=', 'active')
      .where('list', 'in', lists)
      .orderBy('list')
      .execute();
    return { subscriberId, alreadyActive: active.map(({ list }) => list) };
  });
}

/**
 * The reader's own yes, given through a link that was mailed to them: active on these lists, also after having left.
 * It ends a suppression for bounces (the message arrived) and an erasure; it does not end the desk's own suppression
 * or one after a complaint. False when the reader is unknown or suppressed: nothing was changed.
 */
export async function confirmSubscriptions(
  database: Database,
  subscriberId: number,
  lists: readonly string[],
  origin: Origin,
): Promise<boolean> {
  const reader = await database.kysely
    .selectFrom('subscribers')
    .select(['email', 'email_key'])
    .where('id', '=', subscriberId)
    .executeTakeFirst();
  if (reader === undefined) return false;
  const suppression = await findSuppression(database, reader.email);
  if (suppression !== null && suppression.reason !== 'bounce') return false;
  await database.transaction(async (transaction) => {
    const places = lists.map((list) => ({ list, subscriberId }));
    await beginSubscriptions(database, transaction, 'active', origin, places);
    const others = ['unconfirmed', 'unsubscribed', 'bounced', 'complained'] as const;
    await changeState(database, transaction, others, 'active', origin, places);
    await transaction
      .deleteFrom('suppressions')
      .where('value', '=', reader.email_key)
      .where('reason', '=', 'bounce')
      .execute();
    await undoErasure(transaction, reader.email_key);
  });
  return true;
}
