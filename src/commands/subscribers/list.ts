/** `tumen subscribers list`: who is on a list, and who was. */
import type { Argv } from 'yargs';
import { segmentCondition } from '../../audience/segment/condition.ts';
import { countSegment } from '../../audience/segment/count.ts';
import { parseSegment } from '../../audience/segment/parse.ts';
import { countSubscribers, type Listed, listSubscribers } from '../../audience/subscribers.ts';
import { type SubscriptionState, subscriptionStates } from '../../database/schema.ts';
import { isTerminal } from '../../terminal/output.ts';
import { formatTsv, writeTable } from '../../terminal/table.ts';
import { listOf, withAudience, withList } from '../audience.ts';
import { withSegment } from '../segment.ts';

export function build(command: Argv): Argv {
  return withSegment(withList(command))
    .option('state', { choices: subscriptionStates, describe: 'only readers in this state' })
    .option('count', { type: 'boolean', describe: 'how many, without names' })
    .epilogue(
      'A segment asks for city and whatever else is in subscriberFields, and for email, domain, name, tag, list (another ' +
        'one that they are active on), state, and joined; with = != < <= > >=, and, or, not and brackets.',
    )
    .example('$0 subscribers list --list weekly', 'a line a reader; tab-separated in a pipe')
    .example('$0 subscribers list --list weekly --count', 'how many are in each state')
    .example(
      '$0 subscribers list --segment \'tag = "press" and joined >= 2024-01-01\' --count',
      'how many an issue to that segment would reach',
    );
}

type Options = { list?: string; segment?: string; state?: SubscriptionState; count?: boolean };

/** Rows that are held to be aligned; more than a screen, less than a memory. */
const alignedTogether = 1000;

export async function run(options: Options): Promise<void> {
  await withAudience(async ({ publication, database }) => {
    const list = listOf(publication, options.list);
    const segment = options.segment === undefined ? null : parseSegment(options.segment, publication);
    if (options.count === true && segment !== null) {
      const { active, matching, suppressed } = await countSegment(database, list.id, segment);
      const kept = suppressed === 0 ? '' : `, ${number(suppressed)} of them suppressed`;
      process.stdout.write(`${number(matching)} of ${number(active)} active readers of ${list.id}${kept}.\n`);
      return;
    }
    if (options.count === true) {
      const counts = Object.entries(await countSubscribers(database, list.id));
      writeTable(process.stdout, {
        columns: [{ title: 'state' }, { title: 'readers', align: 'right' }],
        rows: counts.map(([state, count]) => [state, number(count)]),
      });
      return;
    }
    const condition = segment === null ? undefined : segmentCondition(database.dialect, segment);
    const aligned = isTerminal(process.stdout);
    // A person wants the addresses whole; a program wants its columns apart.
    const titles = aligned ? ['tags and attributes'] : ['tags', 'attributes'];
    const columns = ['email', 'name', 'state', 'since', ...titles].map((title) => ({ title }));
    let rows: string[][] = [];
    let first = true;
    const write = (): void => {
      if (aligned) writeTable(process.stdout, { columns, rows });
      else process.stdout.write((first ? formatTsv({ columns, rows: [] }) : '') + tsvLines(rows));
      first = false;
      rows = [];
    };
    for await (const listed of listSubscribers(database, list.id, { state: options.state, condition })) {
      const row = toRow(listed);
      rows.push(
        aligned
          ? [
              ...row.slice(0, 4),
              row
                .slice(4)
                .filter((text) => text !== '')
                .join('  '),
            ]
          : row,
      );
      if (rows.length === alignedTogether) write();
    }
    if (first || rows.length > 0) write();
  });
}

/** The lines of a table without that of its titles. */
function tsvLines(rows: readonly (readonly string[])[]): string {
  const [titles = []] = rows;
  const text = formatTsv({ columns: titles.map((title) => ({ title })), rows });
  return text.slice(text.indexOf('\n') + 1);
}

function toRow({ subscriber, subscription, tags }: Listed): string[] {
  const attributes = Object.entries(subscriber.attributes).map(([name, value]) => `${name}=${value}`);
  return [
    subscriber.email,
    subscriber.name ?? '',
    subscription.state,
    new Date(subscription.sinceMs).toISOString().slice(0, 10),
    tags.join(', '),
    attributes.join(' '),
  ];
}

function number(value: number): string {
  return value.toLocaleString('en');
}
