/** One issue to one list, once: opened with its audience frozen, or found again and resumed. */
import { createHash, randomBytes } from 'node:crypto';
import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import { suppressed } from '../audience/suppressions.ts';
import { tellOthers } from '../database/news.ts';
import type { Database } from '../database/open.ts';
import type { MailingState, Tables } from '../database/schema.ts';
import { UserError } from '../publication/problem.ts';
import type { Content, Sender } from './message.ts';

export type Mailing = {
  readonly id: number;
  /** Random; names the mailing in Message-IDs and file names. */
  readonly uid: string;
  readonly issueNumber: number;
  readonly issueSlug: string;
  readonly list: string;
  readonly subject: string;
  readonly contentHash: string;
  readonly state: MailingState;
  readonly audience: number;
  /** Nothing is sent before; milliseconds since 1970. */
  readonly notBeforeMs: number;
  readonly openedAtMs: number;
  /** The part of the list that it goes to, as it was written; null for all of it. */
  readonly segment: string | null;
};

/** A part of a list: as the operator wrote it, and as a condition over `subscribers` and `subscriptions`. */
export type AudienceSegment = { readonly text: string; readonly condition: RawBuilder<SqlBool> };

export type NewMailing = {
  readonly issueNumber: number;
  readonly issueSlug: string;
  readonly list: string;
  readonly subject: string;
  readonly contentHash: string;
  /** Null: at once. */
  readonly notBeforeMs: number | null;
  readonly segment: AudienceSegment | null;
};

/**
 * Names everything that readers would see differ. A mailing keeps to it: half of a list never gets another issue than
 * the other half.
 */
