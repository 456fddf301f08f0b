/** `tumen bounces`: what came back of what was sent, from a Maildir, a mailbox or a pipe, settled by rule and explained. */
import type { Argv } from 'yargs';
import { readSecret } from '../audience/secret.ts';
import { agreeOnSecret } from '../audience/signing-key.ts';
import { isMailboxUrl } from '../bounces/mailbox-url.ts';
import { readReport } from '../bounces/read-report.ts';
import { largestReportBytes } from '../bounces/report.ts';
import { type Settled, settleReport, softLimit } from '../bounces/settle.ts';
import { UserError } from '../publication/problem.ts';
import { isTerminal } from '../terminal/output.ts';
import { withAudience } from './audience.ts';
import { writeOutcomes } from './bounce-outcomes.ts';

export function build(command: Argv): Argv {
  return command
    .positional('from', {
      type: 'string',
      describe: 'a Maildir, or imaps://user:password@host/folder, or pop3s://user:password@host',
      defaultDescription: 'one message, piped in; else the mailbox of BOUNCES_URL',
    })
    .option('explain', { type: 'boolean', describe: 'name every decision so far and why; reads nothing' })
    .conflicts('explain', 'from')
    .epilogue(
      'A report counts only where it shows a Message-ID or a return path that we made. An address that does not exist is ' +
        `given up at once, one that fails for now after ${softLimit.mailings} mailings within ${softLimit.withinDays} days; a complaint ends every list, a mail to the address in List-Unsubscribe that one list.\n\n` +
        'What was read is marked when it is settled: in a Maildir it moves from "new" to "cur", over IMAP unread messages ' +
        'are marked as read and stay, over POP3 every message is deleted – so let nothing but bounces come there. ' +
        'TLS is required and verified, except to this machine; "?tls=off" or "?tls=opportunistic" behind the address.',
    )
    .example('$0 bounces ~/Maildir/.bounces', 'reads what is new, and moves it to cur')
    .example(
      '$0 bounces',
      'the mailbox of BOUNCES_URL, from the environment or .env: its password is in no list of processes',
    )
    .example('$0 bounces < report.eml', 'as a mail server hands it over')
    .example('$0 bounces --explain', 'who was taken off, and why');
}

type Options = { from?: string; explain?: boolean };
type Settle = (raw: Uint8Array, origin: string) => Promise<void>;

export async function run({ from, explain }: Options): Promise<void> {
  await withAudience(async ({ newsroom, database }) => {
    if (explain === true) {
      const { explainBounces } = await import('./explain-bounces.ts');
      return explainBounces(process.stdout, database);
    }
    const secret = readSecret(newsroom.root, process.env.TUMEN_SECRET);
    // With another secret than the senders' every report would be a stranger's, and be put away as that.
    await agreeOnSecret(database, secret);
    const counts = new Map<Settled['outcome'], number>();
    let whole = false;
    try {
      await eachReport(from, async (raw, origin) => {
        const { outcome } = await settleReport(database, secret, await readReport(raw), raw, origin);
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      });
      whole = true;
    } finally {
      // Also where the mailbox broke off: what was settled is settled.
      if (whole || counts.size > 0) {
        writeOutcomes(process.stdout, counts, 'Nothing new has come back.');
        if (counts.size > 0 && isTerminal(process.stdout))
          process.stdout.write('"tumen bounces --explain" says why.\n');
      }
    }
  });
}

async function eachReport(from: string | undefined, settle: Settle): Promise<void> {
  if (from === undefined) {
    const piped = process.stdin.isTTY ? Buffer.alloc(0) : await readPiped();
    if (piped.length > 0) return settle(piped, 'pipe');
  }
  const place = from ?? process.env.BOUNCES_URL ?? '';
  if (place === '') {
    throw new UserError(
      'There is nothing to read. Name a Maildir or a mailbox, set BOUNCES_URL, or pipe a message in: tumen bounces < report.eml',
    );
  }
  if (from === undefined || isMailboxUrl(place)) {
    const { eachOfMailbox } = await import('../bounces/mailbox.ts');
    return eachOfMailbox(place, settle);
  }
  const { eachOfMaildir } = await import('../bounces/maildir.ts');
  return eachOfMaildir(place, (raw) => settle(raw, 'maildir'));
}

/** The beginning of it; whoever pipes more is let finish. */
async function readPiped(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let room = largestReportBytes;
  for await (const chunk of process.stdin) {
    if (room > 0) chunks.push((chunk as Buffer).subarray(0, room));
    room -= (chunk as Buffer).length;
  }
  return Buffer.concat(chunks);
}
