/** `tumen subscribers add`: one reader, onto one list. */
import type { Argv } from 'yargs';
import { addSubscriber } from '../../audience/subscribers.ts';
import { UserError } from '../../publication/problem.ts';
import { listOf, withAudience, withList } from '../audience.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('email', { type: 'string', describe: 'mail address', demandOption: true }),
  )
    .option('name', { type: 'string', describe: 'name' })
    .option('field', {
      type: 'string',
      array: true,
      describe: 'attribute, as name=value; may be given several times',
      default: [],
    })
    .example(
      '$0 subscribers add ada@example.org --list weekly --name Ada --field city=Seoul',
      'a reader with a city',
    );
}

const why = {
  left: 'has left the list, and only they themselves can come back.',
  suppressed: 'is suppressed: nothing is sent to this address or domain.',
  erased: 'was erased at their own wish, and only they themselves can come back.',
} as const;

type Options = { email: string; list?: string; name?: string; field: readonly string[] };

export async function run(options: Options): Promise<void> {
  await withAudience(async ({ publication, database }) => {
    const list = listOf(publication, options.list);
    const attributes = Object.fromEntries(
      options.field.map((pair) =>
        attribute(
          pair,
          publication.subscriberFields.map(({ name }) => name),
        ),
      ),
    );
    const outcome = await addSubscriber(
      database,
      list.id,
      { email: options.email, name: options.name ?? null, attributes },
      'added by the desk',
    );
    if (outcome !== 'added' && outcome !== 'already') {
      throw new UserError(`${options.email} ${why[outcome]} Nothing was changed.`);
    }
    process.stdout.write(
      outcome === 'added'
        ? `${options.email} is on ${list.id}.\n`
        : `${options.email} is on ${list.id} already.\n`,
    );
  });
}

function attribute(pair: string, known: readonly string[]): [string, string] {
  const [name = '', ...rest] = pair.split('=');
  if (rest.length === 0) throw new UserError(`"${pair}" is no attribute. Write --field name=value.`);
  if (!known.includes(name)) {
    const there =
      known.length === 0 ? 'The publication declares none' : `The publication declares ${known.join(', ')}`;
    throw new UserError(`There is no attribute "${name}". ${there} (subscriberFields).`);
  }
  return [name, rest.join('=')];
}
