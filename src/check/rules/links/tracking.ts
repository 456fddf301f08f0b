/** Parameters that tell somebody else who clicked. */
import { linksOf, parseAddress } from '../../links.ts';
import type { Rule } from '../../rule.ts';

const tracking =
  /^(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|_hsenc|_hsmi|mkt_tok|vero_id|oly_(?:anon|enc)_id|wickedid|ref_src|ref_url|si|spm|cmpid|ns_\w+|at_(?:medium|campaign|custom\d)|xtor|smid|sr_share|s_cid|guccounter|guce_referrer\w*)$/i;

export const trackingParameters: Rule = {
  id: 'links/tracking',
  severity: 'warning',
  title: 'Addresses carry no tracking parameters.',
  why: 'They tell a stranger which of our readers clicked, and they make two addresses of one page.',
  example: { bad: 'https://gazette.example.org/ship?utm_source=x', good: 'https://gazette.example.org/ship' },
  *check(context) {
    for (const { href, place } of linksOf(context)) {
      const url = parseAddress(href);
      const names = [...(url?.searchParams.keys() ?? [])].filter((name) => tracking.test(name));
      if (url === null || names.length === 0) continue;
      for (const name of names) url.searchParams.delete(name);
      yield {
        ...place,
        what: `The address carries ${names.map((name) => `“${name}”`).join(', ')}, which tells who clicked.`,
        remedy: `Write ${url.href}.`,
      };
    }
  },
};
