/** Links that say nothing, or the same of two pages. */
import type { Element } from 'domhandler';
import { textContent } from 'domutils';
import type { Rule } from '../../rule.ts';

export const linkPurpose: Rule = {
  id: 'accessibility/link-purpose',
  severity: 'error',
  title: 'A link has words, and the same words lead to the same place.',
  why: 'A screen reader lists links by their words: an empty one is “link”, and two like ones cannot be told apart.',
  example: {
    bad: '[the notice](https://a.example.org/) … [the notice](https://b.example.org/)',
    good: '[the notice of May](https://a.example.org/) … [that of June](https://b.example.org/)',
  },
  *check({ html }) {
    const leads = new Map<string, string>();
    for (const anchor of html.elements.filter(
      ({ name, attribs }) => name === 'a' && attribs.href !== undefined,
    )) {
      const href = anchor.attribs.href as string;
      const words = wordsOf(anchor);
      if (words === '') {
        yield {
          ...html.placeOf(anchor),
          what: `The link to ${href} has no words.`,
          remedy: 'Give it some, or its picture an alt.',
        };
        continue;
      }
      // The number of a note is read with the sentence before it.
      if (!/\p{L}/u.test(words)) continue;
      const other = leads.get(words);
      if (other !== undefined && other !== href) {
        yield {
          ...html.placeOf(anchor),
          severity: 'warning',
          what: `“${words}” leads to ${href} here, and to ${other} before.`,
          remedy: 'Let the words say which is which.',
        };
      }
      leads.set(words, other ?? href);
    }
  },
};

function wordsOf(anchor: Element): string {
  const pictures = anchor.children.flatMap((child) => ('attribs' in child ? [child.attribs.alt ?? ''] : []));
  return [anchor.attribs['aria-label'] ?? '', textContent(anchor), ...pictures]
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
