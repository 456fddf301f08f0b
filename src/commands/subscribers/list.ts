/** `tumen subscribers list`: who is on a list, and who was. */
import type { Argv } from 'yargs';
import { countSubscribers, listSubscribers } from '../../audience/subscribers.ts';
import { writeTable } from '../../terminal/table.ts';
import { listOf, withAudience, withList } from '../audience.ts';

export function build(command: Argv): Argv {
  return withList(command)
    .option('count', { type: 'boolean', describe: 'how many are in each state, without names' })
    .example('$0 subscribers list --list weekly', 'a line a reader; tab-separated in a pipe')
    .example('$0 subscribers list --list weekly --count', 'active 981, unsubscribed 19');
}

type Options = { list?: string; count?: boolean };

export async function run(options: Options): Promise<void> {
  await withAudience(async ({ publication, database }) => {
    const list = listOf(publication, options.list);
    if (options.count === true) {
      const counts = Object.entries(await countSubscribers(database, list.id));
      writeTable(process.stdout, {
        columns: [{ title: 'state' }, { title: 'readers', align: 'right' }],
        rows: counts.map(([state, number]) => [state, number.toLocaleString('en')]),
      });
      return;
    }
    const rows: string[][] = [];
    for await (const { subscriber, subscription } of listSubscribers(database, list.id)) {
      const attributes = Object.entries(subscriber.attributes).map(([name, value]) => `${name}=${value}`);
      rows.push([
        subscriber.email,
        subscriber.name ?? '',
        subscription.state,
        new Date(subscription.sinceMs).toISOString().slice(0, 10),
        attributes.join(' '),
      ]);
    }
    const columns = ['email', 'name', 'state', 'since', 'attributes'].map((title) => ({ title }));
    writeTable(process.stdout, { columns, rows });
  });
}
