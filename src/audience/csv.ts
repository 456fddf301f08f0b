/** CSV as a stream of rows, each with the line on which it begins, the broken ones among them. */
import type { Readable } from 'node:stream';
import { type CsvError, type Info, parse } from 'csv-parse';
import { UserError } from '../publication/problem.ts';
import type { Refusal } from './address.ts';

/** One row under the header: its columns by their names in lower case, or why it cannot be read. */
export type Row = {
  readonly line: number;
  readonly row: { readonly columns: ReadonlyMap<string, string> } | Refusal;
};

/** No reader's row is longer; a missing quotation mark would otherwise swallow the rest of the file into one. */
const longestRow = 64 * 1024;

/** @throws UserError when there is no header line with an `email` column, or one column twice. */
export async function* readRows(input: Readable): AsyncGenerator<Row> {
  let broken: Row[] = [];
  let lastLine = 1;
  let header: readonly string[] | null = null;
  const parser = parse({
    bom: true,
    info: true,
    columns: (cells: string[]) => {
      header = cells.map((cell) => cell.trim().toLowerCase());
      return header.map((_, index) => String(index));
    },
    // Named, because the first one found would otherwise hold for the whole file, and files are mixed.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRow,
    on_record: (record: Record<string, string>, { lines }) => {
      lastLine = lines;
      return record;
    },
    on_skip: (error: CsvError | undefined) => {
      if (error === undefined) return undefined;
      const end = Number(error.lines);
      const columnsOnly = error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS';
      const line = columnsOnly ? end : lastLine + 1;
      broken.push({ line, row: { refused: explain(error) } });
      lastLine = end;
      return undefined;
    },
  });
  input.on('error', (error) => parser.destroy(error));
  const records = input.pipe(parser) as AsyncIterable<{ info: Info; record: Record<string, string> }>;
  for await (const { info, record } of records) {
    const columns = new Map<string, string>();
    const names = checkHeader(header);
    names.forEach((name, index) => {
      columns.set(name, record[index] ?? '');
    });
    const breaks = [...columns.values()].reduce(
      (sum, value) => sum + (value.match(/\r\n|\n|\r/g)?.length ?? 0),
      0,
    );
    const line = info.lines - breaks;
    // The parser reads ahead: what it found broken further down waits for its turn.
    yield* broken.filter((row) => row.line < line);
    broken = broken.filter((row) => row.line >= line);
    const unreadable = [...columns.values()].some((value) => value.includes('\ufffd'));
    yield unreadable
      ? { line, row: { refused: 'The row is not in UTF-8. Save the file as UTF-8 and import it again.' } }
      : { line, row: { columns } };
  }
  checkHeader(header);
  yield* broken;
}

function checkHeader(header: readonly string[] | null): readonly string[] {
  if (header === null)
    throw new UserError(
      'The file is empty. Its first line must name the columns, for instance "email,name".',
    );
  if (!header.includes('email')) {
    throw new UserError(
      `The first line must name the columns, one of them "email"; it reads "${header.join(',')}". ` +
        'Columns are separated by commas.',
    );
  }
  const twice = header.find((name, index) => name !== '' && header.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UserError(`The first line names the column "${twice}" twice. Rename or delete one.`);
  return header;
}

function explain(error: CsvError): string {
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return 'The row has more or fewer columns than the first line names.';
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return 'A quotation mark is not closed, or the row is too long: nothing was read from here on.';
    default:
      return 'A quotation mark stands inside a value. Put the value in quotation marks and double those within it.';
  }
}
