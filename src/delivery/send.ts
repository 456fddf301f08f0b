/** Sends an issue to a list: claims, composes, hands over, settles, until nothing is due any more. */
import { createHash, randomBytes } from 'node:crypto';
import { parseAddress } from '../audience/address.ts';
import type { Secret } from '../audience/secret.ts';
import type { Database } from '../database/open.ts';
import { UserError } from '../publication/problem.ts';
import type { Issue, List } from '../publication/types.ts';
import type { DkimKey } from './dkim.ts';
import { signBytes, signMessage } from './dkim-signature.ts';
import { messageId, readerTokens } from './links.ts';
import {
  type AudienceSegment,
  contentHash,
  countAudience,
  findMailing,
  type Mailing,
  type NewMailing,
  openMailing,
  refuseOthers,
  refuseToResume,
} from './mailing.ts';
import { type Content, composeMessage, prepareMessages, type Sender } from './message.ts';
import { type RunOptions, runMailing, type Summary } from './run.ts';
import { sumUp, type Totals, toTotals } from './sum.ts';
import type { Answer, Leave, Transport } from './transport.ts';
import { describeAnswer, judge } from './verdict.ts';

/** An issue as it is sent: what `render` made of it, and to which list. */
export type Edition = {
  readonly issue: Issue;
  readonly list: List;
  readonly content: Content;
  /** The same with links counted, where the publication counts: what is sent, while `content` is what is pinned. */
  readonly counted?: Content;
  /** Which part of the list; all of it without. */
  readonly segment?: AudienceSegment;
};

export type SendOptions = RunOptions & {
  readonly edition: Edition;
  /** Nothing is sent before; milliseconds since 1970. Null: at once, or when the mailing already says. */
  readonly notBeforeMs?: number | null;
};

/** What `sendMailing` would do, for the question before it and for a dry run. Writes nothing. */
export type Plan =
  | { readonly kind: 'new'; readonly audience: number }
  | { readonly kind: 'resume'; readonly mailing: Mailing; readonly totals: Totals };

/** @throws UserError where `sendMailing` would refuse to go on: nobody is to be asked for nothing. */
export async function planMailing(database: Database, edition: Edition): Promise<Plan> {
  const mailing = await findMailing(database, edition.issue.number, edition.list.id);
  if (mailing === null) {
    return { kind: 'new', audience: await countAudience(database, edition.list.id, edition.segment ?? null) };
  }
  const totals = toTotals(await sumUp(database, mailing.id));
  const wanted = wantedOf(edition);
  if (totals.waiting > 0) refuseToResume(mailing, wanted);
  else refuseOthers(mailing, wanted);
  return { kind: 'resume', mailing, totals };
}

/**
 * Sends the edition to everyone on its list who has not had it: opens the mailing on the first call and resumes it on
 * every later one. Returns when nothing is due any more, or when something stopped it; never mails a delivery twice that
 * is not `unknown`.
 * @throws UserError when the mailing is paused, cancelled, or was begun with other content.
 */
export async function sendMailing(options: SendOptions): Promise<Summary> {
  const { database, edition } = options;
  const wanted = { ...wantedOf(edition), notBeforeMs: options.notBeforeMs ?? null };
  const mailing = await openMailing(database, wanted);
  return runMailing(options, mailing, prepareMessages(edition.counted ?? edition.content, senderOf(edition)));
}

function wantedOf(edition: Edition): Omit<NewMailing, 'notBeforeMs'> {
  const { issue, list, content, segment = null } = edition;
  return {
    issueNumber: issue.number,
    issueSlug: issue.slug,
    list: list.id,
    subject: issue.subject,
    contentHash: contentHash(content, senderOf(edition)),
    segment,
  };
}

/**
 * Sends the edition to one address outside every list and ledger, as a reader of that name would get it. Its links lead
 * to the pages of nobody.
 * @throws UserError when the address is refused, by us or by the relay.
 */
export async function sendTest(
  transport: Transport,
  secret: Secret,
  edition: Edition,
  email: string,
  dkim: readonly DkimKey[] = [],
): Promise<Extract<Answer, { kind: 'reply' }>> {
  const address = parseAddress(email);
  if ('refused' in address) throw new UserError(address.refused);
  const { publication } = edition.issue;
  const mailingUid = `test-${randomBytes(6).toString('hex')}`;
  const name = { mailingUid, list: edition.list.id, subscriberId: 0 };
  const message = composeMessage(
    prepareMessages({ ...edition.content, subject: `[Test] ${edition.content.subject}` }, senderOf(edition)),
    {
      email: address.email,
      name: null,
      attributes: {},
      messageId: messageId(secret, name, publication.from.address),
      ...readerTokens(secret, edition.list.id, 0),
    },
    new Date(),
  );
  const file = `test-${String(edition.issue.number).padStart(3, '0')}-${hashOf(address.key)}`;
  const answer = await transport.send(
    await signMessage(message, dkim, signBytes, transport.rewrites),
    file,
    always,
  );
  if (answer?.kind === 'reply' && judge(answer).kind === 'accepted') return answer;
  throw new UserError(
    `The test to ${address.email} was not accepted by ${transport.name}: ${describeAnswer(answer)}`,
  );
}

/** A test is nobody's delivery: nothing is noted. */
const always: Leave = { begin: async () => true, mayFinish: () => true };

function senderOf({ issue, list }: Edition): Sender {
  return { publication: issue.publication, list, issueNumber: issue.number };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
