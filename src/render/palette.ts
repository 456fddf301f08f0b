/** The colours of an issue, light and dark, around the theme's one accent. */
import type { Theme } from '../publication/types.ts';

export type Colours = {
  /** Behind everything. */
  readonly paper: string;
  /** Behind what is set apart. */
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly accent: string;
};

export type Palette = { readonly light: Colours; readonly dark: Colours };

export function paletteOf(theme: Theme): Palette {
  return {
    light: {
      paper: '#fffefb',
      panel: '#f4f1e9',
      ink: '#1d1c1a',
      muted: '#5c5850',
      rule: '#d9d4c8',
      accent: theme.accent,
    },
    dark: {
      paper: '#17181a',
      panel: '#222426',
      ink: '#e9e6df',
      muted: '#b0aba1',
      rule: '#43454a',
      accent: '#7cc0cf',
    },
  };
}
