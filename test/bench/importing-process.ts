/** Imports one file into the database of one folder, and writes how long it took and what it held in memory at most. */
import { createReadStream } from 'node:fs';
import { importReaders } from '../../src/audience/import/import.ts';
import { openDatabase } from '../../src/database/open.ts';

const [, , folder, file] = process.argv as unknown as readonly [string, string, string, string];
const database = await openDatabase(folder);
const started = performance.now();
const { counts } = await importReaders(database, createReadStream(file), {
  list: 'weekly',
  fields: [{ name: 'city', type: 'text' }],
  source: 'import readers.csv',
  encoding: null,
  update: false,
  dryRun: false,
});
const seconds = (performance.now() - started) / 1000;
await database.close();
const peakMb = process.resourceUsage().maxRSS / 1000;
process.stdout.write(JSON.stringify({ seconds, added: counts.added, already: counts.already, peakMb }));
