/** Links that readers of the text part do not get. */
import { textContent } from 'domutils';
import type { Rule } from '../../rule.ts';
import { sharpen } from '../../template-place.ts';
import { partOf } from './places.ts';

export const textPartLinks: Rule = {
  id: 'mail/text-part-links',
  severity: 'error',
  title: 'The text part names every address that the HTML links.',
  why: 'Whoever reads the text reads the same letter, sources and all; filters compare the two parts as well.',
  example: { bad: 'a link in issue.mjml.hbs that issue.txt.hbs does not print', good: 'its address in both' },
  *check(context) {
    const text = partOf(context, 'text/plain')?.text;
    if (text === undefined) return;
    const told = new Set<string>();
    for (const anchor of context.html.elements.filter(({ name }) => name === 'a')) {
      const href = anchor.attribs.href ?? '';
      // Within the page, or filled for each reader: the footer's rule looks for those.
      if (href === '' || href.startsWith('#') || href.includes('{{') || told.has(href)) continue;
      told.add(href);
      if (text.includes(href) || text.includes(href.replace(/^mailto:/, ''))) continue;
      yield {
        ...sharpen(context.templates, context.html.placeOf(anchor), href),
        what: `The text part lacks ${href}, which “${textContent(anchor).trim().slice(0, 40)}” links.`,
        remedy: 'Print it in the text template as well.',
      };
    }
  },
};
