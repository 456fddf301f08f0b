/** A Maildir of reports: each file of `new` is read, settled, and moved to `cur`, so that it is read once. */
import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../publication/problem.ts';

/** Longer than any report; the original of a long issue may hang on it. */
const largestBytes = 5_000_000;

/** @throws UserError when `folder` is no Maildir. */
export async function eachOfMaildir(
  folder: string,
  settle: (raw: Uint8Array) => Promise<void>,
): Promise<number> {
  const fresh = join(folder, 'new');
  if (!isFolder(fresh) || !isFolder(join(folder, 'cur'))) {
    throw new UserError(`${folder} is no Maildir: it has no folders "new" and "cur".`);
  }
  const names = readdirSync(fresh).sort();
  for (const name of names) {
    const file = join(fresh, name);
    await settle(readFileSync(file).subarray(0, largestBytes));
    renameSync(file, join(folder, 'cur', `${name}:2,S`));
  }
  return names.length;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
