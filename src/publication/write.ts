/** Writes new files of the desk; never over one that is there, and never half of one. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from './problem.ts';

/** `file` is a path from the publication's root. Throws UserError where a file of that name is there already. */
export async function writeNew(root: string, file: string, content: string | Uint8Array): Promise<void> {
  const path = join(root, file);
  const draft = `${path}.${randomUUID()}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(draft, content);
    // A link fails where the name is taken, and until then nobody sees an unfinished file.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UserError(
      `${file} is there already and was left as it is. Choose another name, or remove the file first.`,
    );
  } finally {
    await rm(draft, { force: true });
  }
}
