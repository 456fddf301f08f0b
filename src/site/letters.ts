/** The service's own mails – confirm, already there, your page – from the queue in the database to the transport. */
import { sql, type Transaction } from 'kysely';
import type { Secret } from '../audience/secret.ts';
import { findSubscriberById } from '../audience/subscribers.ts';
import { findSuppression } from '../audience/suppressions.ts';
import { makeToken } from '../audience/token.ts';
import type { Database } from '../database/open.ts';
import type { LetterKind, Tables } from '../database/schema.ts';
import type { DkimKey } from '../delivery/dkim.ts';
import { signBytes, signMessage } from '../delivery/dkim-signature.ts';
import type { Transport } from '../delivery/transport.ts';
import { judge } from '../delivery/verdict.ts';
import type { Publication } from '../publication/types.ts';
import { composeLetter } from './letter-message.ts';
import { textsFor } from './texts/texts.ts';

export type Letter = {
  readonly kind: LetterKind;
  readonly subscriberId: number;
  readonly lists: readonly string[];
};

const day = 24 * 3_600_000;
export const confirmLinkMs = 7 * day;
export const accessLinkMs = day;

/** A relay that is down for a working day loses no letter. */
const retryMs = 15 * 60_000;
const mostAttempts = 6;
const lookEveryMs = 30_000;
/** Letters of so long a time leave the queue in one transaction: each is a sync of the disk, during which nobody is answered. */
const gatherMs = 250;

export async function postLetter(
  database: Database,
  transaction: Transaction<Tables>,
  { kind, subscriberId, lists }: Letter,
): Promise<void> {
  await transaction
    .insertInto('letters')
    .values({
      kind,
      subscriber_id: subscriberId,
      lists: lists.join(','),
      due_at: database.dialect.nowMs,
      attempts: 0,
    })
    .execute();
}

export type PostOffice = {
  /** A letter waits; it is looked for in a moment. */
  readonly ring: () => void;
  /** Resolves when everything that is due has been tried. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type PostOfficeOptions = {
  readonly database: Database;
  readonly secret: Secret;
  readonly transport: Transport;
  readonly dkim: readonly DkimKey[];
  readonly publication: () => Publication;
  readonly now: () => Date;
  readonly onError: (error: Error) => void;
  readonly onSent: (outcome: string) => void;
};

/**
 * A letter leaves the queue before it is handed over: after a crash in between it is lost and can be asked for again
 * tomorrow, while the other way round somebody who never asked could get it twice.
 */
export function openPostOffice(options: PostOfficeOptions): PostOffice {
  const { database, transport, onError } = options;
  let working: Promise<void> = Promise.resolve();
  let closed = false;
  const work = async (): Promise<void> => {
    while (!closed) {
      const taken = await take(database, transport.inFlight());
      if (taken.length === 0) return;
      await Promise.all(taken.map((letter) => deliver(options, letter).catch(onError)));
    }
  };
  let gathering: NodeJS.Timeout | null = null;
  const lookNow = (): void => {
    if (gathering !== null) clearTimeout(gathering);
    gathering = null;
    working = working.then(work).catch(onError);
  };
  const timer = setInterval(lookNow, lookEveryMs).unref();
  lookNow();
  return {
    ring: () => {
      gathering ??= setTimeout(lookNow, gatherMs).unref();
    },
    settled: () => {
      lookNow();
      return working;
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      if (gathering !== null) clearTimeout(gathering);
      await working;
      await transport.close();
    },
  };
}

type Taken = Letter & { readonly attempts: number };

async function take({ transaction, dialect }: Database, most: number): Promise<readonly Taken[]> {
  const { rows } = await transaction((inside) =>
    sql<{ kind: LetterKind; subscriber_id: number; lists: string; attempts: number }>`
    with picked as materialized (
      select id from letters where due_at <= ${dialect.nowMs} order by due_at, id limit ${most} ${dialect.skipLocked})
    delete from letters where id in (select id from picked)
    returning kind, subscriber_id, lists, attempts`.execute(inside),
  );
  return rows.map(({ kind, subscriber_id: subscriberId, lists, attempts }) => ({
    kind,
    subscriberId,
    lists: lists === '' ? [] : lists.split(','),
    attempts,
  }));
}

async function deliver(options: PostOfficeOptions, letter: Taken): Promise<void> {
  const { database, transport, dkim, publication, now, onSent } = options;
  const found = await findSubscriberById(database, letter.subscriberId);
  if (found === null) return;
  const { email, attributes } = found.subscriber;
  if (!(await mayGet(database, email, letter.kind))) return;
  const language = attributes.language ?? publication().language;
  const message = composeLetter({
    publication: publication(),
    email,
    language,
    texts: textsOf(letter, publication(), language),
    link: linkOf(options, letter),
    date: now(),
  });
  const leave = { begin: async () => true, mayFinish: () => true };
  const name = message.messageId.split('@')[0] as string;
  const answer = await transport.send(
    await signMessage(message, dkim, signBytes, transport.rewrites),
    `letter-${name}`,
    leave,
  );
  const verdict = answer === null ? 'refused' : judge(answer).kind;
  const again = (verdict === 'deferred' || verdict === 'released') && letter.attempts + 1 < mostAttempts;
  onSent(again ? 'deferred' : verdict);
  if (again) await postAgain(database, letter);
}

/** Looked at as the letter goes out, whoever wished for it: only a confirmation may find out whether a dead mailbox lives again. */
async function mayGet(database: Database, email: string, kind: LetterKind): Promise<boolean> {
  const suppression = await findSuppression(database, email);
  return suppression === null || (suppression.reason === 'bounce' && kind !== 'access');
}

async function postAgain({ transaction, dialect }: Database, letter: Taken): Promise<void> {
  const { kind, subscriberId, lists, attempts } = letter;
  await transaction((inside) =>
    inside
      .insertInto('letters')
      .values({
        kind,
        subscriber_id: subscriberId,
        lists: lists.join(','),
        due_at: sql<number>`${dialect.nowMs} + ${retryMs * 2 ** attempts}`,
        attempts: attempts + 1,
      })
      .execute(),
  );
}

function textsOf({ kind, lists }: Letter, { title, lists: all }: Publication, language: string) {
  const { mails } = textsFor(language);
  const names = lists.map((id) => all.find((list) => list.id === id)?.name ?? id);
  const joined = new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
  return kind === 'access' ? mails.access(title) : mails[kind](title, joined);
}

/** The token is made as the letter goes out, so that a late letter holds as long as one in time. */
function linkOf(
  { secret, publication, now }: PostOfficeOptions,
  { kind, subscriberId, lists }: Letter,
): string {
  const { url } = publication();
  const nowMs = now().getTime();
  if (kind === 'confirm') {
    const subject = { list: lists.join(','), subscriberId };
    return `${url}/confirm/${makeToken(secret, 'confirm', subject, nowMs + confirmLinkMs)}`;
  }
  return `${url}/reader/${makeToken(secret, 'access', { list: '', subscriberId }, nowMs + accessLinkMs)}`;
}
