/** The file that locks an issue: what went in and what came out, as it was when it was first sent. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Issue } from './types.ts';
import { writeNew } from './write.ts';

/** File, or name of an output → SHA-256 of its bytes, in hexadecimal. */
type Hashes = Readonly<Record<string, string>>;

export type Lock = {
  readonly issue: number;
  readonly inputs: Hashes;
  readonly output: Hashes;
};

/** `issues/002-pyongyang.lock.json`, beside the issue's own file. */
export function lockFileOf(issue: Issue): string {
  return issue.file.replace(/\.md$/, '.lock.json');
}

/** Writes the lock of an issue that has none. Sent a second time, an unchanged issue keeps the lock that it has. */
export async function writeLock(root: string, issue: Issue, lock: Lock): Promise<void> {
  const file = lockFileOf(issue);
  if (!existsSync(join(root, file))) await writeNew(root, file, `${JSON.stringify(lock, null, 2)}\n`);
}
