/** `tumen subscribers export`: the readers of a list as CSV or JSON. */
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Argv } from 'yargs';
import { type ExportFormat, exportFormats, exportReaders } from '../../audience/export.ts';
import { listSubscribers } from '../../audience/subscribers.ts';
import { type SubscriptionState, subscriptionStates } from '../../database/schema.ts';
import { UserError } from '../../publication/problem.ts';
import { listOf, withAudience, withList } from '../audience.ts';
import { conditionOf, withSegment } from '../segment.ts';

export function build(command: Argv): Argv {
  return withSegment(
    withList(
      command.positional('file', {
        type: 'string',
        describe: 'where to; readable by you alone',
        defaultDescription: 'the standard output',
      }),
    ),
  )
    .option('state', {
      choices: subscriptionStates,
      describe: 'only readers in this state',
      defaultDescription: 'all who are or were on it',
    })
    .option('format', {
      choices: exportFormats,
      describe: 'how it is written',
      defaultDescription: "the file's ending, else csv",
    })
    .epilogue(
      'In CSV a cell that a spreadsheet would take for a formula begins with an apostrophe. "import" reads both again.',
    )
    .example('$0 subscribers export readers.csv --list weekly', 'everyone who is or was on the list')
    .example(
      '$0 subscribers export --state active --segment \'tag = "press"\' --format json',
      'some, into a pipe',
    );
}

type Options = {
  file?: string;
  list?: string;
  segment?: string;
  state?: SubscriptionState;
  format?: ExportFormat;
};

export async function run(options: Options): Promise<void> {
  await withAudience(async ({ publication, database }) => {
    const list = listOf(publication, options.list);
    const condition = conditionOf(database, publication, options.segment);
    const format = options.format ?? formatOf(options.file);
    let count = 0;
    async function* readers() {
      for await (const reader of listSubscribers(database, list.id, { state: options.state, condition })) {
        count++;
        yield reader;
      }
    }
    const text = exportReaders(readers(), publication.subscriberFields, format);
    if (options.file === undefined) {
      for await (const piece of text) {
        if (!process.stdout.write(piece))
          await new Promise((resolve) => process.stdout.once('drain', resolve));
      }
      return;
    }
    // Beside it first: an export that is broken off leaves no half of a list that looks like a whole one.
    const beside = `${options.file}.${process.pid}.tmp`;
    try {
      await pipeline(text, createWriteStream(beside, { mode: 0o600 }));
      renameSync(beside, options.file);
    } finally {
      rmSync(beside, { force: true });
    }
    const readersInAll = count === 1 ? '1 reader' : `${count.toLocaleString('en')} readers`;
    process.stdout.write(`Wrote ${readersInAll} of ${list.id} to ${options.file}.\n`);
  });
}

function formatOf(file: string | undefined): ExportFormat {
  const ending = file === undefined ? '' : extname(file).toLowerCase();
  if (ending === '.json') return 'json';
  if (ending === '' || ending === '.csv') return 'csv';
  throw new UserError(`It is not clear how to write ${file}. Name it .csv or .json, or say --format csv.`);
}
