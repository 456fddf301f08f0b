/** `tumen subscribers remove`: takes a reader off a list, so that nothing brings them back. */
import type { Argv } from 'yargs';
import { unsubscribeFromAll } from '../../audience/consent.ts';
import { findSubscriber, removeSubscriber } from '../../audience/subscribers.ts';
import { UserError } from '../../publication/problem.ts';
import { listOf, withAudience, withList } from '../audience.ts';

const source = 'removed by the desk';

export function build(command: Argv): Argv {
  return withList(
    command.positional('email', { type: 'string', describe: 'mail address', demandOption: true }),
  )
    .option('all', { type: 'boolean', describe: 'off every list' })
    .conflicts('all', 'list')
    .epilogue(
      'The reader stays known as one who left, so that no import brings them back. "erase" forgets them.',
    )
    .example('$0 subscribers remove ada@example.org --list weekly', 'Ada leaves the weekly list')
    .example('$0 subscribers remove ada@example.org --all', 'Ada leaves all lists');
}

type Options = { email: string; list?: string; all?: boolean };

export async function run(options: Options): Promise<void> {
  const { email } = options;
  await withAudience(async ({ publication, database }) => {
    if (options.all === true) {
      const found = await findSubscriber(database, email);
      if (found === null) throw new UserError(`There is no reader ${email}.`);
      const left = await unsubscribeFromAll(database, found.subscriber.id, source);
      process.stdout.write(
        left.length === 0
          ? `${email} had left every list before.\n`
          : `${email} has left ${left.join(', ')}.\n`,
      );
      return;
    }
    const list = listOf(publication, options.list);
    const outcome = await removeSubscriber(database, list.id, email, source);
    if (outcome === 'unknown')
      throw new UserError(`${email} is not on ${list.id}. "tumen subscribers list" names who is.`);
    process.stdout.write(
      outcome === 'left' ? `${email} has left ${list.id}.\n` : `${email} had left ${list.id} before.\n`,
    );
  });
}
