/** A Maildir of reports: each file of `new` is read, settled, and moved to `cur`, so that it is read once. */

import { readdirSync, renameSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../publication/problem.ts';
import { largestReportBytes } from './report.ts';

/**
 * Hands each new file to `settle`, at most `largestReportBytes` of it. A file that another process has moved meanwhile is
 * left to that one. @throws UserError when `folder` is no Maildir; what `settle` throws.
 */
export async function eachOfMaildir(
  folder: string,
  settle: (raw: Uint8Array) => Promise<void>,
): Promise<void> {
  const fresh = join(folder, 'new');
  if (!isFolder(fresh) || !isFolder(join(folder, 'cur'))) {
    throw new UserError(`${folder} is no Maildir: it has no folders "new" and "cur".`);
  }
  for (const name of readdirSync(fresh).sort()) {
    const file = join(fresh, name);
    const raw = await ifThere(() => readBeginning(file));
    if (raw === null) continue;
    await settle(raw);
    await ifThere(async () => renameSync(file, join(folder, 'cur', `${name}:2,S`)));
  }
}

async function readBeginning(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(Math.min(size, largestReportBytes)),
    });
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function ifThere<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
