/** The outline of the issue, by which screen readers move about in it. */
import { textContent } from 'domutils';
import type { Rule } from '../../rule.ts';

export const headingOrder: Rule = {
  id: 'accessibility/heading-order',
  severity: 'error',
  title: 'The issue has one h1, no level is skipped and no heading is empty.',
  why: 'A skipped level sounds like a part that is missing; a second h1 like a second letter.',
  example: { bad: '<h1>…</h1> … <h3>…</h3>', good: '<h1>…</h1> … <h2>…</h2>' },
  *check({ html, issue }) {
    const headings = html.elements.filter(({ name }) => /^h[1-6]$/.test(name));
    let level = 0;
    let first = true;
    for (const heading of headings) {
      const own = Number(heading.name.slice(1));
      const place = html.placeOf(heading);
      const words = textContent(heading).replace(/\s+/g, ' ').trim();
      if (words === '')
        yield {
          ...place,
          what: `This <${heading.name}> is empty.`,
          remedy: 'Remove it, or say what follows.',
        };
      if (own === 1 && !first) {
        yield { ...place, what: `“${words}” is a second <h1>.`, remedy: 'Make it an <h2>.' };
      }
      if (own > level + 1) {
        const after = level === 0 ? 'the beginning' : `<h${level}>`;
        yield {
          ...place,
          what: `“${words}” is an <h${own}> after ${after}.`,
          remedy: `Make it an <h${level + 1}>.`,
        };
      }
      if (own === 1) first = false;
      level = own;
    }
    if (first) {
      yield {
        file: `templates/${issue.layout}/issue.mjml.hbs`,
        line: 1,
        what: 'The issue has no <h1>.',
        remedy: 'Set its subject as one.',
      };
    }
  },
};
