/** `tumen subscribers import`: a CSV file of readers, onto one list. */
import { createReadStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Argv } from 'yargs';
import { importCsv } from '../../audience/import.ts';
import { UserError } from '../../publication/problem.ts';
import { oneLine } from '../../terminal/width.ts';
import { listOf, withAudience, withList } from '../audience.ts';

export function build(command: Argv): Argv {
  return withList(
    command.positional('file', {
      type: 'string',
      describe: 'CSV with a column "email"; "-" reads the standard input',
      demandOption: true,
    }),
  )
    .epilogue(
      'Columns "name" and the publication\'s subscriberFields are kept, others left out. Nobody who has left is brought back.',
    )
    .example('$0 subscribers import readers.csv --list weekly', 'import a CSV file');
}

type Options = { file: string; list?: string };

export async function run(options: Options): Promise<void> {
  const fromPipe = options.file === '-';
  if (!fromPipe && !existsSync(options.file)) throw new UserError(`There is no file ${options.file}.`);
  const name = fromPipe ? 'standard input' : basename(options.file);
  await withAudience(async ({ publication, database }) => {
    const list = listOf(publication, options.list);
    const summary = await importCsv(database, fromPipe ? process.stdin : createReadStream(options.file), {
      list: list.id,
      fields: publication.subscriberFields.map(({ name }) => name),
      source: `import ${name}`,
      onRejected: ({ line, reason }) =>
        process.stderr.write(`${fromPipe ? name : options.file}:${line}: ${oneLine(reason)}\n`),
    });
    const { rows, added, already, left, duplicates, rejected } = summary;
    const parts = [
      `${count(added)} added`,
      `${count(already)} there already`,
      ...(left === 0 ? [] : [`${count(left)} had left and stay away`]),
      ...(duplicates === 0 ? [] : [`${count(duplicates)} twice in the file`]),
      `${count(rejected)} rejected`,
    ];
    process.stdout.write(`${count(rows)} rows for ${list.id}: ${parts.join(', ')}.\n`);
    if (rejected > 0) {
      process.stderr.write(
        `Mend the rejected rows and import the file again: who is there already is not added twice.\n`,
      );
      process.exitCode = 1;
    }
  });
}

function count(value: number): string {
  return value.toLocaleString('en');
}
