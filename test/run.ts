/**
 * Runs the test files, each in a process of its own, two at a time, and says at the end how many tests passed.
 * `node test/run.ts render preview/server` runs those whose path holds one of the words; test/faults/ runs only
 * when it is named, because it is long. A file that runs no test has failed: uvu itself would call it a success.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const words = process.argv.slice(2);
const files = globSync('**/*.test.ts', { cwd: import.meta.dirname })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) =>
    words.length === 0 ? !file.startsWith('faults/') : words.some((word) => file.includes(word)),
  )
  .sort();

/** No file of the short suite takes a fifth of this. */
const mostFileMs = 5 * 60_000;

type Outcome = { readonly passed: number; readonly failed: number };

function runFile(file: string): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, file)], {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A file that hangs has failed; the others still run.
      timeout: mostFileMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('close', (code) => {
      const total = Number(/^ {2}Total: +(\d+)$/m.exec(output)?.[1] ?? 0);
      const passed = Number(/^ {2}Passed: +(\d+)$/m.exec(output)?.[1] ?? 0);
      const skipped = Number(/^ {2}Skipped: +(\d+)$/m.exec(output)?.[1] ?? 0);
      const whole = code === 0 && total > 0 && passed + skipped === total;
      const failed = whole ? 0 : Math.max(1, total - passed - skipped);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const count = skipped === 0 ? `${passed}` : `${passed} (${skipped} skipped)`;
      process.stdout.write(
        whole ? `ok    ${file}  ${count} in ${seconds} s\n` : `FAIL  ${file}  in ${seconds} s\n${output}\n`,
      );
      // What a test says about itself, for instance that it was skipped and why, is not kept back.
      if (whole)
        for (const line of output.match(/^note: .*$/gm) ?? []) process.stdout.write(`      ${line}\n`);
      resolve({ passed, failed });
    });
  });
}

const outcomes: Outcome[] = [];
const waiting = [...files];
const worker = async (): Promise<void> => {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift())
    outcomes.push(await runFile(file));
};
await Promise.all([worker(), worker()]);

const sum = (of: (outcome: Outcome) => number): number =>
  outcomes.reduce((total, outcome) => total + of(outcome), 0);
const failed = files.length === 0 ? 1 : sum((outcome) => outcome.failed);
if (files.length === 0) process.stdout.write(`No test file matches ${words.join(', ')}.\n`);
process.stdout.write(`${sum((outcome) => outcome.passed)} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
