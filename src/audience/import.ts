/** Brings readers onto a list from a CSV file, as a stream: any size, every row accounted for. */
import type { Readable } from 'node:stream';
import type { Database } from '../database/open.ts';
import { parseAddress, parseName, type Refusal, refuseAttribute } from './address.ts';
import { type Arrival, settleArrivals } from './arrivals.ts';
import { readRows } from './csv.ts';

/** A row that was not taken: the line of the file on which it begins, from 1, and why, in a whole sentence. */
export type RejectedRow = { readonly line: number; readonly reason: string };

/** Every row of the file under its header is in exactly one of these numbers but the first, their sum. */
export type ImportSummary = {
  readonly rows: number;
  /** On the list now, and not before. */
  readonly added: number;
  /** On the list before. */
  readonly already: number;
  /** Left this list once, bounced or complained: not brought back. */
  readonly left: number;
  /** The same reader again, further down in the same file. */
  readonly duplicates: number;
  readonly rejected: number;
};

export type ImportOptions = {
  readonly list: string;
  /** Columns that are kept as attributes: the publication's `subscriberFields`. Other columns are left out. */
  readonly fields: readonly string[];
  /** Kept with each subscription as its origin: `import readers.csv`. */
  readonly source: string;
  readonly onRejected?: (row: RejectedRow) => void;
  /** Called after each batch with the rows so far. */
  readonly onProgress?: (summary: ImportSummary) => void;
};

/** Rows in one transaction: large enough to make its sync cheap, small enough that a sender can claim between two. */
const batchSize = 1000;

/**
 * Reads CSV with a header line (`email`, optionally `name` and attributes, in any case and order) from `input`.
 * Batches are committed as they are read: after a crash the same file can be imported again, and nobody is twice on it.
 * @throws UserError when the header has no `email` column, or the file is no CSV at all.
 */
export async function importCsv(
  database: Database,
  input: Readable,
  options: ImportOptions,
): Promise<ImportSummary> {
  const counts = { rows: 0, added: 0, already: 0, left: 0, duplicates: 0, rejected: 0 };
  const seen = new Set<string>();
  let batch: Arrival[] = [];

  const flush = async (): Promise<void> => {
    const settled = await settleArrivals(database, options.list, options.source, batch);
    counts.added += settled.added;
    counts.already += settled.already;
    counts.left += settled.left;
    batch = [];
    options.onProgress?.({ ...counts });
  };

  for await (const { line, row } of readRows(input)) {
    counts.rows++;
    const read = 'refused' in row ? row : readReader(row.columns, options.fields);
    if ('refused' in read) {
      counts.rejected++;
      options.onRejected?.({ line, reason: read.refused });
    } else if (seen.has(read.key)) {
      counts.duplicates++;
    } else {
      seen.add(read.key);
      batch.push(read);
      if (batch.length === batchSize) await flush();
    }
  }
  await flush();
  return counts;
}

function readReader(columns: ReadonlyMap<string, string>, fields: readonly string[]): Arrival | Refusal {
  const address = parseAddress(columns.get('email') ?? '');
  if ('refused' in address) return address;
  const name = parseName(columns.get('name'));
  if ('refused' in name) return name;
  const attributes: Record<string, string> = {};
  for (const field of fields) {
    const value = columns.get(field.toLowerCase())?.trim() ?? '';
    if (value === '') continue;
    const refusal = refuseAttribute(field, value);
    if (refusal !== null) return refusal;
    attributes[field] = value;
  }
  return { ...address, name: name.name, attributes: JSON.stringify(attributes) };
}
