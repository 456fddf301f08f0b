import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { matrix, nameOf } from '../../src/preview/screenshots.ts';
import { copyNewsroom, type NewsroomCopy } from '../preview/newsroom-copy.ts';

const screenshots = suite<{ newsroom: NewsroomCopy }>('tumen screenshots');

const bin = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

screenshots.before(async (context) => {
  context.newsroom = await copyNewsroom();
});
screenshots.after(({ newsroom }) => newsroom.remove());

function run(
  { newsroom }: { newsroom: NewsroomCopy },
  words: readonly string[],
  environment: Record<string, string> = {},
) {
  return spawnSync(process.execPath, [bin, 'screenshots', ...words], {
    cwd: newsroom.root,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    timeout: 120_000,
  });
}

/** Width and height from the header of a PNG. */
function sizeOf(file: string): { width: number; height: number } {
  const bytes = readFileSync(file);
  assert.is(bytes.subarray(1, 4).toString(), 'PNG');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

screenshots(
  'writes the views as PNG of their width and their whole length, and names them on stdout',
  (context) => {
    const { status, stdout, stderr } = run(context, ['1', '--out', 'pictures', '--views', 'gmail,text']);
    assert.is(status, 0, stderr);
    const folder = join(context.newsroom.root, 'pictures/001-a-green-train');
    const looks = matrix().filter(({ view }) => ['gmail', 'text'].includes(view));
    assert.is(looks.length, 4);
    assert.equal(readdirSync(folder).sort(), looks.map(nameOf).sort());
    assert.is(stdout.trimEnd().split('\n').length, looks.length);
    for (const look of looks) {
      const { width, height } = sizeOf(join(folder, nameOf(look)));
      assert.is(width, look.width, nameOf(look));
      assert.ok(height > 300, nameOf(look));
    }
    assert.ok(
      sizeOf(join(folder, 'gmail-375-light.png')).height > sizeOf(join(folder, 'gmail-680-light.png')).height,
    );
  },
);

screenshots('a view that is not there is refused by name', (context) => {
  const { status, stderr } = run(context, ['1', '--views', 'gmial']);
  assert.is(status, 1);
  assert.match(stderr, /There is no view "gmial" to take a picture of\. There are written, gmail,/);
});

screenshots('without a Chromium it says what to install, and writes nothing', (context) => {
  const { status, stdout, stderr } = run(context, ['1', '--out', 'none'], { CHROMIUM: '/nowhere/chromium' });
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(stderr, /CHROMIUM names \/nowhere\/chromium, which is not there/);
  assert.not.ok(readdirSync(context.newsroom.root).includes('none'));
});

screenshots.run();
