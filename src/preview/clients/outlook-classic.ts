/** Outlook for Windows in its classic form, which shows mail with Word's engine (supported to 2029). */
import type { Declaration } from 'postcss';
import { changeDeclarations, changeStyleBlocks } from '../css.ts';
import {
  type Document,
  type Element,
  elementsOf,
  parseHtml,
  printHtml,
  removeComments,
  removeElements,
} from '../dom.ts';
import type { Client } from './client.ts';

/** Word's version, as conditional comments ask for it. */
const msoVersion = 16;

/** Word knows nothing of these; caniemail's tests, and Word's own documentation of its HTML. */
const unknownProperties = new Set(
  `align-items animation background-image background-position background-repeat background-size border-radius
   border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius bottom
   box-shadow box-sizing clip-path color-scheme filter flex flex-direction flex-wrap float gap grid
   grid-template-columns justify-content left max-height min-height min-width object-fit opacity outline overflow
   position right text-overflow text-shadow top transform transition visibility word-wrap overflow-wrap z-index`.split(
    /\s+/,
  ),
);

const cells = new Set(['td', 'th']);
/** Elements whose CSS width Word ignores (caniemail, css-width): images need their attribute. */
const widthless = new Set(['body', 'span', 'div', 'p', 'img', 'a']);

export function simulateOutlookClassic(html: string): string {
  const document = parseHtml(openConditions(html));
  removeComments(document);
  removeElements(
    document,
    new Set(['script', 'video', 'audio', 'canvas', 'iframe', 'object', 'form', 'xml']),
  );
  changeStyleBlocks(document, (root) => {
    root.walkAtRules((rule) => void rule.remove());
    root.walkRules((rule) => {
      if (/[[>+~:]/.test(rule.selector)) rule.remove();
    });
  });
  changeDeclarations(document, changeDeclaration);
  blankUnreadableImages(document);
  return printHtml(document);
}

/**
 * Conditional comments as Word reads them: `<!--[if mso]>…<![endif]-->` counts, `<!--[if !mso]><!-->…<!--<![endif]-->`
 * does not.
 */
export function openConditions(html: string): string {
  return html
    .replace(/<!--\[if ([^\]]+)\]><!--+>([\s\S]*?)<!(?:--<!)?\[endif\]-->/g, (_, condition, text) =>
      holds(condition) ? text : '',
    )
    .replace(/<!--\[if ([^\]]+)\]>([\s\S]*?)<!\[endif\]-->/g, (_, condition, text) =>
      holds(condition) ? text : '',
    )
    .replace(/<!\[if ([^\]]+)\]>([\s\S]*?)<!\[endif\]>/g, (_, condition, text) =>
      holds(condition) ? text : '',
    );
}

/** `mso`, `gte mso 9`, `!mso`, `(mso)|(IE)`, `mso & !IE`: Word is mso 16 and is not Internet Explorer. */
function holds(condition: string): boolean {
  return condition.split('|').some((either) => either.split('&').every(holdsTerm));
}

function holdsTerm(term: string): boolean {
  const text = term.replace(/[()]/g, ' ').trim();
  if (text.startsWith('!')) return !holdsTerm(text.slice(1));
  const [, operator = 'eq', feature, version] =
    /^(?:(lt|lte|gt|gte)\s+)?(\w+)(?:\s+([\d.]+))?$/.exec(text) ?? [];
  if (feature !== 'mso') return feature === 'vml';
  if (version === undefined) return true;
  const asked = Number(version);
  const comparisons: Readonly<Record<string, boolean>> = {
    lt: msoVersion < asked,
    lte: msoVersion <= asked,
    gt: msoVersion > asked,
    gte: msoVersion >= asked,
    eq: msoVersion === asked,
  };
  return comparisons[operator] ?? false;
}

function changeDeclaration(declaration: Declaration, element: Element | null): void {
  const { prop, value } = declaration;
  const name = element?.name ?? '';
  if (prop === 'mso-hide' && value === 'all') {
    declaration.prop = 'display';
    declaration.value = 'none';
  } else if (prop === 'mso-padding-alt') {
    // What Word is told instead of the padding beside it.
    for (const sibling of declaration.parent?.nodes ?? []) {
      if (sibling.type === 'decl' && sibling.prop.startsWith('padding')) sibling.remove();
    }
    if (cells.has(name)) declaration.prop = 'padding';
    else declaration.remove();
  } else if (isUnknown(declaration, name)) {
    declaration.remove();
  }
}

function isUnknown({ prop, value }: Declaration, name: string): boolean {
  if (unknownProperties.has(prop) || prop.startsWith('--') || /\b(?:var|calc|min|max|clamp)\(/.test(value))
    return true;
  if (prop === 'background') return /gradient\(|url\(/.test(value);
  if (prop === 'display') return value !== 'none';
  if (prop === 'margin' || prop.startsWith('margin-'))
    return /auto|(?:^|\s)-\d/.test(value) || ['span', 'body'].includes(name);
  // The rules of a style block apply to elements that are not known here; they are given the benefit of the doubt.
  if (name === '') return false;
  if (prop.startsWith('padding')) return !cells.has(name);
  if (prop === 'max-width') return name !== 'table';
  if (prop === 'width' || prop === 'height') return widthless.has(name);
  return false;
}

/** Word shows no WebP, AVIF or HEIF; the box and the alternative text stay. */
function blankUnreadableImages(document: Document): void {
  for (const { name, attribs } of elementsOf(document)) {
    if (name !== 'img') continue;
    delete attribs.srcset;
    if (/\.(?:webp|avif|heic|heif)(?:$|[?#])|^data:/i.test(attribs.src ?? '')) delete attribs.src;
  }
}

export const outlookClassic: Client = {
  id: 'outlook-classic',
  title: 'Outlook classic',
  fidelity: 'low',
  rulesOf: '2026-06',
  does: 'Word’s engine: what it drops is known well (rounded corners, shadows, flex, background images, padding outside cells, max-width outside tables, every media query), and [if mso] comments count. How Word lays out the rest is not shown here.',
  simulate: simulateOutlookClassic,
};
