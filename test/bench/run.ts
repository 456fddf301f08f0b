/**
 * Runs the benchmarks one after the other, alone on the machine: `npm run bench`, or `npm run bench -- render` for
 * those whose name holds a word. Each prints its figures beside a peer's or a limit, measured in the same run.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const words = process.argv.slice(2);
const files = globSync('*.bench.ts', { cwd: import.meta.dirname })
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
let failed = files.length === 0;
for (const file of files) {
  process.stdout.write(`\n${file.replace('.bench.ts', '')}\n`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, file)], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
