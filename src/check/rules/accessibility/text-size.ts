/** Print that is too small for a telephone. */

import type { Element } from 'domhandler';
import { shownTexts } from '../../colour-pairs.ts';
import { inlineDeclarations } from '../../css.ts';
import type { Rule } from '../../rule.ts';

const least = 14;

export const textSize: Rule = {
  id: 'accessibility/text-size',
  severity: 'warning',
  title: `No text is smaller than ${least} pixels.`,
  why: 'iOS enlarges what is smaller and breaks the layout; everywhere else it is simply hard to read.',
  example: { bad: 'font-size:12px', good: 'font-size:16px' },
  *check({ html }) {
    const told = new Set<string>();
    for (const { element, words } of shownTexts(html)) {
      const size = sizeAt(element);
      // A raised note number is a size of its own.
      if (size === null || size >= least || element.parent?.type !== 'tag' || isRaised(element)) continue;
      const place = html.placeOf(element);
      const key = `${place.file}:${place.line}`;
      if (told.has(key)) continue;
      told.add(key);
      yield {
        ...place,
        what: `“${words.slice(0, 40)}” is set in ${size} pixels.`,
        remedy: `Set it in ${least} or more.`,
      };
    }
  },
};

/** Of the nearest element that sets one in pixels, also through `font:`. */
function sizeAt(element: Element): number | null {
  for (let at: Element | null = element; at !== null; at = at.parent?.type === 'tag' ? at.parent : null) {
    for (const { property, value } of inlineDeclarations(at.attribs.style).toReversed()) {
      const size =
        property === 'font-size' || property === 'font' ? /([\d.]+)px/.exec(value)?.[1] : undefined;
      if (size !== undefined) return Number(size);
    }
  }
  return null;
}

function isRaised(element: Element): boolean {
  for (let at: Element | null = element; at !== null; at = at.parent?.type === 'tag' ? at.parent : null) {
    if (at.name === 'sup' || at.name === 'sub') return true;
  }
  return false;
}
