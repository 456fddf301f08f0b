/** `tumen subscribers remove`: takes a reader off a list, so that nothing brings them back. */
import type { Argv } from 'yargs';
import { removeSubscriber } from '../../audience/subscribers.ts';
import { UserError } from '../../publication/problem.ts';
import { listOf, withAudience, withList } from '../audience.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('email', { type: 'string', describe: 'mail address', demandOption: true }),
  ).example('$0 subscribers remove ada@example.org --list weekly', 'Ada leaves the weekly list');
}

type Options = { email: string; list?: string };

export async function run(options: Options): Promise<void> {
  await withAudience(async ({ publication, database }) => {
    const list = listOf(publication, options.list);
    const outcome = await removeSubscriber(database, list.id, options.email, 'removed by the desk');
    if (outcome === 'unknown')
      throw new UserError(`${options.email} is not on ${list.id}. "tumen subscribers list" names who is.`);
    process.stdout.write(
      outcome === 'left'
        ? `${options.email} has left ${list.id}.\n`
        : `${options.email} had left ${list.id} before.\n`,
    );
  });
}
