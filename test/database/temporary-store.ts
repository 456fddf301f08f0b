/** Databases for tests, each in a folder of its own that goes away with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/open.ts';

export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tumen-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function withDatabase<T>(work: (database: Database, folder: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const database = await openDatabase(folder);
    try {
      return await work(database, folder);
    } finally {
      await database.close();
    }
  });
}
