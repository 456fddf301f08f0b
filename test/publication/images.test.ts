import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { imageNamesOf, prepareImages } from '../../src/publication/images.ts';
import { ProblemsError } from '../../src/publication/problem.ts';
import { issue, prose, story } from '../render/issue-value.ts';

let root = '';
test.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tumen-images-'));
  await mkdir(join(root, 'content/images'), { recursive: true });
});
test.after(() => rm(root, { recursive: true }));

const put = (name: string, bytes: Uint8Array | string) =>
  writeFile(join(root, 'content/images', name), bytes);
const showing = (src: string) => issue({ lead: story({ image: { src, alt: 'A', credit: 'B' } }) });
const prepared = async (src: string) => {
  const image = (await prepareImages(root, showing(src))).get(src);
  if (image === undefined) throw new Error(`${src} was not prepared`);
  return { ...image, found: await sharp(image.bytes).metadata() };
};

/** Noise, so that it does not compress away. */
const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  });
const drawing = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#0e5361' } });

test('a photograph is brought to twice the column, as a JPEG, with its size known', async () => {
  await put('photo.jpg', await noise(1600, 800).jpeg({ quality: 95 }).toBuffer());
  const { name, contentType, width, height, bytes, found } = await prepared('photo.jpg');
  assert.match(name, /^photo-[0-9a-f]{8}\.jpg$/);
  assert.equal([contentType, width, height], ['image/jpeg', 1152, 576]);
  assert.equal([found.format, found.width, found.height], ['jpeg', 1152, 576]);
  assert.ok(bytes.length < (await readFile(join(root, 'content/images/photo.jpg'))).length / 2);
});

test('a small image is not blown up', async () => {
  await put('small.png', await drawing(300, 200).png().toBuffer());
  const { contentType, width, height } = await prepared('small.png');
  assert.equal([contentType, width, height], ['image/png', 300, 200]);
});

test('WebP and SVG become what every mail client shows', async () => {
  await put('photo.webp', await noise(800, 400).webp().toBuffer());
  await put(
    'clear.webp',
    await sharp({ create: { width: 80, height: 40, channels: 4, background: '#0000' } })
      .webp()
      .toBuffer(),
  );
  await put(
    'chart.svg',
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="100" height="50" fill="#0e5361"/></svg>',
  );
  assert.equal((await prepared('photo.webp')).found.format, 'jpeg');
  assert.equal((await prepared('clear.webp')).found.format, 'png');
  const chart = await prepared('chart.svg');
  assert.equal([chart.found.format, chart.width, chart.height], ['png', 1152, 576]);
  assert.match(chart.name, /^chart-[0-9a-f]{8}\.png$/);
});

test('a photograph that was saved as PNG does not stay a megabyte', async () => {
  await put('photo.png', await noise(500, 300).png().toBuffer());
  assert.is((await prepared('photo.png')).found.format, 'jpeg');
});

test('what a camera knew about the place and the owner is left out, its turn is kept', async () => {
  const turned = noise(400, 200).withMetadata({ orientation: 6, exif: { IFD0: { Copyright: 'somebody' } } });
  await put('turned.jpg', await turned.jpeg().toBuffer());
  const { width, height, found } = await prepared('turned.jpg');
  assert.equal([width, height], [200, 400]);
  assert.is(found.exif, undefined);
});

test('the name changes with the image, and only with it', async () => {
  await put('same.png', await drawing(100, 100).png().toBuffer());
  const first = (await prepared('same.png')).name;
  assert.is((await prepared('same.png')).name, first);
  await put('same.png', await drawing(100, 101).png().toBuffer());
  assert.is.not((await prepared('same.png')).name, first);
});

test('a converted image is kept for the next run, and converted again where it was not or could not be kept', async () => {
  const original = await drawing(120, 80).png().toBuffer();
  const convert = async (folder: string) => {
    await mkdir(join(folder, 'content/images'), { recursive: true });
    await writeFile(join(folder, 'content/images/kept.png'), original);
    // A process of its own, because the images of this one are remembered.
    const program = `
      const { prepareImages } = await import(${JSON.stringify(new URL('../../src/publication/images.ts', import.meta.url))});
      const { issue, story } = await import(${JSON.stringify(new URL('../render/issue-value.ts', import.meta.url))});
      const lead = story({ image: { src: 'kept.png', alt: 'A', credit: 'B' } });
      const image = (await prepareImages(process.cwd(), issue({ lead }))).get('kept.png');
      console.log(image.name, image.width, image.height, Buffer.from(image.bytes).toString('base64'));
    `;
    return execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      encoding: 'utf8',
    });
  };
  const folder = await mkdtemp(join(root, 'kept-'));
  const first = await convert(folder);
  assert.match(first, /^kept-[0-9a-f]{8}\.png 120 80 /);
  const [name = '', ...others] = await readdir(join(folder, '.tumen/images'));
  assert.equal(others, []);
  assert.match(name, /^[0-9a-f]{64}-120x80\.png$/);
  assert.is(await convert(folder), first);

  await writeFile(join(folder, '.tumen/images', name), 'what was kept');
  assert.match(await convert(folder), Buffer.from('what was kept').toString('base64'));
  await rm(join(folder, '.tumen'), { recursive: true });
  await writeFile(join(folder, '.tumen'), 'a file where the folder should be');
  assert.is(await convert(folder), first);
});

test('images in texts are prepared with those of stories, each once', async () => {
  await put('small.png', await drawing(300, 200).png().toBuffer());
  const value = issue({
    lead: story({
      image: { src: 'small.png', alt: 'A', credit: 'B' },
      body: prose(
        'a.md',
        'See ![a](small.png) and ![b](chart.svg "title"), not ![c](https://example.org/x.png).',
      ),
    }),
  });
  assert.equal(imageNamesOf(value), ['small.png', 'chart.svg']);
  assert.equal([...(await prepareImages(root, value)).keys()], ['small.png', 'chart.svg']);
});

test('what is missing and what is no image are told together, with the story’s line', async () => {
  await put('text.png', 'not an image');
  const body = prose('content/stories/a.md', 'One.\n\n![x](gone.png)', 9);
  const lead = story({
    file: 'content/stories/a.md',
    image: { src: 'text.png', alt: 'A', credit: 'B' },
    lines: new Map([['image.src', 6]]),
    body,
  });
  try {
    await prepareImages(root, issue({ lead }));
    assert.unreachable();
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    assert.is(error.problems.length, 2);
    assert.match(
      error.message,
      'content/stories/a.md:6: content/images/text.png cannot be read as an image:',
    );
    assert.match(error.message, 'content/stories/a.md:11: There is no content/images/gone.png. Put a PNG');
  }
});

test.run();
