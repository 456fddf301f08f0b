/** Imports a file into a database of a test's own, holds its sums, and lists who is there afterwards. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import {
  type ImportOptions,
  type ImportSummary,
  importReaders,
  type RejectedRow,
} from '../../../src/audience/import/import.ts';
import { outcomes } from '../../../src/audience/import/stage.ts';
import { listSubscribers } from '../../../src/audience/subscribers.ts';
import type { Database } from '../../../src/database/open.ts';
import type { SubscriberField } from '../../../src/publication/types.ts';
import { pieces } from './pieces.ts';

export const fields: readonly SubscriberField[] = [
  { name: 'city', type: 'text' },
  { name: 'favouriteTea', type: 'text' },
  { name: 'age', type: 'number' },
];

export type Imported = ImportSummary & { readonly rejected: readonly RejectedRow[] };

export async function bring(
  database: Database,
  file: string | Buffer,
  changes: Partial<ImportOptions> = {},
): Promise<Imported> {
  const rejected: RejectedRow[] = [];
  const summary = await importReaders(database, pieces(file, 1000), {
    list: 'weekly',
    fields,
    source: 'import readers.csv',
    encoding: null,
    update: false,
    dryRun: false,
    onRejected: (row) => rejected.push(row),
    ...changes,
  });
  const { counts } = summary;
  const sum = outcomes.reduce(
    (total, outcome) => total + counts[outcome],
    counts.duplicates + counts.rejected,
  );
  assert.is(counts.rows, sum, 'every row is in exactly one number');
  assert.is(counts.rejected, rejected.length);
  return { ...summary, rejected };
}

/** The numbers that are not 0, in words. */
export const told = ({ counts }: ImportSummary): string =>
  Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${count} ${name}`)
    .sort()
    .join(', ');

export async function list(database: Database, id = 'weekly'): Promise<string[]> {
  const found: string[] = [];
  for await (const { subscriber, subscription, tags } of listSubscribers(database, id)) {
    const name = subscriber.name === null ? '' : ` ${subscriber.name}`;
    const attributes = Object.entries(subscriber.attributes)
      .map(([key, value]) => ` ${key}=${value}`)
      .join('');
    found.push(
      `${subscriber.email}${name} ${subscription.state}${attributes}${tags.map((tag) => ` #${tag}`).join('')}`,
    );
  }
  return found.sort();
}

export const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../fixtures/exports', name));
