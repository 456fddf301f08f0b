/** Proves that an issue renders to the same bytes elsewhere: once more, in another process, time zone and language. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../publication/problem.ts';

/** On the other side of the date line, and a language that writes its digits and its lines otherwise. */
const elsewhere = { TZ: 'Pacific/Kiritimati', LC_ALL: 'ar_EG.UTF-8', LANG: 'ar_EG.UTF-8' };

/**
 * Renders `refs` again with the same CLI and holds every file against `files` (name → content).
 * Throws UserError that names the files which differ.
 */
export async function verifyRender(
  refs: readonly string[],
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tumen-verify-'));
  try {
    for (const ref of refs) {
      const words = [process.argv[1] as string, 'render', ref, '--eml', '--out', folder];
      const again = spawnSync(process.execPath, words, {
        env: { ...process.env, ...elsewhere },
        encoding: 'utf8',
      });
      if (again.status !== 0)
        throw new UserError(`Rendering issue ${ref} a second time failed:\n${again.stderr}`);
    }
    const different: string[] = [];
    for (const [name, content] of files) {
      const other = await readFile(join(folder, name)).catch(() => null);
      if (other === null || !other.equals(Buffer.from(content))) different.push(name);
    }
    if (different.length > 0) {
      throw new UserError(
        `Rendered again in another time zone and language, these files were not the same: ${different.join(', ')}. ` +
          'A template or Tumen itself depends on the machine; this is worth a report.',
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
