/** The ledger on PostgreSQL beside the one in SQLite, and four senders at one mailing beside one. Every commit is durable. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { claim } from '../../src/delivery/ledger.ts';
import { writeOver } from '../../src/delivery/ledger-writer.ts';
import { openMailing } from '../../src/delivery/mailing.ts';
import { dismissWorker, keepLease } from '../../src/delivery/worker.ts';
import { startPostgres } from '../database/postgres-server.ts';
import type { Place } from '../database/stores.ts';
import { withFolder } from '../database/temporary-store.ts';
import { addReaders } from '../delivery/edition.ts';
import { ended, startSender } from '../faults/trial.ts';
import { printFigure } from './figures.ts';

const readers = 40_000;
const everyone = { limit: 500, onlyDomains: null, exceptDomains: [] };

/** Deliveries a second through claim, mark and verdict, 500 at a time, by as many workers as given. */
async function ledgerRate(databases: readonly Database[], issueNumber: number): Promise<number> {
  const [first] = databases as [Database];
  const mailing = await openMailing(first, {
    ...{ issueNumber, issueSlug: 'x', list: 'weekly', subject: 'x', contentHash: 'x' },
    ...{ notBeforeMs: null, segment: null },
  });
  let done = 0;
  const work = async (database: Database): Promise<void> => {
    const lease = await keepLease(database, 60_000, () => {});
    const { write } = writeOver(database, lease.worker, mailing);
    for (;;) {
      const { claims } = await claim(database, lease.worker, mailing, everyone);
      if (claims.length === 0) break;
      await write({ hands: claims, settlements: [] });
      const accepted = { state: 'accepted', code: 250, reason: '250 ok', relay: 'sink', delayMs: 0 } as const;
      await write({ hands: [], settlements: claims.map((one) => ({ ...accepted, claim: one })) });
      done += claims.length;
    }
    await dismissWorker(database, lease);
  };
  const started = performance.now();
  await Promise.all(databases.map(work));
  return (done * 1000) / (performance.now() - started);
}

/** The whole road of `workers` processes into a sink that keeps up: messages a second, from start to end. */
async function roadRate(place: Place, database: Database, workers: number, url: string): Promise<number> {
  for (const table of ['deliveries', 'events', 'mailings'] as const)
    await database.kysely.deleteFrom(table).execute();
  const started = performance.now();
  const senders = Array.from({ length: workers }, () => startSender(place, url, { leaseMs: 60_000 }));
  for (const { code, errors } of await Promise.all(senders.map(ended)))
    if (code !== 0) throw new Error(errors);
  return (readers * 1000) / (performance.now() - started);
}

const server = await startPostgres(true);
if (server === null) process.exit(1);
await server.query('create database bench');
await withFolder(async (folder) => {
  const place = { folder, url: server.url('bench') };
  const sqlite = await openDatabase(folder);
  const databases = await Promise.all([1, 2, 3, 4].map(() => openDatabase(folder, place.url)));
  const [postgres] = databases as [Database];
  await addReaders(sqlite, readers);
  await addReaders(postgres, readers);

  const inSqlite = await ledgerRate([sqlite], 1);
  const alone = await ledgerRate([postgres], 1);
  printFigure({
    what: 'claim, mark and settle, one worker',
    value: alone,
    unit: '/s',
    against: 'SQLite',
    reference: inSqlite,
  });
  printFigure({
    what: 'the same, four workers',
    value: await ledgerRate(databases, 3),
    unit: '/s',
    against: 'one worker',
    reference: alone,
  });

  const sink: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'fast-sink.ts'), '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(sink.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const url = `smtp://127.0.0.1:${Number(line)}?connections=5&messages=100000`;
  const one = await roadRate(place, postgres, 1, url);
  printFigure({
    what: 'the whole road, one process',
    value: one,
    unit: '/s',
    against: 'SQLite',
    reference: await roadRate({ folder, url: undefined }, sqlite, 1, url),
  });
  printFigure({
    what: 'the whole road, four processes on this machine',
    value: await roadRate(place, postgres, 4, url),
    unit: '/s',
    against: 'one process',
    reference: one,
  });
  sink.kill();
  await sqlite.close();
  for (const database of databases) await database.close();
});
await server.stop();
