/** Runs the CLI as its user does: a process of its own, in the publication's folder. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repository } from '../temporary-publication.ts';

export type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

export function tumen(
  root: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(repository, 'src/cli.ts'), ...words], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
