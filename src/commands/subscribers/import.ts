/** `tumen subscribers import`: a file of readers, from wherever they come, onto one list. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Argv } from 'yargs';
import { type ImportSummary, importReaders } from '../../audience/import/import.ts';
import { type Outcome, outcomes } from '../../audience/import/stage.ts';
import { UserError } from '../../publication/problem.ts';
import { writeSentence } from '../../terminal/output.ts';
import { type Progress, startProgress } from '../../terminal/progress.ts';
import { writeTable } from '../../terminal/table.ts';
import { listOf, withAudience, withList } from '../audience.ts';
import { openRejects, rejectsFile } from './rejects.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('file', {
      type: 'string',
      describe: 'CSV or JSON',
      defaultDescription: 'what is piped in',
    }),
  )
    .option('dry-run', { type: 'boolean', describe: 'show what would change, and change nothing' })
    .option('update', {
      type: 'boolean',
      describe: "let the file's names and attributes take the place of those that are known",
    })
    .option('rejects', {
      type: 'string',
      describe: 'where rows that cannot be taken are written',
      defaultDescription: 'FILE.rejects.csv',
    })
    .option('encoding', {
      type: 'string',
      describe: 'for instance windows-1251',
      defaultDescription: 'UTF-8, UTF-16 or Windows-1252, by the bytes',
    })
    .epilogue(
      'Exports of Mailchimp, Substack, Ghost, Buttondown, beehiiv, listmonk and Tumen are known by their columns; any other ' +
        'file needs a column "email". Kept are name, tags, state, when they agreed, and the publication\'s subscriberFields. ' +
        'Whoever left, bounced, complained, is suppressed or was erased is not brought back, whatever the file says; whoever ' +
        'the file says has left leaves here too.',
    )
    .example('$0 subscribers import readers.csv --list weekly --dry-run', 'what would change')
    .example('$0 subscribers import readers.csv --list weekly', 'import a CSV file')
    .example('zcat members.json.gz | $0 subscribers import --list weekly', 'from a pipe');
}

type Options = {
  file?: string;
  list?: string;
  dryRun?: boolean;
  update?: boolean;
  rejects?: string;
  encoding?: string;
};

export async function run(options: Options): Promise<void> {
  const { file, dryRun = false } = options;
  if (file === undefined && process.stdin.isTTY) {
    throw new UserError('Name a file, or pipe one in: tumen subscribers import readers.csv');
  }
  if (file !== undefined && !existsSync(file)) throw new UserError(`There is no file ${file}.`);
  if (file !== undefined && statSync(file).isDirectory()) {
    throw new UserError(`${file} is a folder. Name a CSV or JSON file in it.`);
  }
  const size = file === undefined ? null : statSync(file).size;
  const name = file === undefined ? 'standard input' : basename(file);
  await withAudience(async ({ publication, database }) => {
    const list = listOf(publication, options.list);
    const input = file === undefined ? process.stdin : createReadStream(file);
    const bar = progressOf(size, () => ('bytesRead' in input ? input.bytesRead : 0));
    const rejectedTo = dryRun ? null : (options.rejects ?? rejectsFile(file));
    const rejects = openRejects(file ?? name, rejectedTo, bar.say);
    const summary = await importReaders(database, input, {
      list: list.id,
      fields: publication.subscriberFields,
      source: `import ${name}`,
      fileName: file === undefined ? undefined : name,
      encoding: options.encoding ?? null,
      update: options.update ?? false,
      dryRun,
      onSheet: rejects.begin,
      onRejected: rejects.add,
      onRead: bar.read,
      onSort: bar.sorting,
      onSettled: bar.settled,
    }).finally(() => bar.finish());
    const rejected = rejects.end();
    report(name, list.id, summary, dryRun);
    if (rejected !== null) {
      writeSentence(
        process.stderr,
        `The rejected rows are in ${rejected}, each with its reason. Mend them there and import that file.`,
      );
    }
    if (summary.counts.rejected > 0) process.exitCode = 1;
  });
}

/** First how much of the file has been read, then how many of its readers are settled. A pipe has no size to tell. */
function progressOf(size: number | null, bytesRead: () => number) {
  let reading: Progress | null = null;
  let settling: Progress | null = null;
  const kilobytes = (bytes: number): number => Math.ceil(bytes / 1000);
  // What is done before a bar could be read needs none.
  const wanted = size !== null && size > 1_000_000;
  return {
    read: (): void => {
      if (!wanted) return;
      reading ??= startProgress({ label: 'Reading kB', total: kilobytes(size), output: process.stderr });
      reading.update(kilobytes(bytesRead()));
    },
    sorting: (rows: number): void => {
      reading?.finish();
      reading = null;
      if (wanted) process.stderr.write(`Putting ${count(rows)} rows in order.\n`);
    },
    settled: (done: number, readers: number): void => {
      if (readers <= 20_000) return;
      settling ??= startProgress({ label: 'Settling readers', total: readers, output: process.stderr });
      settling.update(done);
    },
    /** A sentence above whatever is shown. */
    say: (sentence: string): void => {
      const shown = reading ?? settling;
      if (shown === null) writeSentence(process.stderr, sentence);
      else shown.say(sentence);
    },
    finish: (): void => {
      reading?.finish();
      settling?.finish();
      [reading, settling] = [null, null];
    },
  };
}