export function contentHash(content: Content, sender: Sender): string {
  const hash = createHash('sha256');
  const { publication, list, issueNumber } = sender;
  for (const part of [
    content.subject,
    content.html,
    content.text,
    JSON.stringify([publication.from, publication.replyTo, publication.url, list.id, list.name, issueNumber]),
    ...content.images.flatMap((image) => (image.cid === null ? [] : [image.cid, image.bytes])),
  ]) {
    const bytes = Buffer.from(part as string);
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}

/** The mailing of an issue to a list, or null when it was never opened. */
export async function findMailing(
  database: Database,
  issueNumber: number,
  list: string,
): Promise<Mailing | null> {
  return selectMailing(database.kysely, issueNumber, list);
}

/**
 * Opens the mailing, its audience (every active subscriber of the list) frozen in the same transaction; or finds it
 * open already, to be resumed. Two processes that open the same one at once get the same one.
 * @throws UserError when it is paused or cancelled, when its content was another, or when nobody is on the list.
 */
export async function openMailing(database: Database, wanted: NewMailing): Promise<Mailing> {
  return database.transaction(async (transaction) => {
    const found = await selectMailing(transaction, wanted.issueNumber, wanted.list);
    if (found !== null) {
      refuseToResume(found, wanted);
      if (wanted.notBeforeMs === null || wanted.notBeforeMs === found.notBeforeMs) return found;
      await transaction
        .updateTable('mailings')
        .set({ not_before: wanted.notBeforeMs })
        .where('id', '=', found.id)
        .execute();
      return { ...found, notBeforeMs: wanted.notBeforeMs };
    }
    const { nowMs } = database.dialect;
    const { id } = await transaction
      .insertInto('mailings')
      .values({
        uid: randomBytes(8).toString('hex'),
        issue_number: wanted.issueNumber,
        issue_slug: wanted.issueSlug,
        list: wanted.list,
        content_hash: wanted.contentHash,
        subject: wanted.subject,
        state: 'open',
        audience: 0,
        not_before: wanted.notBeforeMs ?? 0,
        opened_at: nowMs,
        segment: wanted.segment?.text ?? null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const frozen = await sql`
      insert into deliveries (mailing_id, subscriber_id, email, domain, state, epoch, due_at, attempts)
      select cast(${id} as bigint), subscribers.id, subscribers.email, subscribers.domain, 'queued', 0, ${nowMs}, 0
      ${audienceOf(wanted.list, wanted.segment)}`.execute(transaction);
    // The first claims come sooner than the server's own look at the new rows.
    if (database.dialect.name === 'postgres') await sql`analyze deliveries`.execute(transaction);
    const audience = Number(frozen.numAffectedRows ?? 0n);
    if (audience === 0) {
      throw new UserError(
        wanted.segment === null
          ? `Nobody is on the list ${wanted.list}. Add readers with: tumen subscribers import`
          : `Nobody on the list ${wanted.list} is in the segment ${wanted.segment.text}. See who is on it with: tumen subscribers list`,
      );
    }
    await transaction.updateTable('mailings').set({ audience }).where('id', '=', id).execute();
    await note(database, transaction, id, 'opened', `${audience} readers`);
    return (await selectMailing(transaction, wanted.issueNumber, wanted.list)) as Mailing;
  });
}

/** How many would be in the audience now. */
export async function countAudience(
  database: Database,
  list: string,
  segment: AudienceSegment | null,
): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count ${audienceOf(list, segment)}`.execute(database.kysely);
  return Number(rows[0]?.count ?? 0);
}

function audienceOf(list: string, segment: AudienceSegment | null): RawBuilder<unknown> {
  return sql`from subscriptions join subscribers on subscribers.id = subscriptions.subscriber_id
    where subscriptions.list = ${list} and subscriptions.state = 'active' and not ${suppressed}
      ${segment === null ? sql`` : sql`and ${segment.condition}`}`;
}

/** Puts the deliveries of which nobody knows back into the queue, each with the Message-ID that it had. */
export async function requeueUnknown(database: Database, mailing: Mailing): Promise<number> {
  return database.transaction(async (transaction) => {
    const requeued = await transaction
      .updateTable('deliveries')
      .set({ state: 'queued', settled_at: null, epoch: sql`epoch + 1`, due_at: database.dialect.nowMs })
      .where('mailing_id', '=', mailing.id)
      .where('state', '=', 'unknown')
      .executeTakeFirst();
    const count = Number(requeued.numUpdatedRows);
    if (count > 0) {
      await note(database, transaction, mailing.id, 'unknown resent', `${count} deliveries`);
      await tellOthers(database, transaction);
    }
    return count;
  });
}

/** Writes a line into the mailing's history. */
export async function note(
  database: Database,
  transaction: Transaction<Tables>,
  mailingId: number,
  kind: string,
  detail: string,
): Promise<void> {
  await transaction
    .insertInto('events')
    .values({ mailing_id: mailingId, at: database.dialect.nowMs, kind, detail })
    .execute();
}

/** What holds of a mailing for good, whether anybody is left or not. @throws UserError when it was cancelled, or is another part's. */
export function refuseOthers(found: Mailing, wanted: Pick<NewMailing, 'segment'>): void {
  const what = nameOf(found);
  if (found.state === 'cancelled')
    throw new UserError(`${what} was cancelled. What was not sent then is not sent any more.`);
  if (found.segment !== (wanted.segment?.text ?? null)) {
    throw new UserError(
      `${what} was begun for ${found.segment === null ? 'the whole list' : `the segment ${found.segment}`}. ` +
        'Its audience does not change any more: go on with the same, or send another issue.',
    );
  }
}

/** @throws UserError when the mailing cannot go on with what is wanted now. */
export function refuseToResume(found: Mailing, wanted: Pick<NewMailing, 'segment' | 'contentHash'>): void {
  refuseOthers(found, wanted);
  const what = nameOf(found);
  if (found.state === 'paused') {
    throw new UserError(
      `${what} is paused. Go on with: tumen resume ${found.issueNumber} --list ${found.list}`,
    );
  }
  if (found.contentHash !== wanted.contentHash) {
    throw new UserError(
      `${what} was begun with other content than the issue renders to now; some readers have that one already. ` +
        'Restore the issue, its stories and the templates as they were (git log shows the changes) to send the rest, ' +
        `or give up the rest with: tumen cancel ${found.issueNumber} --list ${found.list}. ` +
        'What is wrong in an issue that was sent is corrected in the next one.',
    );
  }
}

function nameOf({ issueNumber, list }: Mailing): string {
  return `Issue ${issueNumber} to the list ${list}`;
}

async function selectMailing(
  kysely: Pick<Database['kysely'], 'selectFrom'>,
  issueNumber: number,
  list: string,
): Promise<Mailing | null> {
  const row = await mailings(kysely)
    .where('issue_number', '=', issueNumber)
    .where('list', '=', list)
    .executeTakeFirst();
  return row ?? null;
}

/** Mailings as the rest of the room speaks of them. */
export function mailings(kysely: Pick<Database['kysely'], 'selectFrom'>) {
  return kysely
    .selectFrom('mailings')
    .select([
      'id',
      'uid',
      'issue_number as issueNumber',
      'issue_slug as issueSlug',
      'list',
      'subject',
      'content_hash as contentHash',
      'state',
      'audience',
      'not_before as notBeforeMs',
      'opened_at as openedAtMs',
      'segment',
    ]);
}
