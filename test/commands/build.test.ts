import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { secondIssue } from '../site/running-site.ts';
import { smallPublication, temporaryPublication, writeFiles } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const hashed = paths.map(
    async (path): Promise<[string, string]> => [
      path.slice(folder.length + 1),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ],
  );
  return new Map(await Promise.all(hashed));
}

test('a publication just begun is built as it stands', async () => {
  const root = await mkdtemp(join(tmpdir(), 'tumen-test-'));
  assert.is((await tumen(root, ['init', 'harbour', '--title', 'The Harbour Letter'])).status, 0);
  const { status, stderr } = await tumen(join(root, 'harbour'), ['build']);
  assert.is(stderr, '');
  assert.is(status, 0);
  await rm(root, { recursive: true, force: true });
});

test('the archive is files without a form; built again it is the same bytes, untouched, and so in another zone', async () => {
  const root = await temporaryPublication(secondIssue);
  const { status, stdout, stderr } = await tumen(root, ['build']);
  assert.is(stderr, '');
  assert.is(status, 0);
  const files = await filesOf(join(root, 'out/site'));
  for (const file of [
    ...[
      'index.html',
      'issues/index.html',
      'issues/001-ship/index.html',
      'issues/002-fog/card.png',
      '404.html',
    ],
    ...[
      'corrections/index.html',
      'feed.xml',
      'atom.xml',
      'feed.json',
      'sitemap.xml',
      'robots.txt',
      'icon.svg',
    ],
  ])
    assert.ok(files.has(file), file);
  assert.match(stdout, /^out\/site\/404\.html$/m);
  assert.match(stdout, new RegExp(`^${files.size - 1} files written, 0 removed, 0 unchanged\\.\\n$`, 'm'));
  const front = await readFile(join(root, 'out/site/index.html'), 'utf8');
  assert.not.match(front, /<form|href="\/subscribe"/);
  assert.match(front, '<meta http-equiv="content-security-policy" content="default-src &#39;none&#39;;');

  const site = join(root, 'out/site');
  const before = (await stat(join(site, 'index.html'))).mtimeMs;
  const again = await tumen(root, ['build']);
  assert.match(again.stdout, /^0 files written, 0 removed, \d+ unchanged\.\n$/);
  assert.is((await stat(join(site, 'index.html'))).mtimeMs, before);
  await tumen(root, ['build', '--out', 'elsewhere'], { TZ: 'Asia/Pyongyang' });
  assert.equal(await filesOf(join(root, 'elsewhere')), files);
  await rm(root, { recursive: true, force: true });
});

test('what is no longer there is removed, and only that', async () => {
  const root = await temporaryPublication(secondIssue);
  await tumen(root, ['build', '--forms']);
  await writeFiles(root, { 'out/site/CNAME': 'harbour.example.org\n', 'issues/002-fog.md': null });
  const { stdout } = await tumen(root, ['build', '--forms']);
  assert.match(stdout, 'out/site/issues/002-fog/index.html removed\n');
  const files = await filesOf(join(root, 'out/site'));
  assert.ok(files.has('CNAME') && files.has('issues/001-ship/index.html'));
  assert.not.ok(files.has('issues/002-fog/index.html'));
  assert.match(
    await readFile(join(root, 'out/site/index.html'), 'utf8'),
    '<form action="/subscribe" method="post">',
  );
  await rm(root, { recursive: true, force: true });
});

test('a folder with other files is refused, and a broken issue leaves everything as it was', async () => {
  const root = await temporaryPublication();
  const own = await tumen(root, ['build', '--out', '.']);
  assert.is(own.status, 1);
  assert.match(own.stderr, 'holds files that no build has made');
  const issue = smallPublication['issues/001-ship.md'] as string;
  await writeFiles(root, { 'issues/001-ship.md': issue.replace('subscriber.name', 'subscriber.nonsense') });
  const broken = await tumen(root, ['build']);
  assert.is(broken.status, 1);
  assert.match(broken.stderr, 'issues/001-ship.md');
  assert.is(await stat(join(root, 'out')).catch(() => null), null);
  await rm(root, { recursive: true, force: true });
});

test.run();
