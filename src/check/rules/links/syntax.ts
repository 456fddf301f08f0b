/** Addresses that lead nowhere whoever clicks them. */
import { type Link, linksOf, parseAddress } from '../../links.ts';
import { matchesIn } from '../../passage.ts';
import type { Rule } from '../../rule.ts';

export const syntax: Rule = {
  id: 'links/syntax',
  severity: 'error',
  title: 'Every address can be followed out of a mail.',
  why: 'A mail has no page around it: what is relative, half written or on the desk’s own machine leads nowhere.',
  example: { bad: '[the notice](notices/12)', good: '[the notice](https://harbour.example.org/notices/12)' },
  *check(context) {
    for (const link of linksOf(context)) {
      const fault = faultOf(link);
      if (fault !== null) yield { ...link.place, ...fault };
    }
    for (const passage of context.written) {
      if (passage.kind === 'label') continue;
      for (const { place } of matchesIn(
        passage,
        /\[[^\][]*\] ?\((?:https?:|www\.|[^\s)]+\/)[^)]*\)|\[[^\][]+\]\[[^\]]*\]/gu,
      )) {
        yield {
          ...place,
          what: 'This looks like a link, and Markdown does not read it as one.',
          remedy: 'Write [words](https://…) without blanks in the address or before its bracket.',
        };
      }
    }
  },
};

function faultOf({ href }: Link): { readonly what: string; readonly remedy: string } | null {
  if (href === '')
    return { what: 'The link has no address.', remedy: 'Write it between the round brackets.' };
  if (href.startsWith('#')) return null;
  if (/^https?:(?!\/\/[^/])/i.test(href)) {
    return { what: `“${href}” lacks its slashes or its host.`, remedy: 'Write https://host/path.' };
  }
  const url = parseAddress(href);
  if (url === null) {
    return /^[a-z][a-z0-9+.-]*:/i.test(href)
      ? { what: `“${href}” is no address.`, remedy: 'Copy it once more from where it was read.' }
      : {
          what: `“${href}” is relative, and a mail has no page around it.`,
          remedy: 'Write the whole address, https://….',
        };
  }
  if (!['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol)) {
    return {
      what: `Mail clients do not follow “${url.protocol}”.`,
      remedy: 'Link a page on the web, or leave the link out.',
    };
  }
  if (url.protocol === 'mailto:' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(url.pathname)) {
    return { what: `“${href}” holds no mail address.`, remedy: 'Write mailto:name@host.' };
  }
  if (/^https?:$/.test(url.protocol) && onlyHere(url.hostname)) {
    return { what: `“${url.hostname}” can be reached from here alone.`, remedy: 'Link the public page.' };
  }
  return null;
}

/** Names and addresses that are another machine for every reader, or none. */
function onlyHere(hostname: string): boolean {
  return (
    /^(?:localhost|[^.:]+|.*\.(?:local|internal|lan|localhost))$/i.test(hostname) ||
    /^(?:127|10|0)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\./.test(hostname) ||
    /^\[(?:::1?|f[cd]|fe80)/i.test(hostname)
  );
}
