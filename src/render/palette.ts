/** The colours of an issue, light and dark, around the theme's one accent; and whether they can be read everywhere. */
import { contrast, hslToRgb, parseHex, rgbToHsl, rgbToLab, toHex } from './colour.ts';
import { type ColourRole, darkClients } from './dark-clients.ts';

export type Colours = {
  /** Behind everything. */
  readonly paper: string;
  /** Behind what is set apart. */
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  /** Lines between things; never text. */
  readonly rule: string;
  readonly accent: string;
};

export type Palette = { readonly light: Colours; readonly dark: Colours };

/** WCAG 2.2, 1.4.3: text of any size passes at this. */
export const leastContrast = 4.5;

/** The paper is a pure white: Gmail turns the least tint of one into a brown. */
const light = { paper: '#ffffff', panel: '#f5f4f1', ink: '#1d1c1a', muted: '#5c5850', rule: '#d9d4c8' };
const dark = { paper: '#17181a', panel: '#232527', ink: '#ebe8e1', muted: '#b3aea4', rule: '#4a4d52' };

/** `accent` is `#rrggbb`. In the dark it keeps its hue and grows as light as the dark surfaces ask. */
export function paletteOf(accent: string): Palette {
  const [hue, saturation, lightness] = rgbToHsl(parseHex(accent));
  let inDark = accent;
  for (let l = lightness; l <= 1 && contrast(inDark, dark.panel) < comfortable; l += 0.01) {
    inDark = toHex(hslToRgb([hue, Math.min(saturation, 0.6), l]));
  }
  return { light: { ...light, accent }, dark: { ...dark, accent: inDark } };
}

/** Above the least, because light text on dark looks thinner than it is. */
const comfortable = 7;

export type Shortfall = {
  /** `light`, `dark`, or whose inversion. */
  readonly palette: string;
  readonly surface: 'paper' | 'panel';
  readonly text: 'ink' | 'muted' | 'accent';
  readonly contrast: number;
};

/** Every pair of text and surface that misses the least contrast in one of the five palettes. */
export function shortfalls(palette: Palette): Shortfall[] {
  const found: Shortfall[] = [];
  for (const { name, colours } of fivePalettes(palette)) {
    for (const surface of ['paper', 'panel'] as const) {
      for (const text of ['ink', 'muted', 'accent'] as const) {
        const ratio = contrast(colours[surface], colours[text]);
        if (ratio < leastContrast) found.push({ palette: name, surface, text, contrast: ratio });
      }
    }
  }
  return found;
}

/** As authored in light and in dark, and as three kinds of client darken the light one. */
export function fivePalettes(palette: Palette): { readonly name: string; readonly colours: Colours }[] {
  return [
    { name: 'light', colours: palette.light },
    { name: 'dark', colours: palette.dark },
    ...darkClients.map(({ name, darken }) => ({
      name,
      colours: Object.fromEntries(
        Object.entries(palette.light).map(([key, hex]) => [key, darken(hex, roleOf(key))]),
      ) as Colours,
    })),
  ];
}

function roleOf(key: string): ColourRole {
  return key === 'paper' || key === 'panel' ? 'surface' : 'text';
}

/** The accent nearest to `accent`, by distance in Lab, that passes in all five palettes; `accent` itself where it passes. */
export function nearestPassing(accent: string): string {
  const passes = (hex: string) => shortfalls(paletteOf(hex)).length === 0;
  if (passes(accent)) return accent;
  const [hue, saturation] = rgbToHsl(parseHex(accent));
  const wanted = rgbToLab(parseHex(accent));
  let nearest = light.ink;
  let least = Number.POSITIVE_INFINITY;
  for (let s = 0; s <= 20; s += 1) {
    for (let l = 0; l <= 100; l += 1) {
      const candidate = toHex(hslToRgb([hue, saturation * (s / 20), l / 100]));
      const lab = rgbToLab(parseHex(candidate));
      const distance = Math.hypot(lab[0] - wanted[0], lab[1] - wanted[1], lab[2] - wanted[2]);
      if (distance < least && passes(candidate)) {
        least = distance;
        nearest = candidate;
      }
    }
  }
  return nearest;
}
