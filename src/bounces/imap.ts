/** A mailbox over IMAP: each unread message is read, settled, and only then marked as read. */
import { ImapFlow, type ImapFlowError } from 'imapflow';
import { UserError } from '../publication/problem.ts';
import { describeLine, type MailboxUrl, wordsOf } from './mailbox-url.ts';
import { largestReportBytes } from './report.ts';

/** In milliseconds: for the connection and its greeting each, and for a server that falls silent. */
const setUpMs = 30_000;
const silenceMs = 2 * 60_000;

/**
 * Hands each unread message to `settle`, one at a time and at most `largestReportBytes` of it. A message is marked when
 * `settle` has returned, so a crash between repeats the reading and loses nothing; other messages are not touched.
 * @throws UserError for whatever the server or the line does; what `settle` throws.
 */
export async function eachOfImap(at: MailboxUrl, settle: (raw: Uint8Array) => Promise<void>): Promise<void> {
  const client = new ImapFlow({
    host: at.host,
    port: at.port,
    secure: at.implicitTls,
    ...(at.implicitTls || at.tls === 'opportunistic' ? {} : { doSTARTTLS: at.tls === 'required' }),
    tls: { rejectUnauthorized: at.tls === 'required' },
    auth: { user: at.user, pass: at.password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: setUpMs,
    greetingTimeout: setUpMs,
    socketTimeout: silenceMs,
  });
  let lost: Error = new Error('the server has closed the connection');
  client.on('error', (error: Error) => {
    lost = error;
  });
  const ask = <Answer>(answer: Promise<Answer>): Promise<Answer> =>
    answer.catch((error: ImapFlowError) => {
      throw new UserError(describe(at, error));
    });
  // A search and a mark that fail are told by false, whether the server said no or the line was lost.
  const refused = (what: string) =>
    new UserError(client.usable ? `${at.name} ${what}. See what its user may do there.` : describe(at, lost));
  try {
    await ask(client.connect());
    await ask(client.mailboxOpen(at.folder));
    const unread = await ask(client.search({ seen: false }, { uid: true }));
    if (!unread) throw refused('cannot be searched');
    for (const uid of unread) {
      const one = String(uid);
      const message = await ask(
        client.fetchOne(one, { source: { maxLength: largestReportBytes } }, { uid: true }),
      );
      // Somebody else has taken it away meanwhile.
      if (!message || message.source === undefined) continue;
      await settle(message.source);
      if (!(await ask(client.messageFlagsAdd(one, ['\\Seen'], { uid: true }))))
        throw refused('does not let a message be marked as read, so that it would be read again each time');
    }
    await ask(client.logout());
  } finally {
    client.close();
  }
}

function describe(at: MailboxUrl, error: ImapFlowError): string {
  const words = wordsOf(error.responseText ?? error.message);
  if (error.authenticationFailed === true)
    return `${at.name} refuses user or password: ${words}. See that both are right, and percent-encoded.`;
  if (error.mailboxMissing === true || error.responseStatus === 'NO')
    return `${at.name} cannot be opened: ${words}. See the folder's name behind the host.`;
  return describeLine(at, error);
}
