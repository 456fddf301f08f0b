/** What the readers of CSV and JSON hand on: rows whose cells are found by number or by name. */
import type { Refusal } from '../address.ts';

/** The texts of one row: under the header's numbers in CSV, under `columnKey`'s names in JSON. */
export type Cells = readonly string[] | Readonly<Record<string, string>>;

export type SourceRow = {
  /** The line on which it begins, or the number of the record; both counted from 1. */
  readonly at: number;
  /** What it holds, or null where it cannot be read. */
  readonly cells: Cells | null;
  readonly refused: Refusal | null;
};

export type Sheet = {
  readonly kind: 'CSV' | 'JSON';
  /** Names of the columns as written; in JSON those of the first record. */
  readonly header: readonly string[];
  /** Rows by the handful, in the order of the file. */
  readonly rows: AsyncIterable<readonly SourceRow[]>;
};

/** `First Name`, `first_name` and `firstName` are one column. */
export function columnKey(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
