/** Signed links that act for one reader on one list: `v1.keyid.payload.mac`. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Key, readyKey, type Secret } from './secret.ts';

/** What a token is good for; one made for a purpose opens nothing else. */
export type Purpose =
  | 'unsubscribe'
  | 'preferences'
  | 'confirm'
  | 'access'
  | 'message'
  | 'bounce'
  | 'click'
  | 'open';

export type TokenSubject = { readonly list: string; readonly subscriberId: number };

/** Half of SHA-256: the shortest that RFC 2104 allows, and no guess away. It keeps the links short. */
const macBytes = 16;

/**
 * The token for `subject`. Without `expiresAtMs` it holds for ever, as an unsubscribe link in an old issue must.
 * Nothing personal is in it: the list's id and the reader's number.
 */
export function makeToken(
  secret: Secret,
  purpose: Purpose,
  subject: TokenSubject,
  expiresAtMs?: number,
): string {
  const payload = payloadOf(subject, expiresAtMs);
  return `v1.${secret[0].id}.${payload}.${mac(secret[0], purpose, payload)}`;
}

/** What a token for `subject` ends with: its proof alone. */
export function makeMac(secret: Secret, purpose: Purpose, subject: TokenSubject): string {
  return mac(secret[0], purpose, payloadOf(subject));
}

function payloadOf({ list, subscriberId }: TokenSubject, expiresAtMs?: number): string {
  const expiry = expiresAtMs === undefined ? '' : `|${expiresAtMs.toString(36)}`;
  return Buffer.from(`${list}|${subscriberId.toString(36)}${expiry}`).toString('base64url');
}

/** Whom the token speaks for, or null for every token that is forged, mangled, expired or made for something else. */
export function openToken(
  secret: Secret,
  purpose: Purpose,
  token: string,
  nowMs: number,
): TokenSubject | null {
  const parts = /^v1\.([0-9a-f]{6})\.([\w-]{1,400})\.([\w-]{22})$/.exec(token);
  if (parts === null) return null;
  const [, keyId, payload, given] = parts as unknown as readonly [string, string, string, string];
  const key = secret.find(({ id }) => id === keyId);
  if (key === undefined) return null;
  // Texts are compared, not bytes: two spellings of Base64 can mean the same bytes, and one of them was never made.
  if (!timingSafeEqual(Buffer.from(mac(key, purpose, payload)), Buffer.from(given))) return null;
  const [list, subscriber, expiry] = Buffer.from(payload, 'base64url').toString().split('|') as [
    string,
    string,
    string?,
  ];
  if (expiry !== undefined && Number.parseInt(expiry, 36) <= nowMs) return null;
  return { list, subscriberId: Number.parseInt(subscriber, 36) };
}

function mac(key: Key, purpose: Purpose, payload: string): string {
  // One character an octet: a Buffer for each digest would take as long as the digest.
  const whole = createHmac('sha256', readyKey(key)).update(`${purpose}|${payload}`).digest('binary');
  return Buffer.from(whole.slice(0, macBytes), 'latin1').toString('base64url');
}
