/** Tables of the commands: aligned columns that fit a person's window, tab-separated lines for a program. */
import { type Colours, coloursFor } from './colours.ts';
import { isTerminal, type Output, widthOf } from './output.ts';
import { columnsOf, cutToColumns, oneLine, padToColumns } from './width.ts';

export type Column = {
  readonly title: string;
  /** Figures stand to the right; left unless it is said. */
  readonly align?: 'left' | 'right';
};

/** One line a row; every row has as many cells as there are columns. */
export type Table = { readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] };

const gap = '  ';
/** No column is cut below this, however narrow the window: the line then runs over instead. */
const leastColumns = 6;

/** Prints `table` as a person or, in a pipe, as a program wants it. */
export function writeTable(output: Output, table: Table): void {
  const text = isTerminal(output)
    ? formatTable(table, widthOf(output), coloursFor(output))
    : formatTsv(table);
  output.write(text);
}

/** Tab-separated: a line of titles, a line a row; tabs and line ends within a cell become blanks. */
export function formatTsv({ columns, rows }: Table): string {
  const lines = [columns.map((column) => column.title), ...rows];
  return lines.map((cells) => `${cells.map(oneLine).join('\t')}\n`).join('');
}

/** Aligned columns of at most `width` columns in all; the widest columns are cut first, with `…`. */
export function formatTable({ columns, rows }: Table, width: number, colours: Colours): string {
  const titles = columns.map((column) => column.title);
  const cells = rows.map((row) => row.map(oneLine));
  // Not Math.max(...): a hundred thousand arguments are more than a call takes.
  const natural = columns.map((_, at) =>
    cells.reduce((most, row) => Math.max(most, columnsOf(row[at] ?? '')), columnsOf(titles[at] ?? '')),
  );
  const widths = fitColumns(natural, width - gap.length * (columns.length - 1));
  const line = (row: readonly string[]) =>
    columns
      .map(({ align = 'left' }, at) => {
        const columnWidth = widths[at] ?? 0;
        return padToColumns(cutToColumns(row[at] ?? '', columnWidth), columnWidth, align);
      })
      .join(gap)
      .trimEnd();
  return [colours.bold(line(titles)), ...cells.map(line)].map((text) => `${text}\n`).join('');
}

/** Takes one column at a time from the widest until all fit in `room` or none can give more. */
function fitColumns(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= leastColumns) break;
    widths[widths.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
}
