/** What an answer means for the delivery, for the relay and for the reader's domain: one table, nowhere else. */
import type { Answer } from './transport.ts';

export type Verdict =
  /** The relay answered 250: it has the message and answers for it. Whether it was delivered nobody here knows. */
  | { readonly kind: 'accepted' }
  /** For good. `blame`: the reader's address does not exist, or this message was not wanted. */
  | { readonly kind: 'refused'; readonly blame: 'address' | 'message' }
  /** To be tried again later. */
  | { readonly kind: 'deferred' }
  /** The message may have been taken, or not: the connection ended after its last byte (RFC 1047). */
  | { readonly kind: 'unknown' }
  /** Not the reader's fault: back into the queue as if never tried. `pause`: who gets nothing for the time being. */
  | { readonly kind: 'released'; readonly pause: 'relay' | 'domain' | 'connection' };

/** Not recognised, not implemented, out of order, a parameter that is not implemented (RFC 5321 4.2.1). */
const aboutCommand: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** The first row that fits decides. Codes and enhanced codes as in RFC 5321 and RFC 3463. */
export function judge(answer: Answer): Verdict {
  if (answer.kind === 'unfit') return { kind: 'refused', blame: 'message' };
  if (answer.kind === 'dropped') {
    if (answer.handedOver) return { kind: 'unknown' };
    const greeted = answer.stage === 'mail' || !beforeReader(answer.stage);
    return { kind: 'released', pause: greeted ? 'connection' : 'relay' };
  }
  const { stage, code, enhanced } = answer;
  if (stage === 'body' && code >= 200 && code < 300) return { kind: 'accepted' };
  // The server ends this conversation; the next one may fare better.
  if (stage === 'mail' && code === 421) return { kind: 'released', pause: 'connection' };
  // Whatever is said before a reader is named is said about us.
  if (beforeReader(stage)) return { kind: 'released', pause: 'relay' };
  if (code >= 400 && code < 500) return { kind: 'deferred' };
  // A full mailbox, written 552 or 5.2.2 by many, passes; 5.3.4 says that the message itself is too large.
  if ((code === 552 && enhanced !== '5.3.4') || enhanced === '5.2.2') return { kind: 'deferred' };
  // Said of the sender's address (RFC 3463), often not before RCPT: no reader can help it.
  if (enhanced === '5.1.7' || enhanced === '5.1.8') return { kind: 'released', pause: 'domain' };
  // Said of the command and not of whom it names; Postfix refuses our own name so, with 504, not before RCPT.
  if (stage !== 'body' && aboutCommand.has(code)) return { kind: 'released', pause: 'connection' };
  // Policy and security: our name, our address or our DKIM is not liked there; no reader can help it.
  if (enhanced?.startsWith('5.7.')) return { kind: 'released', pause: 'domain' };
  if (code >= 500 && code < 600) return { kind: 'refused', blame: stage === 'rcpt' ? 'address' : 'message' };
  // Rubbish. After the last byte nobody knows what it was meant to say.
  return stage === 'body' ? { kind: 'unknown' } : { kind: 'released', pause: 'connection' };
}

function beforeReader(stage: string): boolean {
  return stage !== 'rcpt' && stage !== 'data' && stage !== 'body';
}

/** The answer in the server's words, for people. */
export function describeAnswer(answer: Answer | null): string {
  if (answer === null) return 'it was not sent.';
  if (answer.kind !== 'reply') return answer.text;
  return [answer.code, answer.enhanced, answer.text].filter((part) => part !== null && part !== '').join(' ');
}
