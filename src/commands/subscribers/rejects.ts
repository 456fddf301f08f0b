/** The rows that an import did not take: the first ones on the screen, all of them in a file to be mended and imported. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { parse } from 'node:path';
import { csvLine } from '../../audience/csv-line.ts';
import type { RejectedRow } from '../../audience/import/import.ts';
import type { Sheet } from '../../audience/import/source-row.ts';
import { UserError } from '../../publication/problem.ts';
import { oneLine } from '../../terminal/width.ts';

/** More than this on a screen is read by nobody. */
const shownAtMost = 20;

export type Rejects = {
  /** The columns of the file: they stand in the rejects file too. Called before the first row. */
  readonly begin: (sheet: Pick<Sheet, 'kind' | 'header'>) => void;
  readonly add: (row: RejectedRow) => void;
  /** Says how many more there are than were shown, and closes the file; its name, or null when nothing was rejected. */
  readonly end: () => string | null;
};

/** `readers.csv` → `readers.rejects.csv`, beside it; `rejects.csv` for what was piped in. */
export function rejectsFile(file: string | undefined): string {
  if (file === undefined) return 'rejects.csv';
  const { dir, name } = parse(file);
  return `${dir === '' ? '' : `${dir}/`}${name}.rejects.csv`;
}

/**
 * `file`: where they are written, made with the first of them; null writes none. `source` is what is being imported;
 * `say` shows a sentence on a line of its own.
 */
export function openRejects(source: string, file: string | null, say: (sentence: string) => void): Rejects {
  let sheet: Pick<Sheet, 'kind' | 'header'> = { kind: 'CSV', header: [] };
  let open: number | null = null;
  let count = 0;
  const columns = (): readonly string[] => (sheet.kind === 'CSV' ? sheet.header : ['record']);
  const write = (cells: readonly string[]): void => {
    if (file === null) return;
    if (open === null) {
      open = openFile(file);
      writeSync(open, csvLine([sheet.kind === 'CSV' ? 'line' : 'number', 'reason', ...columns()]));
    }
    writeSync(open, csvLine(cells));
  };
  return {
    begin: (opened) => {
      sheet = opened;
    },
    add: ({ at, reason, cells }) => {
      count++;
      const values = Array.isArray(cells) ? cells : cells === null ? [] : [JSON.stringify(cells)];
      write([String(at), reason, ...columns().map((_, index) => values[index] ?? '')]);
      if (count <= shownAtMost) {
        const place = sheet.kind === 'CSV' ? `${source}:${at}` : `${source}, record ${at}`;
        say(`${place}: ${oneLine(reason)}`);
      }
    },
    end: () => {
      if (count > shownAtMost) {
        say(`… and ${(count - shownAtMost).toLocaleString('en')} more rows like these.`);
      }
      if (open !== null) closeSync(open);
      return open === null ? null : file;
    },
  };
}

function openFile(file: string): number {
  try {
    // It names readers, as the file that was imported does: for the desk's eyes alone.
    return openSync(file, 'w', 0o600);
  } catch (error) {
    throw new UserError(
      `The file for rejected rows, ${file}, cannot be written: ${(error as Error).message}. Name another with --rejects.`,
    );
  }
}
