/** Bounces that wait on a mail server, over whichever protocol their address names. */
import { parseMailboxUrl } from './mailbox-url.ts';

/**
 * Hands each waiting message to `settle` and marks it (IMAP: as read; POP3: for deletion) when that has returned.
 * @throws UserError for an address that cannot be read, and for whatever the server does; what `settle` throws.
 */
export async function eachOfMailbox(
  url: string,
  settle: (raw: Uint8Array, origin: 'imap' | 'pop3') => Promise<void>,
): Promise<void> {
  const at = parseMailboxUrl(url);
  const each =
    at.protocol === 'imap' ? (await import('./imap.ts')).eachOfImap : (await import('./pop3.ts')).eachOfPop3;
  await each(at, (raw) => settle(raw, at.protocol));
}

/** How many messages wait there; marks none. @throws UserError */
export async function countWaiting(url: string): Promise<number> {
  const at = parseMailboxUrl(url);
  return at.protocol === 'imap'
    ? (await import('./imap.ts')).countOfImap(at)
    : (await import('./pop3.ts')).countOfPop3(at);
}
