/** Mailgun's webhooks: failures, complaints, and who left by a link of Mailgun's own. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Report } from '../report.ts';
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

/**
 * HMAC-SHA256 over time and token with the account's signing key; what happened is not signed. So a token is good for one
 * request, and an event counts only with a Message-ID of ours. An event of a subaccount bears the account's signature as
 * `parent-signature`.
 * @returns the token, or null where no signature holds.
 */
export function verifyMailgun(posted: unknown, key: string): { token: string; atMs: number } | null {
  const at = (name: string): string => textAt(posted, 'signature', name);
  const [timestamp, token] = [at('timestamp'), at('token')];
  if (!/^\d{1,12}$/.test(timestamp) || token === '' || token.length > 200) return null;
  const wanted = createHmac('sha256', key).update(`${timestamp}${token}`).digest();
  const holds = [at('signature'), at('parent-signature')].some(
    (given) => /^[0-9a-f]{64}$/i.test(given) && timingSafeEqual(Buffer.from(given, 'hex'), wanted),
  );
  return holds ? { token, atMs: Number(timestamp) * 1000 } : null;
}

export async function receiveMailgun(post: Post, key: string): Promise<Received> {
  const posted = readJson(await post.body());
  if (posted === undefined) return refused(400, 'It is no JSON.');
  const verified = verifyMailgun(posted, key);
  if (verified === null) return refused(403, 'Its signature was not made with MAILGUN_SIGNING_KEY.');
  if (!isFresh(verified.atMs, post.nowMs)) return refused(403, 'It was signed too long ago.');
  return { kind: 'events', events: parseMailgun(posted), token: verified.token };
}

/** None for what changes nothing: deliveries, opens, clicks, and failures after which Mailgun tries again. */
export function parseMailgun(posted: unknown): readonly WebhookEvent[] {
  const at = (...path: string[]): string => textAt(posted, 'event-data', ...path);
  const words = at('delivery-status', 'message') || at('delivery-status', 'description');
  const status = statusIn(at('delivery-status', 'enhanced-code'), words);
  const diagnostic = diagnosticOf(`${at('delivery-status', 'code')} ${words}`);
  const judged = judgeEvent(at, status, diagnostic);
  if (judged === null) return [];
  const texts = [`<${at('message', 'headers', 'message-id')}>`, at('envelope', 'sender')];
  // Mailgun's numbers are unique within a day.
  return [{ ...judged, status, diagnostic, texts, id: `${at('id')} ${at('timestamp')}` }];
}

function judgeEvent(
  at: (...path: string[]) => string,
  status: string | null,
  diagnostic: string | null,
): Pick<Report, 'kind' | 'why'> | null {
  const event = at('event');
  if (event === 'complained') {
    return { kind: 'complaint', why: 'Mailgun received a spam complaint of the reader.' };
  }
  if (event === 'unsubscribed') {
    return { kind: 'unsubscribe', why: 'The reader used a link to leave that Mailgun made.' };
  }
  if (event !== 'failed' || at('severity') !== 'permanent') return null;
  const [reason, code] = [at('reason'), at('delivery-status', 'code')];
  const unsent = 'Mailgun sends nothing to the address any more, because';
  if (reason === 'suppress-bounce' || code === '605') return { kind: 'hard', why: `${unsent} it bounced.` };
  if (reason === 'suppress-unsubscribe' || code === '606') {
    return { kind: 'unsubscribe', why: `${unsent} the reader used a link to leave that Mailgun made.` };
  }
  if (reason === 'suppress-complaint' || code === '607') {
    return { kind: 'complaint', why: `${unsent} of a complaint.` };
  }
  if (at('delivery-status', 'bounce-type') === 'hard' || reason === 'bounce') {
    return judgePermanent('Mailgun', status, diagnostic);
  }
  return { kind: 'soft', why: 'Mailgun has tried for as long as it does, and gave up.' };
}
