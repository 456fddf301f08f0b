/**
 * CSV (RFC 4180) out of pieces of text: csv-parse reads the rows, this tells each its line, and sets csv-parse down
 * again on the next line where a quotation mark has spoilt one, so that it does not spoil the rest of the file.
 */
import { CsvError, parse } from 'csv-parse/sync';
import type { Refusal } from '../address.ts';
import type { SourceRow } from './source-row.ts';

/** In bytes of UTF-8. No reader's row is longer; further than this nobody looks for a closing quotation mark. */
export const longestRow = 64 * 1024;

export type CsvRows = {
  /** The rows that end within the text so far; `last`: nothing follows, so that the last one needs no line end. */
  readonly push: (text: string, last: boolean) => readonly SourceRow[];
};

const unclosed = {
  refused:
    'A quotation mark is not closed, or the row is too long. A quotation mark within a value is written twice.',
};
const misplaced = {
  refused:
    'A quotation mark stands inside a value. Put the value in quotation marks and double those within it.',
};
const unreadable = {
  refused: 'The row is not in the encoding of the file. Name it with --encoding, or save the file as UTF-8.',
};
const otherColumns = { refused: 'The row has more or fewer columns than the first line names.' };

const newline = 0x0a;

/** Rows are parted by CRLF, LF or CR, mixed as they come, LF within a value; rows without any text are left out. */
export function openCsvRows(delimiter: string, firstLine: number): CsvRows {
  let held: Buffer = Buffer.alloc(0);
  let carriage = '';
  let line = firstLine;
  let columns: number | null = null;
  /** Within a line that has been refused for its length, and whose end has not come yet. */
  let skipping = false;

  /** Reads whole lines into `rows`, up to the first row that spoils what follows it; that one begins at `end`. */
  const read = (lines: Buffer, rows: SourceRow[]): { end: number; spoilt: SourceRow | 'open' | null } => {
    // Mostly there is nothing undecodable in it, and no cell has to be looked through.
    const suspicious = lines.includes('\ufffd');
    const faultOf = (cells: readonly string[], bytes: number): Refusal | null => {
      if (bytes > longestRow) return unclosed;
      columns ??= cells.length;
      if (cells.length !== columns) return otherColumns;
      return suspicious && cells.some((cell) => cell.includes('\ufffd')) ? unreadable : null;
    };
    const before = line - 1;
    let end = 0;
    let spoilt: SourceRow | null = null;
    try {
      parse(lines, {
        delimiter,
        record_delimiter: '\n',
        relax_column_count: true,
        max_record_size: longestRow,
        on_record: (cells: string[], info) => {
          const lastLine = before + info.lines;
          if (cells.some((cell) => cell !== '')) {
            const row = { at: line, cells, refused: faultOf(cells, info.bytes - end) };
            if (row.refused !== null && lastLine > line) {
              // The next lines may well be rows of their own. What is thrown only stops csv-parse.
              spoilt = row;
              throw new Error(row.refused.refused);
            }
            rows.push(row);
          }
          end = info.bytes;
          line = lastLine + 1;
          return null;
        },
      });
    } catch (error) {
      if (spoilt !== null) return { end, spoilt };
      const refused = refusalOf(error);
      return { end, spoilt: refused === 'open' ? 'open' : { at: line, cells: null, refused } };
    }
    return { end, spoilt: null };
  };

  const push = (text: string, last: boolean): readonly SourceRow[] => {
    let lines = carriage + text;
    // A line end may be cut in two.
    carriage = !last && lines.endsWith('\r') ? '\r' : '';
    lines = lines.slice(0, lines.length - carriage.length).replace(/\r\n?/g, '\n');
    if (skipping) {
      const end = lines.indexOf('\n');
      if (end < 0) return [];
      lines = lines.slice(end + 1);
      line++;
      skipping = false;
    }
    held = Buffer.concat([held, Buffer.from(lines)]);
    const whole = last ? held.length : held.lastIndexOf(newline) + 1;
    const rows: SourceRow[] = [];
    let at = 0;
    while (at < whole) {
      const { end, spoilt } = read(held.subarray(at, whole), rows);
      at += end;
      if (spoilt === null || (spoilt === 'open' && !last && whole - at <= longestRow)) break;
      rows.push(spoilt === 'open' ? { at: line, cells: null, refused: unclosed } : spoilt);
      const next = held.indexOf(newline, at);
      at = next < 0 ? whole : next + 1;
      line++;
    }
    held = held.subarray(at);
    if (held.length > longestRow && !held.includes(newline)) {
      rows.push({ at: line, cells: null, refused: unclosed });
      held = Buffer.alloc(0);
      skipping = true;
    }
    return rows;
  };
  return { push };
}

/** Why csv-parse stopped; `open`: the text ended within quotation marks. */
function refusalOf(error: unknown): Refusal | 'open' {
  // csv-parse's name for the second of these is not among those that its types know.
  const code: string | null = error instanceof CsvError ? error.code : null;
  if (code === 'CSV_INVALID_CLOSING_QUOTE' || code === 'INVALID_OPENING_QUOTE') return misplaced;
  if (code === 'CSV_MAX_RECORD_SIZE') return unclosed;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'open';
  throw error;
}
