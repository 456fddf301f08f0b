/** `tumen bounces`: what came back of what was sent, from a Maildir or a pipe, settled by rule and explained. */
import { buffer } from 'node:stream/consumers';
import type { Argv } from 'yargs';
import { readSecret } from '../audience/secret.ts';
import { eachOfMaildir } from '../bounces/maildir.ts';
import { readReport } from '../bounces/report.ts';
import { type Settled, settleReport, softLimit } from '../bounces/settle.ts';
import { UserError } from '../publication/problem.ts';
import { writeTable } from '../terminal/table.ts';
import { withAudience } from './audience.ts';

export function build(command: Argv): Argv {
  return command
    .positional('maildir', {
      type: 'string',
      describe: 'folder with "new" and "cur"',
      defaultDescription: 'one message, piped in',
    })
    .option('explain', { type: 'boolean', describe: 'name every decision so far and why; reads nothing' })
    .conflicts('explain', 'maildir')
    .epilogue(
      'A report counts only where it shows a Message-ID that we made. An address that does not exist is given up at once, ' +
        `one that fails for now after ${softLimit.times} times within ${softLimit.withinDays} days; a complaint ends every list.`,
    )
    .example('$0 bounces ~/Maildir/.bounces', 'reads what is new, and moves it to cur')
    .example('$0 bounces < report.eml', 'as a mail server hands it over')
    .example('$0 bounces --explain', 'who was taken off, and why');
}

type Options = { maildir?: string; explain?: boolean };

export async function run({ maildir, explain }: Options): Promise<void> {
  if (maildir === undefined && explain !== true && process.stdin.isTTY) {
    throw new UserError('Name a Maildir, or pipe a message in: tumen bounces < report.eml');
  }
  await withAudience(async ({ newsroom, database }) => {
    if (explain === true) {
      const rows = await database.kysely
        .selectFrom('bounces')
        .leftJoin('subscribers', 'subscribers.id', 'bounces.subscriber_id')
        .select(['bounces.at', 'email', 'kind', 'status', 'decision'])
        .orderBy('bounces.id')
        .execute();
      writeTable(process.stdout, {
        columns: ['time', 'reader', 'kind', 'status', 'decision'].map((title) => ({ title })),
        rows: rows.map(({ at, email, kind, status, decision }) => [
          new Date(at).toISOString().slice(0, 16).replace('T', ' '),
          email ?? '',
          kind,
          status ?? '',
          decision,
        ]),
      });
      return;
    }
    const secret = readSecret(newsroom.root, process.env.TUMEN_SECRET);
    const counts: Record<Settled['outcome'], number> = {
      bounced: 0,
      complained: 0,
      left: 0,
      counted: 0,
      ignored: 0,
      again: 0,
    };
    const settle = async (raw: Uint8Array, origin: string): Promise<void> => {
      const { outcome } = await settleReport(database, secret, await readReport(raw), raw, origin);
      counts[outcome]++;
    };
    if (maildir === undefined) await settle(await buffer(process.stdin), 'pipe');
    else await eachOfMaildir(maildir, (raw) => settle(raw, 'maildir'));
    const { bounced, complained, counted, ignored, again } = counts;
    process.stdout.write(
      `${bounced} given up, ${complained} complained, ${counted} failed for now, ${ignored} ignored, ${again} seen before. "tumen bounces --explain" says why.\n`,
    );
  });
}
