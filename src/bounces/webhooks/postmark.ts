/**
 * Postmark's webhooks: bounces, spam complaints, and who left by a link of Postmark's own. Postmark signs nothing; its
 * documented way is a name and password in the webhook's address, so that whoever knows them is Postmark.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Report } from '../report.ts';
import {
  diagnosticOf,
  judgePermanent,
  nameIn,
  type Post,
  type Received,
  readJson,
  refused,
  statusIn,
  textAt,
  valueAt,
  type WebhookEvent,
} from './webhook.ts';

/** Whatever user name the address holds, its password is the secret. */
export function isFromPostmark(authorization: string | undefined, secret: string): boolean {
  const [, encoded] = /^Basic ([\w+/=-]{1,1000})$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return false;
  const password = /:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString())?.[1] ?? '';
  return timingSafeEqual(digest(password), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The body is read only from whoever knows the secret. */
export async function receivePostmark(post: Post, secret: string): Promise<Received> {
  if (!isFromPostmark(post.header('authorization'), secret)) {
    return {
      ...refused(401, 'The address needs the password of POSTMARK_WEBHOOK_SECRET.'),
      challenge: 'Basic realm="webhook", charset="UTF-8"',
    };
  }
  const posted = readJson(await post.body());
  if (posted === undefined) return refused(400, 'It is no JSON.');
  return { kind: 'events', events: parsePostmark(posted) };
}

/** Types of bounces, as in Postmark's list; the others say nothing of the address. */
const soft = ['Transient', 'SoftBounce', 'DnsError', 'Undeliverable'];

/** None for what changes nothing: deliveries, opens, clicks, somebody put back by hand. */
export function parsePostmark(posted: unknown): readonly WebhookEvent[] {
  const at = (...path: string[]): string => textAt(posted, ...path);
  const type = at('RecordType');
  const status = statusIn(at('Details'));
  const diagnostic = diagnosticOf(at('Details')) ?? diagnosticOf(at('Description'));
  // Postmark makes a Message-ID of its own and gives back what delivery/provider-marks.ts wrote for it.
  const texts = [`${at('Metadata', 'tumen')}@`];
  const event = (judged: Pick<Report, 'kind' | 'why'>, id: string): readonly WebhookEvent[] => [
    { ...judged, status, diagnostic, texts, id },
  ];
  if (type === 'Bounce') return event(judgeBounce(at('Type'), status, diagnostic), `Bounce ${at('ID')}`);
  if (type === 'SpamComplaint') {
    const why = 'Postmark received a spam complaint of the reader.';
    return event({ kind: 'complaint', why }, `SpamComplaint ${at('ID')}`);
  }
  if (type === 'SubscriptionChange' && valueAt(posted, 'SuppressSending') === true) {
    // It has no number of its own.
    const id = `SubscriptionChange ${at('MessageID')} ${at('ChangedAt')} ${at('Recipient')}`;
    return event(judgeSuppression(at('SuppressionReason'), at('Origin')), id);
  }
  return [];
}

function judgeBounce(
  type: string,
  status: string | null,
  diagnostic: string | null,
): Pick<Report, 'kind' | 'why'> {
  const named = `Postmark calls it ${nameIn(type)}`;
  if (type === 'HardBounce' || type === 'BadEmailAddress')
    return judgePermanent('Postmark', status, diagnostic);
  if (type === 'SpamComplaint') return { kind: 'complaint', why: `${named}.` };
  if (type === 'Unsubscribe')
    return { kind: 'unsubscribe', why: `${named}: the reader asked to be left out.` };
  if (soft.includes(type)) return { kind: 'soft', why: `${named}: it failed, and may succeed another day.` };
  return { kind: 'other', why: `${named}, which says nothing of the address.` };
}

function judgeSuppression(reason: string, origin: string): Pick<Report, 'kind' | 'why'> {
  if (reason === 'HardBounce') {
    return { kind: 'hard', why: 'Postmark sends nothing to the address any more, because it bounced.' };
  }
  if (reason === 'SpamComplaint') {
    return {
      kind: 'complaint',
      why: 'Postmark sends nothing to the address any more, because of a complaint.',
    };
  }
  if (origin === 'Recipient') {
    return { kind: 'unsubscribe', why: 'The reader used a link to leave that Postmark made.' };
  }
  return { kind: 'other', why: 'Somebody at the desk has switched the address off at Postmark.' };
}
