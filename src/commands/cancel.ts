/** `tumen cancel`: give up for good what was not sent yet. */
import type { Argv } from 'yargs';
import { cancelMailing } from '../delivery/control.ts';
import { findIssue } from '../publication/resolve-issue.ts';
import { confirm } from '../terminal/confirm.ts';
import { mailedList, withAudience, withList } from './audience.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('issue', { type: 'string', describe: 'number, slug or "latest"', demandOption: true }),
  )
    .option('yes', { type: 'boolean', describe: 'do not ask' })
    .example('$0 cancel 2 --list weekly', 'give up for good what was not sent yet');
}

export async function run(options: { issue: string; list?: string; yes?: boolean }): Promise<void> {
  await withAudience(async ({ newsroom, publication, database }) => {
    const { number } = findIssue(newsroom, options.issue);
    const list = await mailedList(database, publication, number, options.list);
    if (
      options.yes !== true &&
      !(await confirm(`Give up what is left of issue ${number} to ${list.id}, for good?`))
    ) {
      process.stdout.write('Nothing was changed.\n');
      return;
    }
    const given = await cancelMailing(database, number, list.id);
    process.stdout.write(
      `Issue ${number} to ${list.id} is cancelled: ${given.toLocaleString('en')} readers do not get it.\n`,
    );
  });
}
