/** Keeps converted images in `.tumen/images/`, which may be emptied at any time: converting one takes longer than an issue. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An image as it came out of the encoder; width and height in pixels. */
export type ConvertedImage = {
  readonly isPng: boolean;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
};

const folder = '.tumen/images';

/** What was kept under `hash`, or null. Width, height and kind stand in the file's name: `<hash>-1152x576.png`. */
export async function keptImage(root: string, hash: string): Promise<ConvertedImage | null> {
  const names = await readdir(join(root, folder)).catch(() => []);
  for (const name of names) {
    const [, width, height, kind] = /-(\d+)x(\d+)\.(png|jpg)$/.exec(name) ?? [];
    if (!name.startsWith(`${hash}-`) || kind === undefined) continue;
    const bytes = await readFile(join(root, folder, name)).catch(() => null);
    if (bytes !== null) return { isPng: kind === 'png', width: Number(width), height: Number(height), bytes };
  }
  return null;
}

/** Nothing is lost where it cannot be written, for instance on a read-only disk: it is converted again. */
export async function keepImage(root: string, hash: string, image: ConvertedImage): Promise<void> {
  const name = `${hash}-${image.width}x${image.height}.${image.isPng ? 'png' : 'jpg'}`;
  const draft = join(root, folder, `${randomUUID()}.tmp`);
  try {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(draft, image.bytes);
    await rename(draft, join(root, folder, name));
  } catch {
    return;
  }
}
