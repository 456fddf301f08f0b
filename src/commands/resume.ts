/** `tumen resume`: open a paused mailing again. */
import type { Argv } from 'yargs';
import { resumeMailing } from '../delivery/control.ts';
import { findIssue } from '../publication/resolve-issue.ts';
import { mailedList, withAudience, withList } from './audience.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('issue', { type: 'string', describe: 'number, slug or "latest"', demandOption: true }),
  ).example('$0 resume 2 --list weekly', 'open a paused mailing again');
}

export async function run(options: { issue: string; list?: string }): Promise<void> {
  await withAudience(async ({ newsroom, publication, database }) => {
    const { number } = findIssue(newsroom, options.issue);
    const list = await mailedList(database, publication, number, options.list);
    await resumeMailing(database, number, list.id);
    process.stdout.write(
      `Issue ${number} to ${list.id} is open again. Send the rest with: tumen send ${number} --list ${list.id}\n`,
    );
  });
}
