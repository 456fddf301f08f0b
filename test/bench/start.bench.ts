/** What it costs to start: `tumen --help` beside bare Node, `tumen render` beside the mjml CLI on the same MJML. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareImages } from '../../src/publication/images.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import { render } from '../../src/render/render.ts';
import { repository } from '../temporary-publication.ts';
import { medianMs, printFigure } from './figures.ts';

const runs = 9;
const cli = join(repository, 'dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'tumen-bench-'));
const run = (words: readonly string[]) => () =>
  execFileSync(process.execPath, words, { cwd: repository, stdio: 'ignore' });
execFileSync('npm', ['run', '--silent', 'prepare'], { cwd: repository });

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

const mjmlFile = join(folder, 'issue.mjml');
writeFileSync(mjmlFile, await composedMjml());
const mjmlCli = join(repository, 'node_modules/mjml/bin/mjml');
const mjmlMs = await medianMs(runs, run([mjmlCli, mjmlFile, '-o', join(folder, 'peer.html')]));
const renderMs = await medianMs(runs, run([cli, 'render', 'latest', '--out', folder]));
printFigure({
  what: 'tumen render latest, cold',
  value: renderMs,
  unit: 'ms',
  against: 'mjml CLI, same MJML,',
  reference: mjmlMs,
  most: 1.3,
});

/** What `render` hands to MJML, overheard on its way there. */
async function composedMjml(): Promise<string> {
  const require = createRequire(join(repository, 'src/render/mjml.ts'));
  const path = require.resolve('mjml');
  const real = require(path) as (source: string, options: object) => unknown;
  let overheard = '';
  const loaded = require.cache[path] as NodeJS.Module;
  loaded.exports = (source: string, options: object) => {
    overheard = source;
    return real(source, options);
  };
  const newsroom = await readNewsroom(repository);
  const issue = resolveIssue(newsroom, 'latest');
  const images = await prepareImages(repository, issue);
  await render({ issue, templates: newsroom.templates, images });
  return overheard;
}
