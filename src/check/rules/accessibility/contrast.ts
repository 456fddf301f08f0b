/** Text that cannot be read in one of the five palettes that readers see. */
import { contrast } from '../../../render/colour.ts';
import { darkClients } from '../../../render/dark-clients.ts';
import { type ColourPair, type ShownText, shownTexts } from '../../colour-pairs.ts';
import type { Rule } from '../../rule.ts';

/** WCAG 2.2, 1.4.3; large text could do with less, and loses that in a client that resizes it. */
const least = 4.5;

type Palette = { readonly name: string; readonly pairOf: (text: ShownText) => ColourPair };

const palettes: readonly Palette[] = [
  { name: 'light', pairOf: ({ light }) => light },
  { name: 'dark', pairOf: ({ dark }) => dark },
  ...darkClients.map(({ name, darken }) => ({
    name,
    pairOf: ({ light }: ShownText) => ({
      text: darken(light.text, 'text'),
      surface: darken(light.surface, 'surface'),
    }),
  })),
];

export const contrastInFivePalettes: Rule = {
  id: 'accessibility/contrast',
  severity: 'error',
  title: `Every text has a contrast of at least ${least} in light, in dark, and as Apple, Outlook and Gmail invert it.`,
  why: 'Four of ten readers have a dark screen, and three of the clients change our colours without asking.',
  example: { bad: '<p style="color:#999999">', good: '<p style="color:{{theme.light.muted}}">' },
  *check({ html }) {
    const judged = new Set<string>();
    for (const shown of shownTexts(html)) {
      const key = [shown.light.text, shown.light.surface, shown.dark.text, shown.dark.surface].join();
      if (judged.has(key)) continue;
      judged.add(key);
      const failing = palettes.flatMap(({ name, pairOf }) => {
        const { text, surface } = pairOf(shown);
        const ratio = contrast(text, surface);
        return ratio >= least ? [] : [`${name} ${ratio.toFixed(1)} (${text} on ${surface})`];
      });
      if (failing.length === 0) continue;
      yield {
        ...html.placeOf(shown.element),
        what: `“${shorten(shown.words)}” has too little contrast: ${failing.join(', ')}.`,
        remedy: `Use a colour of the theme, or one that keeps ${least} in all five.`,
      };
    }
  },
};

function shorten(words: string): string {
  return words.length > 40 ? `${words.slice(0, 39)}…` : words;
}
