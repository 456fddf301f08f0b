/** The colours that the author chose: for readers who have it light, and for those who have it dark. */
import type { AtRule } from 'postcss';
import { changeStyleBlocks } from '../css.ts';
import { elementsOf, parseHtml, printHtml } from '../dom.ts';

export type Scheme = 'light' | 'dark';

/** Media features that always and never hold, whatever the window. */
const always = '(min-width:0)';
const never = '(max-width:0)';

/**
 * Answers every question after the reader's colour scheme with `scheme`, so that the page can show either, whatever
 * this machine is set to.
 */
export function forceScheme(html: string, scheme: Scheme): string {
  const document = parseHtml(html);
  changeStyleBlocks(document, (root) => {
    root.walkAtRules('media', (rule: AtRule) => {
      rule.params = rule.params.replace(
        /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi,
        (_, asked: string) => (asked.toLowerCase() === scheme ? always : never),
      );
    });
    root.walkDecls('color-scheme', (declaration) => {
      declaration.value = chosen(declaration.value, scheme);
    });
  });
  for (const { name, attribs } of elementsOf(document)) {
    if (name === 'meta' && attribs.name === 'color-scheme')
      attribs.content = chosen(attribs.content ?? '', scheme);
  }
  return printHtml(document);
}

/** What of `offered` (`light dark`) is used; a message that offers no dark scheme stays light. */
function chosen(offered: string, scheme: Scheme): string {
  return offered.includes(scheme) ? scheme : 'light';
}
