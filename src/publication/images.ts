/** Makes the images of an issue ready for mail: small enough, PNG or JPEG, their size known. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, ProblemsError } from './problem.ts';
import type { Issue, PreparedImage, Story } from './types.ts';

/** Twice the column of the layouts, for screens with two pixels to the point. */
const maxWidth = 1152;

/**
 * Every image that the stories of `issue` name, by that name. Reads content/images/ under `root` and writes nothing.
 * Throws ProblemsError for files that are missing or are no images.
 */
export async function prepareImages(root: string, issue: Issue): Promise<ReadonlyMap<string, PreparedImage>> {
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
  const prepared = new Map<string, PreparedImage>();
  const problems: Problem[] = [];
  for (const story of stories) {
    if (story.image === null || prepared.has(story.image.src)) continue;
    const image = await prepare(root, story, story.image.src, problems);
    if (image !== null) prepared.set(image.src, image);
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return prepared;
}

async function prepare(
  root: string,
  story: Story,
  src: string,
  problems: Problem[],
): Promise<PreparedImage | null> {
  const { default: sharp } = await import('sharp');
  try {
    const original = sharp(await readFile(join(root, 'content/images', src)), { density: 144 }).rotate();
    const resized = original.resize({ width: maxWidth, withoutEnlargement: true });
    const { hasAlpha, format } = await original.metadata();
    const asPng = format === 'png' || format === 'svg' || format === 'gif' || hasAlpha;
    const encoded = asPng
      ? resized.png({ palette: true, effort: 10 })
      : resized.jpeg({ quality: 78, mozjpeg: true });
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    const extension = asPng ? 'png' : 'jpg';
    const hash = createHash('sha256').update(data).digest('hex').slice(0, 8);
    return {
      src,
      name: `${src.replace(/\.[^.]*$/, '')}-${hash}.${extension}`,
      contentType: asPng ? 'image/png' : 'image/jpeg',
      width: info.width,
      height: info.height,
      bytes: data,
    };
  } catch (error) {
    problems.push({
      file: story.file,
      line: story.lines.get('image.src') ?? story.lines.get('image') ?? 1,
      what: `The image content/images/${src} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Put a PNG, JPEG, WebP or SVG of that name there, or correct the name.',
    });
    return null;
  }
}
