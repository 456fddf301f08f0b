/** Which delivery a report is about: trusted only where it shows a Message-ID that nobody but us can have made. */
import { timingSafeEqual } from 'node:crypto';
import type { Secret } from '../audience/secret.ts';
import { makeToken } from '../audience/token.ts';

export type OurMessage = { readonly mailingUid: string; readonly subscriberId: number };

/** `uid.reader.mac@`, as delivery/links.ts writes it. */
const shape = /(?<![\w.-])([0-9a-f]{16})\.([0-9a-z]{1,11})\.([\w-]{22})@/g;

/** No report names more; a text made of such names is not worth the sums. */
const mostTried = 50;

/** The first Message-ID of ours in any of `texts` whose mac holds; null when there is none. */
export function findOurMessage(secret: Secret, texts: Iterable<string>): OurMessage | null {
  let tried = 0;
  for (const text of texts) {
    for (const [, mailingUid, reader, mac] of text.matchAll(shape) as Iterable<readonly string[]>) {
      if (tried++ >= mostTried) return null;
      const found = { mailingUid: mailingUid as string, subscriberId: Number.parseInt(reader as string, 36) };
      if (isOurs(secret, found, mac as string)) return found;
    }
  }
  return null;
}

function isOurs(secret: Secret, { mailingUid, subscriberId }: OurMessage, mac: string): boolean {
  return secret.some((key) => {
    const token = makeToken([key], 'message', { list: mailingUid, subscriberId });
    return timingSafeEqual(Buffer.from(token.split('.')[3] as string), Buffer.from(mac));
  });
}
