/** What came back, as it was understood: what happened, and whether the reader can help it; not what to do about it. */
import type { BounceKind } from '../database/schema.ts';
import { readWords } from './words.ts';

export type Report = {
  /** `unsubscribe`: a provider's own link to leave was used; it ends the list of that mailing. */
  readonly kind: BounceKind | 'unsubscribe';
  /** RFC 3463, for instance `5.1.1`; null where none is given. */
  readonly status: string | null;
  /** The server's words, one line. */
  readonly diagnostic: string | null;
  /** Why it was taken for that kind, a whole sentence. */
  readonly why: string;
  /** Everything in which our own Message-ID may stand. */
  readonly texts: readonly string[];
};

/**
 * No more of a message is read, wherever it comes from. What a report says stands in its first parts, and our Message-ID
 * in the first lines of the original behind them; the rest of a long issue tells nothing.
 */
export const largestReportBytes = 1_000_000;

/** RFC 3463: codes that speak of the recipient's address, its domain, or a mailbox that is switched off. */
const goneStatus = /^5\.(?:1\.(?:[12346]|10)|2\.1|7\.13)$/;
/** Codes that speak of the sender's address, or of the message and its size. */
const oursStatus = /^[45]\.(?:1\.[78]|2\.3|3\.4|6\.\d+)$/;
/** A policy: against us, as a rule; but some servers have no other code for an address that they do not know. */
const policyStatus = /^[45]\.7\./;

/**
 * What a failure says of the address, and not of us or of the day: by its status and the server's words, of which the
 * clearer counts. Where the two disagree the reader is kept.
 */
export function judge(status: string | null, words: string | null): Pick<Report, 'kind' | 'why'> {
  const said = readWords(words ?? '');
  const named = status === null ? 'It failed' : `Status ${status}`;
  const isLasting = (status ?? /\b([45])\d\d[ -]/.exec(words ?? '')?.[1] ?? '5').startsWith('5');
  const isNamedGone = status !== null && goneStatus.test(status);
  const isNamedOurs = status !== null && oursStatus.test(status);
  if (status?.startsWith('2.') === true) return { kind: 'other', why: `${named}: nothing has failed.` };
  if (isLasting && said.gone && !isNamedOurs && (isNamedGone || !(said.ours || said.full))) {
    return isNamedGone
      ? { kind: 'hard', why: `${named}: there is no such address, or its mailbox is switched off.` }
      : { kind: 'hard', why: `${named}, and the server wrote that there is no such address.` };
  }
  if (said.full) return { kind: 'soft', why: `${named}: the mailbox is full, and may be emptied.` };
  if (said.ours || isNamedOurs || (status !== null && policyStatus.test(status) && !isNamedGone)) {
    return {
      kind: 'other',
      why: `${named}: our message or our name was refused, which no reader can help.`,
    };
  }
  if (isNamedGone)
    return { kind: 'hard', why: `${named}: there is no such address, or its mailbox is switched off.` };
  return status === null
    ? { kind: 'soft', why: 'It failed, and gives no status.' }
    : { kind: 'soft', why: `${named}: it failed, and may succeed another day.` };
}
