/** `tumen subscribers tag`: sticks a tag on readers, or takes it off. */
import type { Argv } from 'yargs';
import { findSubscriber, listSubscribers } from '../../audience/subscribers.ts';
import { addTag, removeTag } from '../../audience/tags.ts';
import { UserError } from '../../publication/problem.ts';
import { listOf, withAudience, withList } from '../audience.ts';
import { conditionOf, withSegment } from '../segment.ts';
import { tagOf } from './add.ts';

export function build(command: Argv): Argv {
  return withSegment(
    withList(
      command
        .positional('tag', { type: 'string', describe: 'a word or a few', demandOption: true })
        .positional('email', { type: 'string', describe: 'mail address' }),
    ),
  )
    .option('remove', { type: 'boolean', describe: 'take the tag off' })
    .example('$0 subscribers tag press ada@example.org', 'one reader')
    .example('$0 subscribers tag korea --list weekly --segment \'city = "Seoul"\'', 'everyone of a segment')
    .example('$0 subscribers tag press ada@example.org --remove', 'takes it off again');
}

type Options = { tag: string; email?: string; list?: string; segment?: string; remove?: boolean };

export async function run(options: Options): Promise<void> {
  const tag = tagOf(options.tag);
  if ((options.email === undefined) === (options.segment === undefined)) {
    throw new UserError('Whom? Name an address behind the tag, or readers of a list with --segment.');
  }
  await withAudience(async ({ publication, database }) => {
    const ids: number[] = [];
    if (options.email !== undefined) {
      const found = await findSubscriber(database, options.email);
      if (found === null) throw new UserError(`There is no reader ${options.email}.`);
      ids.push(found.subscriber.id);
    } else {
      const list = listOf(publication, options.list);
      const condition = conditionOf(database, publication, options.segment);
      for await (const { subscriber } of listSubscribers(database, list.id, { condition }))
        ids.push(subscriber.id);
    }
    const changed = await (options.remove === true ? removeTag : addTag)(database, ids, tag);
    const [did, before] =
      options.remove === true ? ['taken off', 'did not have it'] : ['stuck on', 'had it already'];
    if (options.email !== undefined) {
      process.stdout.write(
        changed === 1 ? `"${tag}" was ${did} ${options.email}.\n` : `${options.email} ${before}.\n`,
      );
      return;
    }
    const rest = ids.length - changed;
    const readers = `${number(ids.length)} ${ids.length === 1 ? 'reader' : 'readers'} of the segment`;
    process.stdout.write(
      `"${tag}" was ${did} ${number(changed)} of ${readers}${rest === 0 ? '' : `; ${number(rest)} ${before}`}.\n`,
    );
  });
}

function number(value: number): string {
  return value.toLocaleString('en');
}
