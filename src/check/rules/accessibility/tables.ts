/** Tables that are layout, and tables that are tables. */
import type { Element } from 'domhandler';
import type { Rule } from '../../rule.ts';

export const tables: Rule = {
  id: 'accessibility/tables',
  severity: 'error',
  title: 'A layout table says that it is one, and a data table has headed columns.',
  why: 'Without role="presentation" a screen reader reads out rows and columns that mean nothing.',
  example: { bad: '<table>', good: '<table role="presentation">, or <th scope="col">' },
  *check({ html }) {
    for (const table of html.elements.filter(({ name }) => name === 'table')) {
      if (table.attribs.role === 'presentation' || table.attribs.role === 'none') continue;
      const headed = within(table, 'th').some(({ attribs }) => attribs.scope !== undefined);
      if (headed) continue;
      yield {
        ...html.placeOf(table),
        what: 'This table has neither role="presentation" nor a <th scope>.',
        remedy: 'Say that it is layout, or head its columns.',
      };
    }
  },
};

function within(element: Element, name: string): Element[] {
  return element.children.flatMap((child) =>
    child.type === 'tag' ? [...(child.name === name ? [child] : []), ...within(child, name)] : [],
  );
}
