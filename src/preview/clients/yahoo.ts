/** Yahoo Mail and AOL on the web. */
import type { Declaration } from 'postcss';
import { changeDeclarations, changeStyleBlocks, cssOf, parseCss, setCss, styleBlocks } from '../css.ts';
import { type Document, element, elementsOf, parseHtml, printHtml } from '../dom.ts';
import type { Client } from './client.ts';
import { bodyToDiv, disarm, rename } from './webmail.ts';

/** What caniemail's tests found missing. */
const unknownProperties = new Set(
  `align-items aspect-ratio box-shadow box-sizing clip-path color-scheme filter flex-direction flex-wrap gap
   justify-content left mix-blend-mode object-fit object-position outline outline-offset right text-overflow
   text-underline-offset top bottom transform transition word-break`.split(/\s+/),
);

const knownMedia = /^(?:(?:only\s+)?(?:screen|all)|\(\s*(?:min-|max-)(?:width|height)\s*:[^)]*\)|and|\s+)+$/i;

export function simulateYahoo(html: string): string {
  const document = parseHtml(html);
  for (const block of styleBlocks(document)) setCss(block, trip(cssOf(block)));
  changeStyleBlocks(document, (root) => {
    root.walkAtRules((rule) => {
      if (rule.name === 'media' ? !knownMedia.test(rule.params) : rule.name !== 'keyframes') rule.remove();
    });
    root.walkRules((rule) => {
      // Renaming breaks classes that begin with a hyphen or an underscore (hteumeuleu/email-bugs 22).
      if (/\.[-_]|\[|:(?:has|not|lang|nth-)/.test(rule.selector)) rule.remove();
    });
  });
  changeDeclarations(document, changeDeclaration);
  dropTargets(document);
  disarm(document);
  rename(document, { prefix: 'yiv0', scope: '#yiv0 ' });
  bodyToDiv(document, (message) => [element('div', { id: 'yiv0' }, [message])]);
  return printHtml(document);
}

/**
 * The two places where Yahoo's reader of CSS stumbles: the rule after a comment is lost (email-bugs 25), and from a
 * media query with a comma on everything is (email-bugs 149).
 */
export function trip(css: string): string {
  const root = parseCss(css);
  if (root === null) return css;
  root.walkComments((comment) => {
    const next = comment.next();
    if (next?.type === 'rule' || next?.type === 'atrule') next.remove();
    comment.remove();
  });
  const stumble = root.nodes.findIndex(
    (node) => node.type === 'atrule' && node.name === 'media' && node.params.includes(','),
  );
  if (stumble !== -1) for (const node of root.nodes.slice(stumble)) node.remove();
  return root.toString();
}

function changeDeclaration(declaration: Declaration): void {
  const { prop, value } = declaration;
  const negativeMargin = prop.startsWith('margin') && /(?:^|\s)-\d/.test(value);
  const display = prop === 'display' && /^(?:inline-flex|inline-grid|flow-root|contents)$/.test(value);
  // Yahoo writes min-height for height (caniemail, css-height).
  if (prop === 'height') declaration.prop = 'min-height';
  else if (
    unknownProperties.has(prop) ||
    prop.startsWith('--') ||
    /\b(?:var|calc|clamp|min|max)\(|gradient\(/.test(value) ||
    negativeMargin ||
    display
  )
    declaration.remove();
}

/** ARIA is not kept (caniemail), nor more than one file for a picture. */
function dropTargets(document: Document): void {
  for (const { attribs } of elementsOf(document)) {
    for (const name of Object.keys(attribs))
      if (name.startsWith('aria-') || name === 'srcset') delete attribs[name];
  }
}

export const yahoo: Client = {
  id: 'yahoo',
  title: 'Yahoo',
  fidelity: 'high',
  rulesOf: '2026-06',
  does: 'Renames .foo to #yiv .yivfoo; loses the rule after a CSS comment and everything after a media query with a comma; drops classes that begin with a hyphen or an underscore, and ARIA. Also AOL.',
  simulate: simulateYahoo,
};
