/** Text as outlines of a font that comes with Tumen, so that a picture with words is the same on a machine without fonts. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Command, Font } from 'opentype.js';
import { escapeHtml } from '../render/escape-html.ts';

export type Lettering = {
  /** Width in pixels of `text` at `size`; exact where the font has its letters, an estimate elsewhere. */
  readonly width: (text: string, size: number) => number;
  /** SVG of one line; `x` is where it begins: its left end, or its right end in a right-to-left text. */
  readonly line: (text: string, x: number, y: number, size: number) => string;
};

export type LetteringStyle = {
  readonly weight: 400 | 700;
  readonly colour: string;
  readonly direction: 'ltr' | 'rtl';
};

/** The font's files hold a script each. What none of them has is set in the system's serif. */
const scripts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'vietnamese'];

const loaded = new Map<number, Promise<readonly Font[]>>();

export async function openLettering({ weight, colour, direction }: LetteringStyle): Promise<Lettering> {
  const fonts = await (loaded.get(weight) ?? loadFonts(weight));
  const fontOf = (character: string) => fonts.find((font) => font.charToGlyph(character).index !== 0);
  const isOurs = (text: string) => [...text].every((character) => fontOf(character) !== undefined);
  return {
    width: (text, size) =>
      isOurs(text)
        ? runs(text, fontOf).reduce((sum, { font, text: part }) => sum + font.getAdvanceWidth(part, size), 0)
        : [...text].reduce((sum, character) => sum + emOf(character) * size, 0),
    line: (text, x, y, size) => {
      if (!isOurs(text) || direction === 'rtl') {
        return `<text x="${x}" y="${y}" font-family="serif" font-size="${size}" font-weight="${weight}" fill="${colour}" direction="${direction}">${escapeHtml(text)}</text>`;
      }
      let at = x;
      const data = runs(text, fontOf).map(({ font, text: part }) => {
        const path = pathData(font.getPath(part, at, y, size).commands);
        at += font.getAdvanceWidth(part, size);
        return path;
      });
      return `<path d="${data.join('')}" fill="${colour}"/>`;
    },
  };
}

function loadFonts(weight: number): Promise<readonly Font[]> {
  const fonts = (async () => {
    const { default: opentype } = await import('opentype.js');
    const { resolve } = createRequire(import.meta.url);
    return Promise.all(
      scripts.map(async (script) => {
        const file = resolve(
          `@fontsource/source-serif-4/files/source-serif-4-${script}-${weight}-normal.woff`,
        );
        return opentype.parse(new Uint8Array(await readFile(file)).buffer);
      }),
    );
  })();
  loaded.set(weight, fonts);
  return fonts;
}

/** The library's own writer makes NaN of some numbers (2.0.0), and a renderer stops at the first. */
function pathData(commands: readonly Command[]): string {
  return commands
    .map((command) => {
      const { type, ...points } = command;
      return (
        type +
        Object.values(points)
          .map((value) => Math.round(value * 10) / 10)
          .join(' ')
      );
    })
    .join('');
}

/** `text` cut where another file of the font has to take over. */
function runs(
  text: string,
  fontOf: (character: string) => Font | undefined,
): readonly { readonly font: Font; readonly text: string }[] {
  const found: { font: Font; text: string }[] = [];
  for (const character of text) {
    const font = fontOf(character);
    const last = found.at(-1);
    if (font === undefined) continue;
    if (last?.font === font) last.text += character;
    else found.push({ font, text: character });
  }
  return found;
}

/** Ideographs, kana and Hangul are as wide as they are high; other letters about half as wide. */
function emOf(character: string): number {
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff00-\uff60]/u.test(character))
    return 1;
  return /\p{M}/u.test(character) ? 0 : 0.55;
}
