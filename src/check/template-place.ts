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

/** The MJML templates of a layout: its own, and the partials that it calls, directly or not. */
export function templatesOf(layout: string, templates: readonly Template[]): Template[] {
  const found = new Map<string, Template>();
  const visit = (path: string): void => {
    const template = templates.find((each) => each.path === path);
    if (template === undefined || found.has(path)) return;
    found.set(path, template);
    for (const call of template.text.matchAll(/\{\{#?>\s*([\w-]+)/g)) visit(`partials/${call[1]}.mjml.hbs`);
  };
  visit(`${layout}/issue.mjml.hbs`);
  return [...found.values()];
}

/** Every place of `needle` in `templates`. */
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
