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
  await withFolder(at, async (folder) => {
    const { client, ask, refused } = folder;
    for (const uid of await unreadOf(folder)) {
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
  });
}

/** How many unread messages there are. @throws UserError */
export async function countOfImap(at: MailboxUrl): Promise<number> {
  return withFolder(at, async (folder) => (await unreadOf(folder)).length);
}

type Folder = {
  readonly client: ImapFlow;
  readonly ask: <Answer>(answer: Promise<Answer>) => Promise<Answer>;
  /** For what is told by false alone, whether the server said no or the line was lost. */
  readonly refused: (what: string) => UserError;
};

async function unreadOf({ client, ask, refused }: Folder): Promise<readonly number[]> {
  const unread = await ask(client.search({ seen: false }, { uid: true }));
  if (!unread) throw refused('cannot be searched');
  return unread;
}

async function withFolder<Result>(
  at: MailboxUrl,
  work: (folder: Folder) => Promise<Result>,
): Promise<Result> {
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
  const refused = (what: string) =>
    new UserError(client.usable ? `${at.name} ${what}. See what its user may do there.` : describe(at, lost));
  try {
    await ask(client.connect());
    await ask(client.mailboxOpen(at.folder));
    const result = await work({ client, ask, refused });
    await ask(client.logout());
    return result;
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
