/** The archive as a folder for any web host: the files of `tumen serve`, of which only those that changed are written. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { ProblemsError, UserError } from '../publication/problem.ts';
import { readArchive } from './archive.ts';
import { publish } from './published.ts';

export type Built = {
  /** Paths below the folder, sorted. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
};

export type BuildOptions = {
  readonly root: string;
  readonly out: string;
  readonly now: Date;
  /** `tumen serve` answers at the same address, so that there can be forms. */
  readonly forms: boolean;
};

/** Names what an earlier build has made, and only that is ever removed. */
const manifest = '.tumen-site.json';

/**
 * Everything is rendered before the first file is written; a second build of the same files writes nothing.
 * @throws ProblemsError for an issue that cannot be shown, UserError for a folder that holds something else.
 */
export async function buildSite({ root, out, now, forms }: BuildOptions): Promise<Built> {
  const { archive, problems } = await readArchive(root, now);
  if (problems.length > 0) throw new ProblemsError(problems);
  const { files } = await publish(archive, forms);
  const folder = resolve(root, out);
  const before = await readManifest(folder);

  const written: string[] = [];
  for (const [path, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (await replace(join(folder, path), await file.read())) written.push(path);
  }
  const removed = before.filter((path) => !files.has(path) && isWithin(folder, path)).sort();
  for (const path of removed) await rm(join(folder, path), { force: true });
  await replace(
    join(folder, manifest),
    Buffer.from(`${JSON.stringify([...files.keys()].sort(), null, 1)}\n`),
  );
  return { written, removed, unchanged: files.size - written.length };
}

async function readManifest(folder: string): Promise<readonly string[]> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new UserError(`The folder ${folder} cannot be read: ${error.message}.`);
  });
  if (there.length === 0) return [];
  if (!there.includes(manifest)) {
    throw new UserError(
      `The folder ${folder} holds files that no build has made. Name an empty one, or one that is not there yet, with --out.`,
    );
  }
  const listed: unknown = JSON.parse(await readFile(join(folder, manifest), 'utf8'));
  return Array.isArray(listed) ? listed.filter((path) => typeof path === 'string') : [];
}

/** The list is a file that anybody can edit: nothing outside of the folder is removed for it. */
function isWithin(folder: string, path: string): boolean {
  return resolve(folder, path).startsWith(folder + sep);
}

/** False when the file held these bytes already: its time stays, and whoever uploads what is new leaves it out. */
async function replace(path: string, bytes: Uint8Array): Promise<boolean> {
  const there = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there?.equals(bytes)) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.tmp`, bytes);
  await rename(`${path}.tmp`, path);
  return true;
}
