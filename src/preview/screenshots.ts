/** The matrix of views as pictures, for a pull request or an archive. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueName } from '../publication/issue-name.ts';
import { ProblemsError, UserError } from '../publication/problem.ts';
import { findIssue } from '../publication/resolve-issue.ts';
import { findChromium } from './chromium.ts';
import { openCamera } from './devtools.ts';
import { firstLook, type Look, printLook, widths } from './page/look.ts';
import { palettes } from './palettes/palette.ts';
import { openProofs } from './proofs.ts';
import { startPreview } from './server.ts';
import { clients, insides } from './views.ts';

const phone = 375;

/** Every client on a phone and at the column's width, as written at every width and in every colour, and what is inside. */
export function matrix(): readonly Look[] {
  const looks = [
    ...clients.flatMap(({ id }) => [phone, firstLook.width].map((width) => ({ view: id, width }))),
    ...widths.map((width) => ({ width })),
    ...palettes.flatMap(({ id }) => [phone, firstLook.width].map((width) => ({ palette: id, width }))),
    { palette: 'gmail', view: 'gmail', width: phone },
    { palette: 'outlook', view: 'outlook-com', width: firstLook.width },
    { images: 'off' as const, width: phone },
    { images: 'off' as const, view: 'outlook-classic' },
    ...insides.filter(({ id }) => id !== 'changes').map(({ id }) => ({ view: id })),
  ].map((look): Look => ({ ...firstLook, reader: 'nameless', ...look }));
  return [...new Map(looks.map((look) => [nameOf(look), look])).values()];
}

/** `gmail-375-dark-images-off.png` */
export function nameOf({ view, width, palette, images }: Look): string {
  const inside = insides.some(({ id }) => id === view);
  const parts = inside ? [view] : [view, width, palette, ...(images === 'off' ? ['images-off'] : [])];
  return `${parts.join('-')}.png`;
}

export type ScreenshotOptions = {
  readonly root: string;
  /** As `findIssue` takes it. */
  readonly issue: string;
  /** The pictures are written into a folder of the issue's name within this one. */
  readonly out: string;
  /** Ids of views; without them all. */
  readonly views?: readonly string[];
  readonly onPicture?: (done: number, total: number) => void;
};

/** Answers with the files it wrote. Throws ProblemsError for an issue that does not render, UserError without a Chromium. */
export async function screenshots({
  root,
  issue,
  out,
  views,
  onPicture,
}: ScreenshotOptions): Promise<readonly string[]> {
  const looks = matrix().filter(({ view }) => views === undefined || views.includes(view));
  const unknown = views?.find((view) => !looks.some((look) => look.view === view));
  if (unknown !== undefined) {
    const known = [...new Set(matrix().map(({ view }) => view))].join(', ');
    throw new UserError(`There is no view "${unknown}" to take a picture of. There are ${known}.`);
  }
  const executable = findChromium();
  const proofs = await openProofs(root, () => undefined);
  const found = findIssue(proofs.newsroom(), issue);
  const { pull, problems } = await proofs.proof(found.file);
  if (pull === null) throw new ProblemsError(problems);
  const folder = join(out, issueName(pull.issue));
  await mkdir(folder, { recursive: true });

  const files: string[] = [];
  const preview = await startPreview({ root, issue: found.file, port: 0 });
  try {
    const camera = await openCamera(executable);
    try {
      for (const look of looks) {
        const file = join(folder, nameOf(look));
        await writeFile(file, await camera.photograph(`${preview.url}/stage?${printLook(look)}`, look.width));
        files.push(file);
        onPicture?.(files.length, looks.length);
      }
    } finally {
      await camera.close();
    }
  } finally {
    await preview.close();
  }
  return files;
}
