/** `tumen subscribers add`: one reader, onto one list, on the desk's word. */
import type { Argv } from 'yargs';
import { readAttribute } from '../../audience/attribute.ts';
import { addSubscriber, findSubscriber } from '../../audience/subscribers.ts';
import { addTag, parseTag } from '../../audience/tags.ts';
import { UserError } from '../../publication/problem.ts';
import type { SubscriberField } from '../../publication/types.ts';
import { listOf, withAudience, withList } from '../audience.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('email', { type: 'string', describe: 'mail address', demandOption: true }),
  )
    .option('name', { type: 'string', describe: 'name' })
    .option('field', {
      type: 'string',
      array: true,
      describe: 'attributes, as name=value',
      default: [],
    })
    .option('tag', { type: 'string', array: true, describe: 'tags', default: [] })
    .example(
      '$0 subscribers add ada@example.org --list weekly --name Ada --field city=Seoul --tag press korea',
      'a reader with a city and two tags',
    );
}

const why = {
  left: 'has left the list, and only they themselves can come back.',
  suppressed: 'is suppressed: nothing is sent to this address or domain.',
  erased: 'was erased at their own wish, and only they themselves can come back.',
} as const;

type Options = {
  email: string;
  list?: string;
  name?: string;
  field: readonly string[];
  tag: readonly string[];
};

export async function run(options: Options): Promise<void> {
  await withAudience(async ({ publication, database }) => {
    const list = listOf(publication, options.list);
    const attributes = Object.fromEntries(
      options.field.map((pair) => attribute(pair, publication.subscriberFields)),
    );
    const tags = options.tag.map(tagOf);
    const outcome = await addSubscriber(
      database,
      list.id,
      { email: options.email, name: options.name ?? null, attributes },
      'added by the desk',
    );
    if (outcome !== 'added' && outcome !== 'already') {
      throw new UserError(`${options.email} ${why[outcome]} Nothing was changed.`);
    }
    const found = await findSubscriber(database, options.email);
    for (const tag of tags) await addTag(database, [found?.subscriber.id ?? 0], tag);
    process.stdout.write(
      outcome === 'added'
        ? `${options.email} is on ${list.id}.\n`
        : `${options.email} is on ${list.id} already; name and attributes stay as they were.\n`,
    );
  });
}

/** @throws UserError for what is no tag. */
export function tagOf(text: string): string {
  const parsed = parseTag(text);
  if ('refused' in parsed) throw new UserError(parsed.refused);
  return parsed.tag;
}

function attribute(pair: string, fields: readonly SubscriberField[]): [string, string] {
  const [name = '', ...rest] = pair.split('=');
  if (rest.length === 0) throw new UserError(`"${pair}" is no attribute. Write --field name=value.`);
  const field = fields.find((known) => known.name === name);
  if (field === undefined) {
    const there =
      fields.length === 0
        ? 'The publication declares none'
        : `The publication declares ${fields.map((known) => known.name).join(', ')}`;
    throw new UserError(`There is no attribute "${name}". ${there} (subscriberFields).`);
  }
  const read = readAttribute(field, rest.join('='));
  if ('refused' in read) throw new UserError(read.refused);
  return [name, read.value];
}
