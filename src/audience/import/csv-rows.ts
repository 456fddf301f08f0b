/**
 * CSV (RFC 4180) out of pieces of text: the rows that are whole, each with its line, the broken ones among them. A
 * quotation mark that nobody closed spoils its own line and not the rest of the file, which is why this is ours.
 */
import type { Refusal } from '../address.ts';
import type { SourceRow } from './source-row.ts';

/** No reader's row is longer; further than this nobody looks for a closing quotation mark. */
export const longestRow = 64 * 1024;

export type CsvRows = {
  /** The rows that end within the text so far; `last`: nothing follows, so that the last one needs no line end. */
  readonly push: (text: string, last: boolean) => readonly SourceRow[];
};

type Read =
  /** `end` is the index behind the row's line end. */
  | { readonly kind: 'row'; readonly cells: string[]; readonly end: number }
  | { readonly kind: 'broken'; readonly refused: Refusal }
  /** The text ends within the row. */
  | { readonly kind: 'open' };

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

/** Rows are parted by CRLF, LF or CR, mixed as they come; rows without any text are left out. */
export function openCsvRows(delimiter: string): CsvRows {
  let held = '';
  let line = 1;
  let columns: number | null = null;
  let suspicious = false;

  const faultOf = (read: Read): Refusal | null => {
    if (read.kind !== 'row') return read.kind === 'broken' ? read.refused : null;
    columns ??= read.cells.length;
    if (read.cells.length !== columns) return otherColumns;
    return suspicious && read.cells.some((cell) => cell.includes('\ufffd')) ? unreadable : null;
  };

  /** Whether more of the line that begins at `at` may be in the next piece. */
  const goesOn = (at: number): boolean => held.length - at <= longestRow && lineEnd(held, at) === held.length;

  const push = (text: string, last: boolean): readonly SourceRow[] => {
    held += text;
    // Mostly there is nothing undecodable in it, and no cell has to be looked through.
    suspicious = held.includes('\ufffd');
    const rows: SourceRow[] = [];
    let at = 0;
    let quote = held.indexOf('"');
    let carriage = held.indexOf('\r');
    while (at < held.length) {
      if (quote >= 0 && quote < at) quote = held.indexOf('"', at);
      if (carriage >= 0 && carriage < at) carriage = held.indexOf('\r', at);
      const newline = held.indexOf('\n', at);
      const crlf = newline > at && carriage === newline - 1;
      // Most rows are a line without quotation marks: cut at the delimiters, they need no closer look.
      const plain =
        newline >= 0 && (quote < 0 || quote > newline) && (carriage < 0 || carriage > newline || crlf);
      const read: Read = plain
        ? {
            kind: 'row',
            cells: held.slice(at, crlf ? newline - 1 : newline).split(delimiter),
            end: newline + 1,
          }
        : readCarefully(held, at, delimiter, last);
      if (read.kind === 'open' || (read.kind === 'broken' && !last && goesOn(at))) break;
      const cells = read.kind === 'row' ? read.cells : null;
      const blank = cells?.every((cell) => cell === '') === true;
      const refused = blank ? null : faultOf(read);
      if (!blank) rows.push({ at: line, cells, refused });
      // Of a row that is wrong over several lines, the next lines may well be rows of their own.
      const end = read.kind === 'row' && refused === null ? read.end : lineEnd(held, at);
      line += plain ? 1 : linesIn(held.slice(at, end));
      at = end;
    }
    held = held.slice(at);
    return rows;
  };
  return { push };
}

/** A row by its characters; `at` is where it begins. */
function readCarefully(held: string, at: number, delimiter: string, last: boolean): Read {
  const cells: string[] = [];
  let next = at;
  for (;;) {
    if (held.charCodeAt(next) === 0x22) {
      const quoted = readQuoted(held, next, at + longestRow);
      if (quoted === null) {
        const hopeless = last || held.length - at > longestRow;
        return hopeless ? { kind: 'broken', refused: unclosed } : { kind: 'open' };
      }
      cells.push(quoted.value);
      next = quoted.end;
    } else {
      const begin = next;
      for (; next < held.length; next++) {
        const code = held.charCodeAt(next);
        if (code === 0x0a || code === 0x0d || code === delimiter.charCodeAt(0)) break;
      }
      cells.push(held.slice(begin, next));
    }
    if (next >= held.length) return last ? { kind: 'row', cells, end: next } : { kind: 'open' };
    const end = held.charAt(next);
    if (end !== delimiter) {
      if (end === '\n') return { kind: 'row', cells, end: next + 1 };
      if (end !== '\r') return { kind: 'broken', refused: misplaced };
      if (next + 1 >= held.length && !last) return { kind: 'open' };
      return { kind: 'row', cells, end: held.charAt(next + 1) === '\n' ? next + 2 : next + 1 };
    }
    next++;
  }
}

/** The value in quotation marks that begins at `at`; null when no mark before `limit` closes it. */
function readQuoted(held: string, at: number, limit: number): { value: string; end: number } | null {
  let value = '';
  for (let from = at + 1; ; ) {
    const quote = held.indexOf('"', from);
    if (quote < 0 || quote > limit) return null;
    value += held.slice(from, quote);
    if (held.charCodeAt(quote + 1) !== 0x22) return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

/** Where the line that begins at `at` ends, whatever is in it. */
function lineEnd(held: string, at: number): number {
  const end = /\r\n|\n|\r/g;
  end.lastIndex = at;
  const found = end.exec(held);
  return found === null ? held.length : found.index + found[0].length;
}

function linesIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
