/** http, where everybody has moved to https. */
import { linksOf } from '../../links.ts';
import type { Rule } from '../../rule.ts';

export const insecure: Rule = {
  id: 'links/insecure',
  severity: 'warning',
  title: 'Links are https.',
  why: 'What comes over http can be read and changed on its way; some clients warn of the whole mail.',
  example: { bad: 'http://gazette.example.org/ship', good: 'https://gazette.example.org/ship' },
  *check(context) {
    for (const { href, place } of linksOf(context)) {
      if (!/^http:\/\//i.test(href)) continue;
      yield {
        ...place,
        what: `“${href}” is not encrypted on its way.`,
        remedy: `Write ${href.replace(/^http:/i, 'https:')}; where the site has no https, waive this and say so.`,
      };
    }
  },
};
