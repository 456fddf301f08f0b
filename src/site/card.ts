/** The picture that stands for an issue where somebody links to it: its subject on the publication's paper, 1200 by 630. */
import type { PreparedImage } from '../publication/types.ts';
import { directionOf } from '../render/languages.ts';
import { paletteOf } from '../render/palette.ts';
import type { ArchivedIssue } from './archive.ts';
import { formatLongDay } from './day.ts';
import { type Lettering, openLettering } from './lettering.ts';
import { textsFor } from './texts/texts.ts';

export const cardWidth = 1200;
export const cardHeight = 630;
const margin = 72;
const pictureWidth = 420;
/** From one line to the next, by the size of the letters. */
const leading = 1.14;

/** A PNG; the same bytes for the same issue, wherever the font has its letters. */
export async function drawCard(shown: ArchivedIssue): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const png = sharp(Buffer.from(await cardSvg(shown))).png({ palette: true, effort: 8 });
  return new Uint8Array(await png.toBuffer());
}

export async function cardSvg({ issue, subject, picture }: ArchivedIssue): Promise<string> {
  const { publication } = issue;
  const { light } = paletteOf(publication.theme.accent);
  const direction = directionOf(publication.language);
  const texts = textsFor(publication.language);
  const rtl = direction === 'rtl';
  const room = cardWidth - 2 * margin - (picture === null ? 0 : pictureWidth - 16);
  const left = rtl ? cardWidth - margin - room : margin;
  const start = rtl ? cardWidth - margin : margin;

  const bold = await openLettering({ weight: 700, colour: light.ink, direction });
  const plain = await openLettering({ weight: 400, colour: light.muted, direction });
  const title = fitLines(publication.title, bold, room, [46, 40, 34, 28], 60);
  const heading = fitLines(subject, bold, room, [84, 76, 68, 60, 54, 48, 42, 36], 340);
  const meta = `${texts.issueNumber(issue.number)}  ·  ${formatLongDay(issue.date, publication.language)}`;

  const lineHeight = heading.size * leading;
  const middle = 336;
  const first = middle - ((heading.lines.length - 1) * lineHeight) / 2 + heading.size * 0.3;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${cardWidth}" height="${cardHeight}" viewBox="0 0 ${cardWidth} ${cardHeight}">
<rect width="${cardWidth}" height="${cardHeight}" fill="${light.paper}"/>
<rect x="${left}" y="60" width="${room}" height="12" fill="${light.accent}"/>
${title.lines.map((line) => bold.line(line, start, 130, title.size)).join('')}
${heading.lines.map((line, index) => bold.line(line, start, round(first + index * lineHeight), heading.size)).join('\n')}
<rect x="${left}" y="534" width="${room}" height="2" fill="${light.rule}"/>
${plain.line(meta, start, 578, 28)}
${picture === null ? '' : pictureOf(picture, rtl ? 0 : cardWidth - pictureWidth)}
</svg>`;
}

/** Fills its whole column, cut where it is too wide or too high. */
function pictureOf({ bytes, contentType }: PreparedImage, x: number): string {
  const data = Buffer.from(bytes).toString('base64');
  return `<svg x="${x}" y="0" width="${pictureWidth}" height="${cardHeight}"><image width="${pictureWidth}" height="${cardHeight}" preserveAspectRatio="xMidYMid slice" href="data:${contentType};base64,${data}"/></svg>`;
}

/** The text in the largest of `sizes` in which its lines are within `room` and `height`; too long for the smallest, it ends in dots. */
export function fitLines(
  text: string,
  { width }: Lettering,
  room: number,
  sizes: readonly number[],
  height: number,
): { readonly size: number; readonly lines: readonly string[] } {
  for (const size of sizes) {
    const lines = breakLines(text, (line) => width(line, size) <= room);
    if (lines.length * size * leading <= height && lines.every((line) => width(line, size) <= room))
      return { size, lines };
  }
  const size = sizes.at(-1) as number;
  const fits = (line: string): boolean => width(line, size) <= room;
  const lines = breakLines(text, fits).slice(0, Math.max(1, Math.floor(height / size / leading)));
  let last = lines.pop() ?? '';
  while (last !== '' && !fits(`${last}…`)) last = last.replace(/\s*\S$/u, '');
  return { size, lines: [...lines, `${last}…`] };
}

/** Breaks at spaces, and between ideographs anywhere. */
function breakLines(text: string, fits: (line: string) => boolean): string[] {
  const words =
    text.match(
      /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}][\p{P}]*|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]+|\s+/gu,
    ) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && !fits((line + word).trimEnd())) {
      lines.push(line.trimEnd());
      line = word.trimStart();
    } else line += word;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
