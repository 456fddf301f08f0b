/** `tumen report`: what became of a mailing, in the terminal or as one HTML page. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Argv } from 'yargs';
import type { Newsroom } from '../publication/newsroom.ts';
import { ProblemsError, UserError } from '../publication/problem.ts';
import { findIssue } from '../publication/resolve-issue.ts';
import type { Report } from '../reports/report.ts';
import { withAudience, withList } from './audience.ts';
import { renderEdition } from './edition.ts';

/** Mailings of the same list that the report is held against. */
const mostEarlier = 10;

export function build(command: Argv): Argv {
  return withList(
    command.positional('issue', { type: 'string', describe: 'number, slug or "latest"', demandOption: true }),
  )
    .option('html', { type: 'string', describe: 'write one HTML page with charts to this file' })
    .epilogue(
      'Accepted means that the mail server took a message; opens and clicks are there only where content/publication.md says "counting:".',
    )
    .example('$0 report latest', 'acceptance, domains, refusals, who left, clicks')
    .example('$0 report 2 --list weekly --html report.html', 'the same as a page that needs nothing else');
}

type Options = { issue: string; list?: string; html?: string };

export async function run(options: Options): Promise<void> {
  await withAudience(async ({ newsroom, publication, database }) => {
    const { earlierReports, readReports } = await import('../reports/report.ts');
    const { number } = findIssue(newsroom, options.issue);
    const reports = await readReports(database, number, options.list ?? null);
    const [report, ...others] = reports;
    if (report === undefined) {
      throw new UserError(`Issue ${number} has not been sent to ${options.list ?? 'any list'} yet.`);
    }
    if (others.length > 0) {
      const lists = reports.map(({ mailing }) => mailing.list).join(', ');
      throw new UserError(`Issue ${number} was sent to ${lists}. Name one of them with --list.`);
    }
    const earlier = await earlierReports(database, report, mostEarlier);
    if (options.html === undefined) {
      const { writeReport } = await import('../reports/report-text.ts');
      writeReport(process.stdout, report, earlier);
      return;
    }
    const { reportPage } = await import('../reports/report-page.ts');
    const html = report.clicks === null ? null : await issueHtml(newsroom, report);
    await mkdir(dirname(options.html), { recursive: true });
    await writeFile(options.html, reportPage({ publication, report, earlier, html }));
    process.stdout.write(`${options.html}\n`);
  });
}

/** The issue to draw clicks on; null where its files are no longer whole, which is no reason to withhold the rest. */
async function issueHtml(newsroom: Newsroom, { mailing }: Report): Promise<string | null> {
  try {
    const edition = await renderEdition(newsroom, String(mailing.issueNumber), mailing.list);
    return edition.content.html;
  } catch (error) {
    if (error instanceof ProblemsError || error instanceof UserError) return null;
    throw error;
  }
}
