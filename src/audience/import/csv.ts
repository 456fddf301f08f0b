/** A file of CSV: its first line names the columns, the rows under it are lent as they are read. */
import { UserError } from '../../publication/problem.ts';
import { longestRow, openCsvRows } from './csv-rows.ts';
import { columnKey, type Sheet, type SourceRow } from './source-row.ts';

/**
 * Reads the header of `text` and lends the rows under it. Cells are parted by commas, semicolons or tabs, whichever
 * the first line has most of.
 * @throws UserError when there is no header, or when it names a column twice.
 */
export async function readCsv(text: AsyncIterable<string>): Promise<Sheet> {
  const pieces = text[Symbol.asyncIterator]();
  let beginning = '';
  let ended = false;
  while (!/[^\s\ufeff][^\r\n]*[\r\n]/.test(beginning) && beginning.length < longestRow && !ended) {
    const next = await pieces.next();
    if (next.done === true) ended = true;
    else beginning += next.value;
  }
  const above = /^[\s\ufeff]*/.exec(beginning)?.[0] ?? '';
  beginning = beginning.slice(above.length);
  if (beginning === '') {
    throw new UserError(
      'The file is empty. Its first line must name the columns, for instance "email,name".',
    );
  }
  const csv = openCsvRows(delimiterOf(beginning), above.split(/\r\n|\n|\r/).length);
  let found = csv.push(beginning, ended);
  while (found.length === 0 && !ended) {
    const next = await pieces.next();
    ended = next.done === true;
    found = csv.push(next.done === true ? '' : next.value, ended);
  }
  const [first, ...others] = found;
  if (first === undefined || first.cells === null) {
    throw new UserError(
      `The first line must name the columns, and cannot be read. ${first?.refused?.refused ?? ''}`.trim(),
    );
  }
  const header = (first.cells as readonly string[]).map((cell) => cell.trim());
  refuseTwice(header);

  async function* rows(): AsyncGenerator<readonly SourceRow[]> {
    yield others;
    while (!ended) {
      const next = await pieces.next();
      ended = next.done === true;
      yield csv.push(next.done === true ? '' : next.value, ended);
    }
  }
  return { kind: 'CSV', header, rows: rows() };
}

function delimiterOf(beginning: string): string {
  const firstLine = beginning.slice(0, /[\r\n]|$/.exec(beginning)?.index ?? 0).replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => firstLine.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best));
}

function refuseTwice(header: readonly string[]): void {
  const keys = header.map(columnKey);
  const twice = header.find(
    (_, index) => keys[index] !== '' && keys.indexOf(keys[index] as string) !== index,
  );
  if (twice !== undefined) {
    throw new UserError(`The first line names the column "${twice}" twice. Rename or delete one.`);
  }
}
