/** A copy of this repository's own publication in a folder of its own, to edit and to break. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type NewsroomCopy = {
  readonly root: string;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly remove: () => Promise<void>;
};

export async function copyNewsroom(): Promise<NewsroomCopy> {
  const repository = fileURLToPath(new URL('../../', import.meta.url));
  const root = await mkdtemp(join(tmpdir(), 'tumen-preview-'));
  for (const folder of ['content', 'issues', 'templates'])
    await cp(join(repository, folder), join(root, folder), { recursive: true });
  return {
    root,
    read: (file) => readFile(join(root, file), 'utf8'),
    write: (file, text) => writeFile(join(root, file), text),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
