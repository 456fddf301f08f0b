/** Finds in the templates what is found in their HTML. */
import type { Template } from '../publication/types.ts';
import type { Place } from './passage.ts';

/** The place of `needle` in the template that `place` names, at or after its line; `place` itself where it is not there. */
export function sharpen(templates: readonly Template[], place: Place, needle: string): Place {
  const lines = templates.find(({ file }) => file === place.file)?.text.split('\n') ?? [];
  for (let index = place.line - 1; index < lines.length; index++) {
    const found = lines[index]?.indexOf(needle) ?? -1;
    if (found >= 0) return placeAt(place.file, index, found, needle);
  }
  return place;
}

/** Every place of `needle` in all templates. */
export function findInTemplates(templates: readonly Template[], needle: string | RegExp): Place[] {
  return templates.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, index) => {
      const match = typeof needle === 'string' ? null : needle.exec(line);
      const at = typeof needle === 'string' ? line.indexOf(needle) : (match?.index ?? -1);
      return at < 0 ? [] : [placeAt(file, index, at, match?.[0] ?? String(needle))];
    }),
  );
}

function placeAt(file: string, index: number, at: number, found: string): Place {
  return { file, line: index + 1, column: at + 1, endColumn: at + found.length + 1 };
}