const words: Readonly<Record<Outcome, string>> = {
  added: 'added',
  unconfirmed: 'wait for their own confirmation',
  already: 'on the list already',
  leaves: 'leave: left or bounced there',
  recorded: 'kept away: left or bounced there',
  left: 'left here before, and stay away',
  suppressed: 'suppressed, and stay away',
  erased: 'erased at their wish, and stay away',
};

function report(name: string, list: string, summary: ImportSummary, dryRun: boolean): void {
  const { counts, examples, changes, leftOut, note } = summary;
  const would = dryRun ? 'would be imported onto' : 'imported onto';
  process.stdout.write(
    `${name} (${summary.format}, ${summary.encoding}) ${would} ${list}: ${count(counts.rows)} ${counts.rows === 1 ? 'row' : 'rows'}\n`,
  );
  const rows = outcomes
    .filter((outcome) => counts[outcome] > 0 || outcome === 'added')
    .map((outcome) => [words[outcome], counts[outcome], few(examples[outcome], counts[outcome])] as const);
  const others = [
    ['twice in the file', counts.duplicates, ''],
    ['rejected', counts.rejected, ''],
  ] as const;
  const shown = [...rows, ...others.filter(([what, number]) => number > 0 || what === 'rejected')];
  const columns = [{ title: 'outcome' }, { title: 'readers', align: 'right' as const }];
  writeTable(process.stdout, {
    columns: dryRun ? [...columns, { title: 'for instance' }] : columns,
    rows: shown.map(([what, number, which]) =>
      dryRun ? [what, count(number), which] : [what, count(number)],
    ),
  });
  if (counts.changed > 0) {
    const what = counts.changed === 1 ? 'reader' : 'readers';
    const gets = dryRun ? 'would be known better' : 'are known better now';
    process.stdout.write(`${count(counts.changed)} known ${what} ${gets}${dryRun ? ':' : '.'}\n`);
  }
  if (dryRun) for (const change of changes) process.stdout.write(`  ${describe(change)}\n`);
  if (leftOut.length > 0) {
    writeSentence(
      process.stdout,
      `Nothing is kept of the columns ${leftOut.join(', ')}; what is wanted of them is declared in subscriberFields.`,
    );
  }
  if (note !== null) writeSentence(process.stdout, `Note: ${note}`);
}

function describe({ email, name, attributes }: ImportSummary['changes'][number]): string {
  const changed = Object.keys(attributes.after)
    .filter((field) => attributes.before[field] !== attributes.after[field])
    .map((field) => `${field}: ${attributes.before[field] ?? 'nothing'} → ${attributes.after[field]}`);
  const named = name.before === name.after ? [] : [`name: ${name.before ?? 'nothing'} → ${name.after}`];
  return `${email}  ${[...named, ...changed].join(', ')}`;
}

function few(examples: readonly string[], all: number): string {
  return `${examples.join(', ')}${all > examples.length && examples.length > 0 ? ', …' : ''}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
