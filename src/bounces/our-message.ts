/** Whom a report is about: trusted only where it shows a name that nobody but us can have made. */
import type { Secret } from '../audience/secret.ts';
import { openToken, type TokenSubject } from '../audience/token.ts';
import { type OurMessage, openMessageId, openReturnToken } from '../delivery/links.ts';

/**
 * A Message-ID of ours, `uid.reader.mac@`, or the token of a return path, `+token@`, in whatever header or part: a list's
 * own VERP writes `=` for the @, and Original-Recipient `+2B` for the plus (RFC 3461 4).
 */
const shape = /(?<![\w.-])([0-9a-f]{16}\.[0-9a-z]{1,11}\.[\w-]{22})@|\+(?:2b)?([0-9a-v]{48})(?=[@=])/gi;

/** No report names more; a text made of such names is not worth the sums. */
const mostTried = 50;

/** The delivery that the first name of ours in any of `texts` proves; null when there is none. */
export function findOurMessage(secret: Secret, texts: Iterable<string>): OurMessage | null {
  let tried = 0;
  for (const text of texts) {
    for (const [, message, token] of text.matchAll(shape)) {
      if (tried++ >= mostTried) return null;
      const found =
        token === undefined ? openMessageId(secret, message as string) : openReturnToken(secret, token);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The reader and the list of an unsubscribe link, as List-Unsubscribe puts its token into the subject of a mail. */
export function findLeaver(secret: Secret, subject: string): TokenSubject | null {
  const token = asksToLeave.exec(subject)?.[1];
  return token === undefined ? null : openToken(secret, 'unsubscribe', token, Date.now());
}

/** `unsubscribe TOKEN`, as delivery/message.ts writes it; mail programs send it as it is. */
export const asksToLeave = /^\s*unsubscribe\s+(v1\.[\w.-]{1,500})\s*$/i;
