/** `tumen subscribers erase`: forgets a reader, as the law lets them ask. */
import type { Argv } from 'yargs';
import { eraseSubscriber } from '../../audience/erasure.ts';
import { findSubscriber } from '../../audience/subscribers.ts';
import { UserError } from '../../publication/problem.ts';
import { confirm } from '../../terminal/confirm.ts';
import { withAudience } from '../audience.ts';

export function build(command: Argv): Argv {
  return command
    .positional('email', {
      type: 'string',
      describe: 'mail address, in whatever spelling',
      demandOption: true,
    })
    .option('yes', { type: 'boolean', describe: 'do not ask' })
    .epilogue(
      'Name, address, attributes, tags, subscriptions, consent and bounces go; the ledger keeps that something was sent, ' +
        'not to whom. A salted hash stays, by which an import knows not to bring them back; they themselves can subscribe ' +
        'again. Messages in outbox/, exports and backups are yours to delete.',
    )
    .example('$0 subscribers erase ada@example.org', 'asks, then forgets Ada');
}

type Options = { email: string; yes?: boolean };

export async function run({ email, yes }: Options): Promise<void> {
  await withAudience(async ({ database }) => {
    const found = await findSubscriber(database, email);
    if (found === null) throw new UserError(`Nothing is held about ${email}.`);
    const lists = found.subscriptions.map(({ list, state }) => `${list} (${state})`).join(', ') || 'no list';
    const question = `Erase ${found.subscriber.email}, on ${lists}? This cannot be undone.`;
    if (yes !== true && !(await confirm(question))) {
      process.stdout.write('Nothing was erased.\n');
      return;
    }
    await eraseSubscriber(database, found.subscriber.id);
    process.stdout.write(
      `${found.subscriber.email} is forgotten. Messages in outbox/, exports and backups still name them.\n`,
    );
  });
}
