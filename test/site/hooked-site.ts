/** The public service with the webhooks of all providers, five mailings, and readers of them. */
import { randomBytes } from 'node:crypto';
import { readSecret } from '../../src/audience/secret.ts';
import { addSubscriber, findSubscriber } from '../../src/audience/subscribers.ts';
import { findSuppression } from '../../src/audience/suppressions.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { messageId, returnPath } from '../../src/delivery/links.ts';
import {
  certificateUrl,
  mailgunEvent,
  mailgunKey,
  mailgunPost,
  makeCertificate,
  nowMs,
  type Posted,
  postmarkBounce,
  postmarkPost,
  postmarkSecret,
  postmarkSubscription,
  sendgridEvent,
  sendgridKey,
  sendgridPost,
  sesBounce,
  sesComplaint,
  snsMessage,
  snsPost,
  topicArn,
} from '../bounces/webhooks/posts.ts';
import { openTestSite, type TestSite, testSecret } from './running-site.ts';

export type HookedSite = {
  readonly site: TestSite;
  readonly database: Database;
  readonly clock: { nowMs: number };
  /** What Amazon SNS was asked for. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
};

const secret = readSecret('', testSecret);
const uids = Array.from({ length: 5 }, () => randomBytes(8).toString('hex'));

export async function openHookedSite(): Promise<HookedSite> {
  const clock = { nowMs };
  const asked: string[] = [];
  const site = await openTestSite({
    now: () => new Date(clock.nowMs),
    webhooks: {
      SES_TOPIC_ARN: topicArn,
      POSTMARK_WEBHOOK_SECRET: postmarkSecret,
      MAILGUN_SIGNING_KEY: mailgunKey,
      SENDGRID_WEBHOOK_KEY: sendgridKey,
    },
    askSns: async ({ href }) => {
      asked.push(href);
      return { status: 200, text: href === certificateUrl ? makeCertificate() : '' };
    },
  });
  const database = await openDatabase(site.root);
  const mailing = { list: 'weekly', content_hash: 'h', subject: 's', state: 'open', audience: 1 } as const;
  await database.kysely
    .insertInto('mailings')
    .values(
      uids.map((uid, index) => ({
        ...mailing,
        uid,
        issue_number: index + 1,
        issue_slug: 's',
        not_before: 0,
        opened_at: 0,
      })),
    )
    .execute();
  const close = async (): Promise<void> => {
    await database.close();
    await site.close();
  };
  return { site, database, clock, asked, close };
}

let count = 0;
/** A reader on two lists, the Message-IDs of what they were sent, and what is known of them now. */
export async function newReader(database: Database) {
  const email = `reader${count++}@example.org`;
  for (const list of ['weekly', 'alerts']) await addSubscriber(database, list, { email }, 'test');
  const id = (await findSubscriber(database, email))?.subscriber.id ?? 0;
  const names = uids.map((mailingUid) =>
    messageId(secret, { mailingUid, list: 'weekly', subscriberId: id }, 'desk@example.org'),
  );
  const [name] = names as unknown as readonly [string];
  const [mailingUid] = uids as [string];
  const path = returnPath(secret, { mailingUid, list: 'weekly', subscriberId: id }, 'bounces@example.org');
  const states = async () =>
    (await findSubscriber(database, email))?.subscriptions
      .map(({ list, state }) => `${list} ${state}`)
      .sort()
      .join(', ');
  const suppressed = async () => (await findSuppression(database, email))?.reason;
  const explained = () =>
    database.kysely
      .selectFrom('bounces')
      .select(['origin', 'decision'])
      .where('subscriber_id', '=', id)
      .execute();
  return { email, id, name, names, path, mark: name.split('@')[0] as string, states, suppressed, explained };
}

export const post = async ({ site }: { site: TestSite }, provider: string, { body, headers }: Posted) =>
  (await site.ask(`hooks/${provider}`, { method: 'POST', body, headers })).status;
export const both = (state: string) => `alerts ${state}, weekly ${state}`;

/** A post about what one of our messages met, by provider. */
type By = Readonly<Record<string, (reader: { name: string; mark: string }) => Posted>>;
export const bounceBy: By = {
  ses: ({ name }) => snsPost(snsMessage({ Message: sesBounce(name) }, '1')),
  postmark: ({ mark }) => postmarkPost(postmarkBounce(mark)),
  mailgun: ({ name }) => mailgunPost(mailgunEvent(name)),
  sendgrid: ({ name }) => sendgridPost([sendgridEvent(name)]),
};
export const complaintBy: By = {
  ses: ({ name }) => snsPost(snsMessage({ Message: sesComplaint(name, {}, 'eventType') })),
  postmark: ({ mark }) => postmarkPost({ ...postmarkBounce(mark), RecordType: 'SpamComplaint' }),
  mailgun: ({ name }) => mailgunPost(mailgunEvent(name, { event: 'complained' })),
  sendgrid: ({ mark }) =>
    sendgridPost([sendgridEvent('', { 'smtp-id': undefined, event: 'spamreport', tumen: mark })]),
};
export const farewellBy: By = {
  postmark: ({ mark }) => postmarkPost(postmarkSubscription(mark)),
  mailgun: ({ name }) => mailgunPost(mailgunEvent(name, { event: 'unsubscribed' })),
  sendgrid: ({ name }) => sendgridPost([sendgridEvent(name, { event: 'unsubscribe' })]),
};
