/** JSON as a stream of records: an array of objects, one object a line, or the list inside an API's answer. */
import { UserError } from '../../publication/problem.ts';
import { columnKey, type Sheet, type SourceRow } from './source-row.ts';

/** No reader's record is longer. */
const longestRecord = 256 * 1024;

/** What stands before the list of records in the answers of the systems that we know: `{"data":{"results":[`. */
const wrapping =
  /^\s*\{(?:\s*"\w+"\s*:\s*(?:"[^"]*"|[\d.+-]+|null|true|false)\s*,)*\s*"(?:data|results|members|subscribers|subscriptions)"\s*:\s*(?:\{\s*"results"\s*:\s*)?(?=\[)/;

/** @throws UserError when there is no record. */
export async function readJson(text: AsyncIterable<string>): Promise<Sheet> {
  const batches = records(text);
  const first: SourceRow[] = [];
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    first.push(...next.value);
    if (first.length > 0) break;
  }
  const header = Object.keys(first.find(({ cells }) => cells !== null)?.cells ?? {});
  if (first.length === 0) {
    throw new UserError(
      'The file holds no records. JSON is read as an array of objects, as one object a line, or as the answer of an API with such an array in it.',
    );
  }
  async function* rows(): AsyncGenerator<readonly SourceRow[]> {
    yield first;
    yield* batches;
  }
  return { kind: 'JSON', header, rows: rows() };
}

async function* records(text: AsyncIterable<string>): AsyncGenerator<SourceRow[]> {
  const splitter = openSplitter();
  let number = 0;
  const rowsOf = (pieces: readonly string[]) => pieces.map((piece) => readRecord(piece, ++number));
  for await (const chunk of text) {
    const pieces = splitter.push(chunk);
    if (pieces.length > 0) yield rowsOf(pieces);
  }
  const rest = splitter.rest();
  if (rest !== null) yield [refusedRow(++number, rest)];
  else if (splitter.isCut()) {
    const refused = 'The file ends before its list does: whoever came after the last record is missing.';
    yield [{ at: ++number, cells: { record: '' }, refused: { refused } }];
  }
}

/**
 * Cuts text into its outermost objects, without understanding them: quotation marks and brackets are enough for that,
 * and a record that is no JSON inside spoils itself alone.
 */
function openSplitter() {
  let held = '';
  let at = 0;
  let begun = false;
  let isList = false;
  let start = -1;
  let depth = 0;
  let quoted = false;
  // Behind the list there may be other things: where the next page is, how many there are.
  let closed = false;
  const cut = (): string[] => {
    const pieces: string[] = [];
    for (; at < held.length && !closed; at++) {
      const code = held.charCodeAt(at);
      if (quoted) {
        if (code === 0x5c) at++;
        else if (code === 0x22) quoted = false;
      } else if (code === 0x22) quoted = start >= 0;
      else if (code === 0x7b) {
        if (depth++ === 0) start = at;
      } else if (code === 0x7d && depth > 0 && --depth === 0) {
        pieces.push(held.slice(start, at + 1));
        start = -1;
      } else if (code === 0x5d && depth === 0) closed = true;
    }
    // What was cut is let go of; what is still open is kept from its beginning.
    const keepFrom = start < 0 ? at : start;
    held = held.slice(keepFrom);
    at -= keepFrom;
    start = start < 0 ? -1 : 0;
    return pieces;
  };
  return {
    push(chunk: string): string[] {
      if (closed) return [];
      held += chunk;
      if (!begun) {
        if (held.length < 2048 && !/\[|\}/.test(held)) return [];
        begun = true;
        held = held.replace(/^\ufeff/, '').replace(wrapping, '');
        isList = /^\s*\[/.test(held);
      }
      const pieces = cut();
      if (held.length > longestRecord) {
        throw new UserError(
          `A record is longer than ${longestRecord.toLocaleString('en')} characters: a bracket or a quotation mark is probably not closed before it.`,
        );
      }
      return pieces;
    },
    rest: (): string | null => (start >= 0 ? held : null),
    /** A list was opened and not closed: the download broke off between two records. */
    isCut: (): boolean => isList && !closed,
  };
}

function readRecord(piece: string, at: number): SourceRow {
  try {
    return { at, cells: toCells(JSON.parse(piece) as Record<string, unknown>), refused: null };
  } catch {
    return refusedRow(at, piece);
  }
}

function refusedRow(at: number, piece: string): SourceRow {
  const refused = 'The record is no valid JSON.';
  return { at, cells: { record: piece.slice(0, 1000) }, refused: { refused } };
}

/** What listmonk says of a reader's place on each list; their cells stand beside that of the lists' names. */
const ofLists = ['subscription_status', 'optin'] as const;

/**
 * Names as `columnKey` makes them; numbers and booleans as texts, lists joined by commas, objects as JSON. A list of
 * names with values, as beehiiv's `custom_fields`, is as many cells.
 */
function toCells(record: Record<string, unknown>): Record<string, string> {
  const cells: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    const key = columnKey(name);
    const items = Array.isArray(value)
      ? value.filter((item) => typeof item === 'object' && item !== null)
      : [];
    if (items.length > 0 && items.every((item) => 'name' in item && 'value' in item)) {
      for (const item of items) cells[columnKey(String(item.name))] ??= toText(item.value);
      continue;
    }
    cells[key] = toText(value);
    for (const told of ofLists) {
      if (items.some((item) => told in item)) {
        cells[`${key}${columnKey(told)}`] = items.map((item) => toText(item[told])).join(',');
      }
    }
  }
  return cells;
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(toItem).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A tag or label is a text, or an object with a name. */
function toItem(value: unknown): string {
  const named = value as { readonly name?: unknown } | null;
  const text = typeof named === 'object' && typeof named?.name === 'string' ? named.name : toText(value);
  // One tag with a comma in it is not two.
  return /[,;]/.test(text) ? `"${text}"` : text;
}
