/** The names that a delivery goes by outside: its Message-ID, its return path, its file, the tokens of its reader's links. */
import { timingSafeEqual } from 'node:crypto';
import { envelopeAddress } from '../audience/address.ts';
import type { Secret } from '../audience/secret.ts';
import { makeMac, makeToken, type Purpose } from '../audience/token.ts';

/** Which delivery: a mailing's random name and the reader's number. */
export type DeliveryName = {
  /** Of 16 hexadecimal digits; that of a proof, which nobody's bounce can name, is longer. */
  readonly mailingUid: string;
  readonly list: string;
  readonly subscriberId: number;
};

/** What a name of ours proves, where one comes back. */
export type OurMessage = Pick<DeliveryName, 'mailingUid' | 'subscriberId'>;

/** `uid.reader.mac@domain`, the same for each attempt. The mac lets a bounce prove that it answers a message of ours. */
export function messageId(secret: Secret, name: DeliveryName, fromAddress: string): string {
  const domain = envelopeAddress(fromAddress).split('@')[1];
  return `${name.mailingUid}.${name.subscriberId.toString(36)}.${macOf(secret, 'message', name)}@${domain}`;
}

/** The delivery of a Message-ID's first part, `uid.reader.mac`; null where the mac is none of ours. */
export function openMessageId(secret: Secret, name: string): OurMessage | null {
  const parts = /^([0-9a-f]{16})\.([0-9a-z]{1,11})\.([\w-]{22})$/.exec(name);
  if (parts === null) return null;
  const [, mailingUid, reader, mac] = parts as unknown as readonly [string, string, string, string];
  const found = { mailingUid, subscriberId: Number.parseInt(reader, 36) };
  return secret.some((key) => areEqual(macOf([key], 'message', found), mac)) ? found : null;
}

/**
 * The envelope's sender: the name of `bounceAddress`, a plus, and a token of 48 letters and digits that stays the same
 * in either case, because servers fold it. It comes back as the recipient of a bounce (VERP), whatever that may quote.
 */
export function returnPath(secret: Secret, name: DeliveryName, bounceAddress: string): string {
  const [box, domain] = envelopeAddress(bounceAddress).split('@');
  return `${box}+${returnToken(secret, name)}@${domain}`;
}

/** The delivery of a return path's token, in whatever case; null where it is none of ours. */
export function openReturnToken(secret: Secret, token: string): OurMessage | null {
  const folded = token.toLowerCase();
  if (!/^[0-9a-v]{48}$/.test(folded)) return null;
  const digits = [...folded].map((digit) => Number.parseInt(digit, 32).toString(2).padStart(5, '0')).join('');
  const hex = BigInt(`0b${digits}`).toString(16).padStart(60, '0');
  const subscriberId = Number.parseInt(hex.slice(16, 28), 16);
  const found = { mailingUid: hex.slice(0, 16), subscriberId };
  return secret.some((key) => areEqual(returnToken([key], found), folded)) ? found : null;
}

/** 64 bits of the mailing's name, 48 of the reader's number and 128 of the mac: 48 digits to the base of 32. */
function returnToken(secret: Secret, name: OurMessage): string {
  const reader = name.subscriberId.toString(16).padStart(12, '0');
  const mac = Buffer.from(macOf(secret, 'bounce', name), 'base64url').toString('hex');
  return BigInt(`0x${name.mailingUid}${reader}${mac}`).toString(32).padStart(48, '0');
}

function macOf(secret: Secret, purpose: Purpose, { mailingUid, subscriberId }: OurMessage): string {
  return makeMac(secret, purpose, { list: mailingUid, subscriberId });
}

function areEqual(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/** The file name of a delivery in the outbox, without extension. */
export function fileName(issueNumber: number, name: DeliveryName): string {
  return `${String(issueNumber).padStart(3, '0')}-${name.list}-${name.subscriberId}-${name.mailingUid}`;
}

export function readerTokens(
  secret: Secret,
  list: string,
  subscriberId: number,
): { readonly unsubscribeToken: string; readonly preferencesToken: string } {
  return {
    unsubscribeToken: makeToken(secret, 'unsubscribe', { list, subscriberId }),
    preferencesToken: makeToken(secret, 'preferences', { list, subscriberId }),
  };
}
