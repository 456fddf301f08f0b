/** `tumen pause`: stop a mailing, whoever is sending it; what is under way is finished. */
import type { Argv } from 'yargs';
import { pauseMailing } from '../delivery/control.ts';
import { findIssue } from '../publication/resolve-issue.ts';
import { mailedList, withAudience, withList } from './audience.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('issue', { type: 'string', describe: 'number, slug or "latest"', demandOption: true }),
  ).example('$0 pause 2 --list weekly', 'stop a mailing');
}

export async function run(options: { issue: string; list?: string }): Promise<void> {
  await withAudience(async ({ newsroom, publication, database }) => {
    const { number } = findIssue(newsroom, options.issue);
    const list = await mailedList(database, publication, number, options.list);
    await pauseMailing(database, number, list.id);
    process.stdout.write(
      `Issue ${number} to ${list.id} is paused. Go on with: tumen resume ${number} --list ${list.id}\n`,
    );
  });
}
