/** What it costs to start: `tumen --help` beside bare Node, `tumen render` beside the mjml CLI on the same MJML. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../temporary-publication.ts';
import { medianMs, printFigure } from './figures.ts';

const runs = 9;
const cli = join(repository, 'dist/cli.js');
const out = mkdtempSync(join(tmpdir(), 'tumen-bench-'));
const run = (words: readonly string[]) => () =>
  execFileSync(process.execPath, words, { cwd: repository, stdio: 'ignore' });

const bareMs = await medianMs(runs, run(['-e', '0']));
const helpMs = await medianMs(runs, run([cli, '--help']));
printFigure({
  what: 'tumen --help, over bare Node',
  value: helpMs - bareMs,
  unit: 'ms',
  against: 'limit',
  reference: 100,
  most: 1,
});
