/** `tumen subscribers stats`: how many readers a list has, and how it came to that. */
import type { Argv } from 'yargs';
import { type Growth, growthOf, type Span, spans } from '../../audience/growth.ts';
import { countSubscribers } from '../../audience/subscribers.ts';
import type { Database } from '../../database/open.ts';
import { bar } from '../../terminal/bars.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { isTerminal, widthOf } from '../../terminal/output.ts';
import { writeTable } from '../../terminal/table.ts';
import { listOf, withAudience, withList } from '../audience.ts';

export function build(command: Argv): Argv {
  return withList(command)
    .option('by', {
      choices: spans,
      describe: 'what a line of the chart stands for',
      defaultDescription: 'what fits on a screen',
    })
    .epilogue(
      'A consent counts on the day on which it was given, also when it was imported later. Erased readers are no longer counted.',
    )
    .example('$0 subscribers stats', 'every list')
    .example('$0 subscribers stats --list weekly --by week', 'one list, week by week');
}

type Options = { list?: string; by?: Span };

export async function run({ list, by }: Options): Promise<void> {
  await withAudience(async ({ publication, database }) => {
    const lists = list === undefined ? publication.lists : [listOf(publication, list)];
    for (const [index, { id, name }] of lists.entries()) {
      if (index > 0) process.stdout.write('\n');
      await printList(database, id, name, by ?? null);
    }
  });
}

async function printList(database: Database, id: string, name: string, wanted: Span | null): Promise<void> {
  const { bold } = coloursFor(process.stdout);
  const { active, ...others } = await countSubscribers(database, id);
  const rest = Object.entries(others).filter(([, count]) => count > 0);
  const besides = rest.map(([state, count]) => `, ${number(count)} ${state}`).join('');
  process.stdout.write(`${bold(`${name} (${id})`)}: ${number(active)} active${besides}\n`);
  const { span: by, entries: growth } = await growthOf(database, id, wanted, Date.now());
  if (growth.length === 0) return;
  const figures = growth.map((entry) => [
    label(entry, by),
    number(entry.joined),
    number(entry.left),
    number(entry.active),
  ]);
  const right = { align: 'right' } as const;
  const columns = [
    { title: by },
    { title: 'joined', ...right },
    { title: 'left', ...right },
    { title: 'active', ...right },
  ];
  if (!isTerminal(process.stdout)) {
    writeTable(process.stdout, { columns, rows: figures });
    return;
  }
  const taken = columns.map(({ title }, at) =>
    Math.max(title.length, ...figures.map((row) => (row[at] as string).length)),
  );
  const room = widthOf(process.stdout) - taken.reduce((sum, width) => sum + width + 2, 0);
  const most = Math.max(...growth.map((entry) => entry.active));
  writeTable(process.stdout, {
    columns: [...columns, { title: '' }],
    rows: figures.map((row, index) => [
      ...row,
      bar((growth[index] as Growth).active, most, Math.max(4, room)),
    ]),
  });
}

function label({ begins }: Growth, by: Span): string {
  if (by === 'year') return begins.slice(0, 4);
  return by === 'month' ? begins.slice(0, 7) : begins;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
