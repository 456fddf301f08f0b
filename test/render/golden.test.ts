/**
 * One issue that holds what an issue can hold, rendered by the CLI with the repository's own templates and compared
 * byte for byte with what it was. After a change that is meant, `UPDATE_GOLDEN=1 node test/render/golden.test.ts`
 * renews the files of test/fixtures/golden/expected/; the difference is then read in Git before it is committed.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tumen } from '../commands/tumen.ts';
import { repository } from '../temporary-publication.ts';

const golden = join(repository, 'test/fixtures/golden');
const expected = join(golden, 'expected');

/** Not the image: its bytes depend on the processor's encoder. Its name, which is in the texts, does not. */
const texts = ['002-ship.eml', '002-ship.html', '002-ship.txt'];

const root = await mkdtemp(join(tmpdir(), 'tumen-golden-'));
const out = join(root, 'out');
await cp(join(golden, 'publication'), root, { recursive: true });
await cp(join(repository, 'templates'), join(root, 'templates'), { recursive: true });
const ran = await tumen(root, ['render', '2', '--eml']);
if (process.env.UPDATE_GOLDEN === '1' && ran.status === 0) {
  await mkdir(expected, { recursive: true });
  for (const name of texts) await cp(join(out, name), join(expected, name));
}

test('the golden issue renders without a word of complaint', () => {
  assert.is(ran.stderr, '');
  assert.is(ran.status, 0);
});

test('it writes the three texts and the image that they show, and nothing else', async () => {
  assert.equal((await readdir(out)).sort(), [...texts, 'images']);
  const [image, ...others] = await readdir(join(out, 'images'));
  assert.equal(others, []);
  const html = await readFile(join(out, '002-ship.html'), 'utf8');
  assert.ok(html.includes(`https://harbour.example.org/images/${image}`));
});

for (const name of texts) {
  test(`${name} is what it was, to the byte`, async () => {
    const [is, was] = await Promise.all([readFile(join(out, name)), readFile(join(expected, name))]);
    if (is.equals(was)) return;
    // As text first: that difference can be read.
    assert.is(is.toString('utf8'), was.toString('utf8'));
    assert.is(is.toString('hex'), was.toString('hex'));
  });
}

test.after(() => rm(root, { recursive: true, force: true }));

test.run();
