/** A mailbox over POP3 (RFC 1939): each message is read, settled and marked for deletion; QUIT deletes what was marked. */
import type { MailboxUrl } from './mailbox-url.ts';
import { openPop3, type Pop3 } from './pop3-session.ts';
import { largestReportBytes } from './report.ts';

/**
 * Hands every message to `settle`, one at a time and at most `largestReportBytes` of it, and deletes those for which it
 * has returned. Whatever ends the session before QUIT leaves them all on the server: they are read again, nothing is lost.
 * @throws UserError for whatever the server or the line does; what `settle` throws.
 */
export async function eachOfPop3(at: MailboxUrl, settle: (raw: Uint8Array) => Promise<void>): Promise<void> {
  const session = await openPop3(at);
  try {
    for (const number of await numbersOf(session)) {
      await settle(await session.askForText(`RETR ${number}`, largestReportBytes));
      await session.ask(`DELE ${number}`);
    }
    await session.ask('QUIT');
  } finally {
    session.close();
  }
}

/** How many messages there are. @throws UserError */
export async function countOfPop3(at: MailboxUrl): Promise<number> {
  const session = await openPop3(at);
  try {
    const { length } = await numbersOf(session);
    await session.ask('QUIT');
    return length;
  } finally {
    session.close();
  }
}

/** LIST has a line `number octets` for each; a million of them have room. */
async function numbersOf(session: Pop3): Promise<readonly number[]> {
  const list = await session.askForText('LIST', 20_000_000);
  return [...list.toString('latin1').matchAll(/^(\d{1,9}) /gm)].map(([, number]) => Number(number));
}
