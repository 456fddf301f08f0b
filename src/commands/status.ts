/** `tumen status`: what was sent to whom: the sum of each mailing, and the readers in one state. */
import type { Argv } from 'yargs';
import type { Database } from '../database/open.ts';
import { verifyMailing } from '../delivery/control.ts';
import type { Mailing } from '../delivery/mailing.ts';
import { listDeliveries, type MailingStatus, readStatus, type Who, whoStates } from '../delivery/status.ts';
import { UserError } from '../publication/problem.ts';
import { findIssue } from '../publication/resolve-issue.ts';
import { writeTable } from '../terminal/table.ts';
import { oneLine } from '../terminal/width.ts';
import { withAudience, withList } from './audience.ts';
import { formatTotals, waitingAgain } from './totals.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('issue', {
      type: 'string',
      describe: 'number, slug or "latest"',
      defaultDescription: 'all',
    }),
  )
    .option('verify', { type: 'boolean', describe: 'count every delivery again and prove the sum' })
    .conflicts('who', 'verify')
    .option('who', { choices: Object.keys(whoStates), describe: 'name the readers in this state' })
    .example('$0 status', 'every mailing with its sum')
    .example(
      '$0 status 2 --who refused',
      'a line a reader, with what the server said; tab-separated in a pipe',
    );
}

type Options = { issue?: string; list?: string; who?: Who; verify?: boolean };

export async function run(options: Options): Promise<void> {
  await withAudience(async ({ newsroom, database }) => {
    const number = options.issue === undefined ? undefined : findIssue(newsroom, options.issue).number;
    const all = await readStatus(database, number);
    const mailings = all.filter(({ mailing }) => options.list === undefined || mailing.list === options.list);
    if (mailings.length === 0) {
      const what = number === undefined ? 'No issue' : `Issue ${number}`;
      const list = options.list ?? 'any list';
      process.stdout.write(`${what} has ${number === undefined ? '' : 'not '}been sent to ${list} yet.\n`);
      return;
    }
    if (options.who === undefined) {
      process.stdout.write(mailings.map(describe).join('\n'));
      if (options.verify === true) for (const { mailing } of mailings) await verify(database, mailing);
      return;
    }
    if (mailings.length > 1) {
      throw new UserError(
        'There are several mailings. Name one issue and one list, for instance "tumen status 2 --list weekly --who refused".',
      );
    }
    const rows: string[][] = [];
    for await (const each of listDeliveries(
      database,
      (mailings[0] as MailingStatus).mailing.id,
      options.who,
    )) {
      rows.push([each.email, each.state, String(each.attempts), time(each.settledAtMs), each.reason ?? '']);
    }
    const titles = ['email', 'state', 'attempts', 'settled', 'reason'];
    writeTable(process.stdout, { columns: titles.map((title) => ({ title })), rows });
  });
}

function describe({ mailing, totals, sum, nextDueMs, workers, relays, reasons }: MailingStatus): string {
  const lines = [
    `Issue ${mailing.issueNumber} (${mailing.issueSlug}) to ${mailing.list}: ${oneLine(mailing.subject)}\n`,
    `  opened ${time(mailing.openedAtMs)}${mailing.state === 'open' ? '' : `, ${mailing.state}`}${workers > 0 ? ', being sent now' : ''}\n`,
    formatTotals(totals),
    ...describeRelays(relays),
    ...reasons.map(
      ({ state, reason, count }) => `  ${count.toLocaleString('en')} ${state}: ${oneLine(reason)}\n`,
    ),
  ];
  if (totals.waiting > 0 && workers === 0 && mailing.state !== 'cancelled')
    lines.push(`  ${waitingAgain(mailing, nextDueMs)}\n`);
  if (sum.handed > 0 && workers === 0) {
    const many = sum.handed.toLocaleString('en');
    lines.push(
      `  ${many} of them were handed over when a sender ended: the next "tumen send" counts these as unknown.\n`,
    );
  }
  return lines.join('');
}

/** Where there are several, a line for each: `  smtp://a.example.org:587: 389 accepted, 2 unknown`. */
function describeRelays(relays: MailingStatus['relays']): readonly string[] {
  const byRelay = Map.groupBy(relays, ({ relay }) => relay);
  if (byRelay.size < 2) return [];
  return [...byRelay].map(([relay, rows]) => {
    const counts = rows.map(({ state, count }) => `${count.toLocaleString('en')} ${state}`);
    return `  ${relay}: ${counts.join(', ')}\n`;
  });
}

/** A line for each thing that must hold; exit status 1 when one does not. */
async function verify(database: Database, mailing: Mailing): Promise<void> {
  const { proofs } = await verifyMailing(database, mailing);
  process.stdout.write(`\nIssue ${mailing.issueNumber} to ${mailing.list}, counted again:\n`);
  for (const { claim, broken } of proofs) {
    process.stdout.write(
      broken === 0 ? `  holds   ${claim}\n` : `  BROKEN  ${claim} Not so for ${broken}.\n`,
    );
    if (broken > 0) process.exitCode = 1;
  }
}

/** `2024-06-22 08:00:12 UTC` */
function time(atMs: number | null): string {
  return atMs === null ? '' : new Date(atMs).toISOString().slice(0, 19).replace('T', ' ').concat(' UTC');
}
