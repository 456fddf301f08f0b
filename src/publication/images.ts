/** Makes the images of an issue ready for mail: small enough, PNG or JPEG, their size known. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import { type ConvertedImage, keepImage, keptImage } from './image-cache.ts';
import { type Problem, ProblemsError } from './problem.ts';
import type { Issue, PreparedImage, Prose } from './types.ts';

/** Twice the column of the layouts, for screens with two pixels to the point. */
const maxWidth = 1152;

/** Goes into the names of the files; to be raised whenever the settings below change what comes out. */
const recipe = 'v1';

/** What an image is called, and where, for whoever has to mend it. */
type Mention = { readonly src: string; readonly file: string; readonly line: number };

/**
 * Every image of content/images/ that the stories and the letter of `issue` show, by its name there. What had to be
 * converted is kept under `root` for the next time. Throws ProblemsError with every file that is missing or no image.
 */
export async function prepareImages(root: string, issue: Issue): Promise<ReadonlyMap<string, PreparedImage>> {
  const prepared = new Map<string, PreparedImage>();
  const problems: Problem[] = [];
  for (const mention of mentionsOf(issue)) {
    if (prepared.has(mention.src) || problems.some(({ what }) => what.includes(mention.src))) continue;
    try {
      const bytes = await readFile(join(root, 'content/images', mention.src));
      prepared.set(mention.src, await prepare(root, mention.src, bytes));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      problems.push({
        file: mention.file,
        line: mention.line,
        what:
          code === 'ENOENT'
            ? `There is no content/images/${mention.src}.`
            : `content/images/${mention.src} cannot be read as an image: ${message}.`,
        remedy: 'Put a PNG, JPEG, WebP, GIF or SVG of that name there, or correct the name.',
      });
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return prepared;
}

/** Names in content/images/, each once. */
export function imageNamesOf(issue: Issue): string[] {
  return [...new Set(mentionsOf(issue).map(({ src }) => src))];
}

function mentionsOf(issue: Issue): Mention[] {
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
  const ofStories = stories.flatMap(({ image, file, lines, body }) => {
    const inText = mentionsIn(body);
    if (image === null) return inText;
    return [{ src: image.src, file, line: lines.get('image.src') ?? lines.get('image') ?? 1 }, ...inText];
  });
  return [...mentionsIn(issue.letter), ...ofStories];
}

/** `![…](name.png)`; whatever else stands between the brackets is refused when the text is rendered. */
function mentionsIn({ markdown, file, firstLine }: Prose): Mention[] {
  return [...markdown.matchAll(/!\[[^\][]*\]\(\s*([\w][\w.-]*)\s*(?:["'][^)]*)?\)/g)].map((match) => ({
    src: match[1] ?? '',
    file,
    line: firstLine + markdown.slice(0, match.index).split('\n').length - 1,
  }));
}

/** The last images made, by the hash of what they were made from: a preview asks again at every save. */
const made = new Map<string, Promise<PreparedImage>>();
const mostMade = 64;

function prepare(root: string, src: string, original: Uint8Array): Promise<PreparedImage> {
  const hash = createHash('sha256').update(recipe).update(original).digest('hex');
  const key = `${src} ${hash}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const making = convertOnce(root, src, original, hash);
  made.set(key, making);
  making.catch(() => made.delete(key));
  const [oldest] = made.keys();
  if (made.size > mostMade && oldest !== undefined) made.delete(oldest);
  return making;
}

/**
 * The name carries the hash of the original, not of the result: encoders may differ between processors by a byte, and
 * an issue must not.
 */
async function convertOnce(
  root: string,
  src: string,
  original: Uint8Array,
  hash: string,
): Promise<PreparedImage> {
  const kept = await keptImage(root, hash);
  const { isPng, width, height, bytes } = kept ?? (await convert(original));
  if (kept === null) await keepImage(root, hash, { isPng, width, height, bytes });
  return {
    src,
    name: `${src.replace(/\.[^.]*$/, '')}-${hash.slice(0, 8)}.${isPng ? 'png' : 'jpg'}`,
    contentType: isPng ? 'image/png' : 'image/jpeg',
    width,
    height,
    bytes,
  };
}

/** Sharp is loaded here, because most commands need no image, and most images are there already. */
async function convert(original: Uint8Array): Promise<ConvertedImage> {
  const { default: sharp } = await import('sharp');
  const { format, width = maxWidth, hasAlpha } = await sharp(original).metadata();
  // A vector is drawn as wide as it will be shown, never drawn small and blown up; 72 is where SVG starts.
  const density = format === 'svg' ? Math.min(2400, Math.max(72, Math.ceil((72 * maxWidth) / width))) : 72;
  const image = sharp(original, { density }).rotate().resize({ width: maxWidth, withoutEnlargement: true });
  const drawn = format === 'svg' || format === 'png' || format === 'gif' || hasAlpha === true;
  return drawn ? await encodeDrawing(image, hasAlpha === true) : await encodePhoto(image);
}

async function encodePhoto(image: Sharp): Promise<ConvertedImage> {
  const { data, info } = await image
    .clone()
    .jpeg({ quality: 78, mozjpeg: true })
    .toBuffer({ resolveWithObject: true });
  return { isPng: false, width: info.width, height: info.height, bytes: data };
}

/** Flat colours stay sharp as a PNG with a palette; what turns out to be a photograph becomes a JPEG. */
async function encodeDrawing(image: Sharp, hasAlpha: boolean): Promise<ConvertedImage> {
  const encoded = image.clone().png({ palette: true, effort: 8 }).toBuffer({ resolveWithObject: true });
  const { data, info } = await encoded;
  const png = { isPng: true, width: info.width, height: info.height, bytes: data };
  if (hasAlpha || data.length < mostPngBytes) return png;
  const jpeg = await encodePhoto(image);
  return jpeg.bytes.length * 2 < data.length ? jpeg : png;
}

/** A drawing of the column's size takes a third of this. */
const mostPngBytes = 60_000;
