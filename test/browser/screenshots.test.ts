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
  'writes every view as a PNG of its width and its whole length, and names them on stdout',
  (context) => {
    const { status, stdout, stderr } = run(context, ['1', '--out', 'pictures']);
    assert.is(status, 0, stderr);
    const folder = join(context.newsroom.root, 'pictures/001-a-green-train');
    const looks = matrix();
    assert.equal(readdirSync(folder).sort(), looks.map(nameOf).sort());
    assert.is(stdout.trimEnd().split('\n').length, looks.length);
    for (const look of looks) {
      const { width, height } = sizeOf(join(folder, nameOf(look)));
      assert.is(width, look.width, nameOf(look));
      assert.ok(height > 300, nameOf(look));
    }
    assert.ok(
      sizeOf(join(folder, 'written-375-light.png')).height >
        sizeOf(join(folder, 'written-1280-light.png')).height,
    );
  },
);

screenshots('without a Chromium it says what to install, and writes nothing', (context) => {
  const { status, stdout, stderr } = run(context, ['1', '--out', 'none'], { CHROMIUM: '/nowhere/chromium' });
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(stderr, /CHROMIUM names \/nowhere\/chromium, which is not there/);
  assert.not.ok(readdirSync(context.newsroom.root).includes('none'));
});

screenshots.run();
