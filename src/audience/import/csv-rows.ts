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
  let held = '';
  let carriage = '';
  let line = firstLine;
  let columns: number | null = null;
  /** Within a line that has been refused for its length, and whose end has not come yet. */
  let skipping = false;

  const faultOf = (cells: readonly string[], suspicious: boolean): Refusal | null => {
    columns ??= cells.length;
    if (cells.length !== columns) return otherColumns;
    return suspicious && cells.some((cell) => cell.includes('\ufffd')) ? unreadable : null;
  };

  /** Reads whole lines into `rows`, up to the first row that spoils what follows it; that one begins at `end`. */
  const read = (lines: Buffer, rows: SourceRow[]): { end: number; spoilt: SourceRow | 'open' | null } => {
    // Mostly there is nothing undecodable in it, and no cell has to be looked through.
    const suspicious = lines.includes('\ufffd');
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
            const tooLong = info.bytes - end > longestRow;
            const row = { at: line, cells, refused: tooLong ? unclosed : faultOf(cells, suspicious) };
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

  /** Reads whole lines that are as simple as most are; false, with nothing done, where one of them is not. */
  const readSimple = (lines: string, rows: SourceRow[]): boolean => {
    const found = simpleRows(lines, delimiter);
    if (found === null) return false;
    const suspicious = lines.includes('\ufffd');
    for (const cells of found) {
      if (cells.some((cell) => cell !== ''))
        rows.push({ at: line, cells, refused: faultOf(cells, suspicious) });
      line++;
    }
    return true;
  };

  const push = (text: string, last: boolean): readonly SourceRow[] => {
    let lines = carriage + text;
    // A line end may be cut in two.
    carriage = !last && lines.endsWith('\r') ? '\r' : '';
    lines = lines.slice(0, lines.length - carriage.length);
    if (lines.includes('\r')) lines = lines.replace(/\r\n?/g, '\n');
    if (skipping) {
      const end = lines.indexOf('\n');
      if (end < 0) return [];
      lines = lines.slice(end + 1);
      line++;
      skipping = false;
    }
    lines = held + lines;
    const rows: SourceRow[] = [];
    const simple = lines.lastIndexOf('\n') + 1;
    if (simple > 0 && readSimple(lines.slice(0, simple), rows)) lines = lines.slice(simple);
    const bytes = Buffer.from(lines);
    const whole = last ? bytes.length : bytes.lastIndexOf(newline) + 1;
    let at = 0;
    while (at < whole) {
      const { end, spoilt } = read(bytes.subarray(at, whole), rows);
      at += end;
      if (spoilt === null || (spoilt === 'open' && !last && whole - at <= longestRow)) break;
      rows.push(spoilt === 'open' ? { at: line, cells: null, refused: unclosed } : spoilt);
      const next = bytes.indexOf(newline, at);
      at = next < 0 ? whole : next + 1;
      line++;
    }
    held = at === 0 ? lines : bytes.toString('utf8', at);
    if (bytes.length - at > longestRow && !held.includes('\n')) {
      rows.push({ at: line, cells: null, refused: unclosed });
      held = '';
      skipping = true;
    }
    return rows;
  };
  return { push };
}

/**
 * The cells of lines of which each is a row of its own; null where that is not sure. Only lines with quotation marks
 * need csv-parse, which takes a microsecond for every sixty characters: all of them at once, and as long as they come
 * in pairs in every line, no value goes on into the next one.
 */
function simpleRows(text: string, delimiter: string): readonly (readonly string[])[] | null {
  const lines = text.slice(0, -1).split('\n');
  if (lines.some((line) => line.length > longestRow / 3)) return null;
  if (!text.includes('"')) return lines.map((line) => line.split(delimiter));
  const quoted = lines.filter((line) => line.includes('"'));
  if (quoted.some((line) => line.split('"').length % 2 === 0)) return null;
  let parsed: string[][];
  try {
    parsed = parse(quoted.join('\n'), { delimiter, record_delimiter: '\n', relax_column_count: true });
  } catch {
    return null;
  }
  if (parsed.length !== quoted.length) return null;
  let next = 0;
  return lines.map((line) => (line.includes('"') ? (parsed[next++] as string[]) : line.split(delimiter)));
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
