import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallPublication, temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

const notice = (smallPublication['content/sources/notice.md'] as string).replace(
  'url:',
  'url: https://harbour.example.org/notices/12',
);
/** The small publication with nothing left to say but by what a test changes. */
const clean = (files: Readonly<Record<string, string>> = {}) =>
  temporaryPublication({ 'content/sources/notice.md': notice, ...files });
const shipFile = 'content/stories/2024-06-18-ship.md';
const ship = (body: string) => ({
  [shipFile]: `---\ntitle: A ship came in\ndate: 2024-06-18\ntopics: [Ships]\nstatus: reported\n---\n${body}\n`,
});

test('a publication without errors passes, in one line of standard output', async () => {
  const { status, stdout, stderr } = await tumen(await clean(), ['check', '--format', 'json']);
  assert.is(stderr, '');
  assert.is(status, 0);
  const { count, issues } = JSON.parse(stdout);
  assert.equal([count.error, count.warning], [0, 0]);
  assert.equal(
    issues.map((issue: { number: number }) => issue.number),
    [1],
  );
});

test('an error fails, and is told with its line; --strict lets a warning fail as well', async () => {
  const broken = await clean(ship('A ship came in on [exact day if known].[^gazette]'));
  const { status, stdout, stderr } = await tumen(broken, ['check', 'latest']);
  assert.is(status, 1);
  assert.is(stderr, '');
  assert.match(
    stdout,
    `${shipFile}:7:19  editorial/placeholder\n    7 │ A ship came in on [exact day if known].[^gazette]\n`,
  );

  const warned = await clean(ship('A shipp came in.[^gazette]'));
  assert.is((await tumen(warned, ['check'])).status, 0);
  assert.is((await tumen(warned, ['check', '--strict'])).status, 1);
});

test('what keeps an issue from being read is told with everything else, of every issue', async () => {
  const root = await clean({
    ...ship('A shipp came in.[^gazette]'),
    'issues/002-next.md': (smallPublication['issues/001-ship.md'] as string)
      .replace('number: 1', 'number: 2')
      .replace('lead: 2024-06-18-ship', 'lead: 2024-06-18-shipp'),
    'content/stories/2024-06-20-broken.md': '---\ntitle: Unfinished\n---\n',
  });
  const { status, stdout } = await tumen(root, ['check', '--format', 'github']);
  assert.is(status, 1);
  const lines = stdout.split('\n').filter((line) => line.startsWith('::error') || line.includes('shipp'));
  assert.ok(
    lines.some((line) =>
      line.startsWith(
        '::error file=issues/002-next.md,line=8,title=publication/problem::The story "2024-06-18-shipp"',
      ),
    ),
  );
  assert.ok(
    lines.some((line) => line.includes('2024-06-20-broken.md') && line.includes('"status" is missing')),
  );
  assert.ok(lines.some((line) => line.startsWith(`::warning file=${shipFile},line=7,col=3,`)));
  assert.is(new Set(lines).size, lines.length);
});

test('SARIF goes to standard output alone', async () => {
  const { status, stdout, stderr } = await tumen(await clean(), ['check', '--format', 'sarif']);
  assert.is(status, 0);
  assert.is(stderr, '');
  assert.is(JSON.parse(stdout).version, '2.1.0');
});

test('--online asks no machine of our own, says so, and lists what was asked', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  const root = await clean({
    ...ship(`A [ship](${url}) came in.[^notice]`),
    'content/stories/2024-06-19-crane.md': (smallPublication['content/stories/2024-06-19-crane.md'] as string)
      .replace('[^gazette]', '')
      .replace('confirmed', 'reported'),
    'content/sources/notice.md': notice.replace(/^url: .*$/m, `url: ${url}?notice`),
  });
  const { status, stdout, stderr } = await tumen(root, ['check', '--online']);
  server.close();
  assert.is(asked, 0);
  assert.is(status, 1);
  assert.is(stderr, '');
  assert.match(
    stdout,
    `${url} leads nowhere. It was not asked: 127.0.0.1 is 127.0.0.1, which is not on the public internet.`,
  );
  assert.match(stdout, `Links\n  refused`);
  assert.ok(existsSync(join(root, '.tumen', 'links.json')));
});

test('--rules explains every rule, also outside of a publication', async () => {
  const { status, stdout } = await tumen('/', ['check', '--rules']);
  assert.is(status, 0);
  assert.match(stdout, 'sourcing/no-source (error)');
  assert.match(stdout, 'waivers/expired (warning)');
});

test('an issue that is not there, and a format that is not, are told', async () => {
  const root = await clean();
  const absent = await tumen(root, ['check', '9']);
  assert.is(absent.status, 1);
  assert.match(absent.stderr, 'There is no issue "9".');
  assert.is((await tumen(root, ['check', '--format', 'xml'])).status, 2);
});

test.run();
