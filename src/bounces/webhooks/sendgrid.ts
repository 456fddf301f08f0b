/** SendGrid's Event Webhook: batches of bounces, drops, complaints, and who left by a link of SendGrid's own. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { UserError } from '../../publication/problem.ts';
import { judge, type Report } from '../report.ts';
import {
  diagnosticOf,
  isFresh,
  judgePermanent,
  type Post,
  type Received,
  readJson,
  refused,
  statusIn,
  textAt,
  type WebhookEvent,
} from './webhook.ts';

/** The verification key as SendGrid shows it, Base64 of an SPKI. @throws UserError when it is no key of P-256. */
export function readSendgridKey(text: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // Told below, like a key of another kind.
  }
  throw new UserError(
    'SENDGRID_WEBHOOK_KEY is no key of SendGrid. Copy the verification key of the signed event webhook, one line that begins with MFkw.',
  );
}

/** ECDSA over the time and the body's bytes as they came, the line break at its end included. */
export function verifySendgrid(
  body: Uint8Array,
  timestamp: string,
  signature: string,
  key: KeyObject,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !/^[\w+/=]{60,120}$/.test(signature)) return false;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
}

export async function receiveSendgrid(post: Post, key: KeyObject): Promise<Received> {
  const timestamp = post.header('x-twilio-email-event-webhook-timestamp') ?? '';
  const signature = post.header('x-twilio-email-event-webhook-signature') ?? '';
  // Before the body is read: what has no signature at all costs nothing.
  if (signature === '') return refused(403, 'It is not signed.');
  if (!isFresh(Number(timestamp) * 1000, post.nowMs)) return refused(403, 'It was signed too long ago.');
  const body = await post.body();
  if (!verifySendgrid(body, timestamp, signature, key)) {
    return refused(403, 'Its signature does not fit SENDGRID_WEBHOOK_KEY.');
  }
  const posted = readJson(body);
  if (posted === undefined) return refused(400, 'It is no JSON.');
  return { kind: 'events', events: Array.isArray(posted) ? posted.flatMap(parseSendgrid) : [] };
}

/** None for what changes nothing: deliveries, opens, clicks, and delays after which SendGrid tries again. */
export function parseSendgrid(posted: unknown): readonly WebhookEvent[] {
  const at = (name: string): string => textAt(posted, name);
  const status = statusIn(at('status'), at('reason'));
  const diagnostic = diagnosticOf(at('reason') || at('response'));
  const judged = judgeEvent(at, status, diagnostic);
  if (judged === null) return [];
  // A complaint has no smtp-id, and gives back what delivery/provider-marks.ts wrote for it.
  const texts = [at('smtp-id'), `${at('tumen')}@`];
  const id = at('sg_event_id') || createHash('sha256').update(JSON.stringify(posted)).digest('hex');
  return [{ ...judged, status, diagnostic, texts, id }];
}

function judgeEvent(
  at: (name: string) => string,
  status: string | null,
  diagnostic: string | null,
): Pick<Report, 'kind' | 'why'> | null {
  switch (at('event')) {
    case 'bounce':
      // A block may be about us, a full mailbox or the day; only its status tells.
      return at('type') === 'blocked'
        ? judge(status, diagnostic)
        : judgePermanent('SendGrid', status, diagnostic);
    case 'dropped':
      return judgeDrop(at('reason'));
    case 'spamreport':
      return { kind: 'complaint', why: 'SendGrid received a spam complaint of the reader.' };
    case 'unsubscribe':
    case 'group_unsubscribe':
      return { kind: 'unsubscribe', why: 'The reader used a link to leave that SendGrid made.' };
    default:
      return null;
  }
}

function judgeDrop(reason: string): Pick<Report, 'kind' | 'why'> {
  const unsent = 'SendGrid sends nothing to the address any more, because';
  switch (reason.toLowerCase()) {
    case 'bounced address':
      return { kind: 'hard', why: `${unsent} it bounced.` };
    case 'invalid':
      return { kind: 'hard', why: 'SendGrid calls the address invalid.' };
    case 'spam reporting address':
      return { kind: 'complaint', why: `${unsent} of a complaint.` };
    case 'unsubscribed address':
      return { kind: 'unsubscribe', why: `${unsent} the reader used a link to leave that SendGrid made.` };
    default:
      return {
        kind: 'other',
        why: 'SendGrid has dropped the message for a reason that is not the reader’s.',
      };
  }
}
