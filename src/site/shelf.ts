/** What is shown at this moment: read again when a file or the day has changed, and never half. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../publication/problem.ts';
import { ProblemsError } from '../publication/problem.ts';
import { type Archive, readArchive } from './archive.ts';
import { type Published, publish } from './published.ts';
import { indexArchive, type SearchIndex } from './search.ts';

export type Shown = { readonly archive: Archive; readonly published: Published; readonly index: SearchIndex };

export type Shelf = {
  readonly current: () => Shown;
  /** Looks for changes now; resolves when what they make is shown. */
  readonly refresh: () => Promise<void>;
  readonly close: () => void;
};

export type ShelfOptions = {
  readonly root: string;
  readonly now: () => Date;
  /** Told of issues that cannot be shown, each time that something was read; the others are shown. */
  readonly onProblems: (problems: readonly Problem[]) => void;
  readonly onError: (error: Error) => void;
};

/** Files are looked at rather than watched: that works on every disk, and a minute's delay hurts nobody. */
const lookEveryMs = 20_000;

/** Throws ProblemsError where the publication cannot be read at first; later the last good state stays. */
export async function openShelf({ root, now, onProblems, onError }: ShelfOptions): Promise<Shelf> {
  const read = async (): Promise<Shown> => {
    const { archive, problems } = await readArchive(root, now());
    if (problems.length > 0) onProblems(problems);
    return { archive, published: await publish(archive, true), index: indexArchive(archive) };
  };
  const look = async () => `${now().toISOString().slice(0, 13)} ${await fingerprint(root)}`;

  let seen = await look();
  let current = await read();
  const lookOnce = async (): Promise<void> => {
    const found = await look();
    if (found === seen) return;
    seen = found;
    try {
      current = await read();
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      onProblems(error.problems);
    }
  };
  let last: Promise<void> = Promise.resolve();
  // One look after the other: whoever asks is shown what was there when they asked.
  const refresh = (): Promise<void> => {
    last = last.catch(() => {}).then(lookOnce);
    return last;
  };
  const timer = setInterval(() => refresh().catch(onError), lookEveryMs).unref();
  return { current: () => current, refresh, close: () => clearInterval(timer) };
}

/** Of names, sizes and times of everything that the archive is made of. */
async function fingerprint(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['content', 'issues', 'templates']) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    for (const file of files.sort()) {
      const found = await stat(file).catch(() => null);
      hash.update(`${file} ${found?.size} ${found?.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
