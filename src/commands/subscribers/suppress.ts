/** `tumen subscribers suppress`: addresses and domains that get nothing, whatever list they are on. */
import type { Argv } from 'yargs';
import { liftSuppression, listSuppressions, suppress } from '../../audience/suppressions.ts';
import { UserError } from '../../publication/problem.ts';
import { writeTable } from '../../terminal/table.ts';
import { withAudience } from '../audience.ts';

export function build(command: Argv): Argv {
  return command
    .positional('what', {
      type: 'string',
      describe: 'address or domain',
      defaultDescription: 'name all that are suppressed',
    })
    .option('lift', { type: 'boolean', describe: 'let it get mail again' })
    .epilogue(
      'A domain stands for every address at it, not for domains under it. What bounced or complained is suppressed by itself.',
    )
    .example('$0 subscribers suppress ada@example.org', 'one address')
    .example('$0 subscribers suppress example.org', 'everyone at a domain')
    .example('$0 subscribers suppress ada@example.org --lift', 'takes it back')
    .example('$0 subscribers suppress', 'names all');
}

type Options = { what?: string; lift?: boolean };

export async function run({ what, lift }: Options): Promise<void> {
  await withAudience(async ({ database }) => {
    if (what === undefined) {
      if (lift === true) throw new UserError('Lift what? Name the address or the domain.');
      const rows = (await listSuppressions(database)).map(({ value, reason, source, sinceMs }) => [
        value,
        reason,
        source,
        new Date(sinceMs).toISOString().slice(0, 10),
      ]);
      writeTable(process.stdout, {
        columns: ['address or domain', 'reason', 'how', 'since'].map((title) => ({ title })),
        rows,
      });
      return;
    }
    if (lift === true) {
      if (!(await liftSuppression(database, what))) throw new UserError(`${what} is not suppressed.`);
      process.stdout.write(
        `${what} is no longer suppressed. Whoever bounced or complained stays off their lists until they subscribe again.\n`,
      );
      return;
    }
    const isNew = await suppress(database, what, 'desk', 'suppressed by the desk');
    process.stdout.write(
      isNew ? `${what} gets nothing any more, on any list.\n` : `${what} was suppressed before.\n`,
    );
  });
}
