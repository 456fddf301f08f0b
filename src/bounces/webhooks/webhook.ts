/** What the webhooks of all providers share: what is posted, what is made of it, and how a field of it is read. */
import { judge, type Report } from '../report.ts';
import { findStatus, readWords } from '../words.ts';

export type Provider = 'ses' | 'postmark' | 'mailgun' | 'sendgrid';

/** One request of somebody who says that they are the provider. */
export type Post = {
  readonly header: (name: string) => string | undefined;
  /** The bytes as they came; a signature is over these. Asked for only where they are wanted. */
  readonly body: () => Promise<Uint8Array>;
  readonly nowMs: number;
};

/** `id` is the provider's own number of the event: a second delivery of it has the same. */
export type WebhookEvent = Report & { readonly id: string };

export type Received =
  /** The signature holds. `token`: good for one request, of which a second one changes nothing. */
  | { readonly kind: 'events'; readonly events: readonly WebhookEvent[]; readonly token?: string }
  /** The signature holds, and the provider's own business is done. */
  | { readonly kind: 'confirmed' }
  /** Nothing of it is believed. `challenge`: for WWW-Authenticate. */
  | {
      readonly kind: 'refused';
      readonly status: 400 | 401 | 403;
      readonly what: string;
      readonly challenge?: string;
    }
  /** It cannot be judged now; the provider tries again. */
  | { readonly kind: 'later'; readonly what: string };

export type Webhook = {
  readonly provider: Provider;
  /** Octets of the longest post that is read. */
  readonly longestPost: number;
  /** What it listens to, for the operator, without a secret. */
  readonly shown: string;
  /** Never throws for what was posted. */
  readonly receive: (post: Post) => Promise<Received>;
};

export function refused(status: 400 | 401 | 403, what: string): Extract<Received, { kind: 'refused' }> {
  return { kind: 'refused', status, what };
}

/**
 * SendGrid tries again for a day, Mailgun for eight hours, Amazon SNS for one, and none of them says whether it signs
 * anew. An event counts once however often it comes, so the bound need not be tight: it is how long a token is remembered.
 */
export const oldestMs = 25 * 3_600_000;
const clockDifferenceMs = 15 * 60_000;

/** False for a time that is long past, lies ahead, or is none. */
export function isFresh(atMs: number, nowMs: number): boolean {
  return atMs > nowMs - oldestMs && atMs < nowMs + clockDifferenceMs;
}

/** The value of these bytes; undefined where they are no JSON in UTF-8. */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** What stands at this place of a JSON value; undefined where there is nothing of its own. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string | number, unknown>)[key];
  }
  return found;
}

/** The text at this place, a number written out; empty where there is neither. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = valueAt(value, ...path);
  if (typeof found === 'string') return found;
  return typeof found === 'number' ? String(found) : '';
}

/** A provider's name for something, fit for a sentence. */
export function nameIn(text: string): string {
  return text.slice(0, 50).replace(/[^\w -]/g, '') || 'nothing';
}

const longestDiagnostic = 300;
const longestWords = 10 * longestDiagnostic;

/** A server's words as one line without control characters; null for none. */
export function diagnosticOf(text: string): string | null {
  const line = text
    .slice(0, longestWords)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, longestDiagnostic)
    .toWellFormed();
  return line === '' ? null : line;
}

/** The status of RFC 3463 in the first of these texts that has one. */
export function statusIn(...texts: readonly (string | null)[]): string | null {
  for (const text of texts) {
    const found = findStatus(text?.slice(0, longestWords) ?? '');
    if (found !== null) return found;
  }
  return null;
}

/**
 * What a provider calls permanent. Its word counts where the server's own say nothing: no status, or a general one (5.0.x,
 * 5.5.x). One that speaks of a full mailbox or of our own name means that, whatever the provider calls it.
 */
export function judgePermanent(
  who: string,
  status: string | null,
  diagnostic: string | null,
): Pick<Report, 'kind' | 'why'> {
  const judged = judge(status, diagnostic);
  const isGeneral = status === null || /^5\.[05]\./.test(status);
  if (judged.kind !== 'soft' || !isGeneral || readWords(diagnostic ?? '').full) return judged;
  return { kind: 'hard', why: `${who} calls the address undeliverable for good.` };
}
