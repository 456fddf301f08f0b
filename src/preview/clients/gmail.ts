/** Gmail on the web, and Gmail where it knows no style block at all: other mailboxes in its app, its mobile web page. */
import type { AtRule, Declaration, Root } from 'postcss';
import { changeDeclarations, changeStyleBlocks, cssOf, parseCss, styleBlocks } from '../css.ts';
import { type Document, element, elementsOf, parseHtml, printHtml, remove } from '../dom.ts';
import type { Client } from './client.ts';
import { bodyToDiv, disarm, dropBodyStyles, rename } from './webmail.ts';

/** Style blocks past this many bytes in all are thrown away (hteumeuleu/email-bugs 90). */
const styleLimitBytes = 16 * 1024;

/** What caniemail's tests found missing in Gmail's webmail. */
const unknownProperties = new Set(
  `align-items animation animation-name aspect-ratio background-origin border-image bottom box-shadow clip-path
   color-scheme filter flex-direction flex-wrap grid-template grid-template-columns grid-template-rows inset
   justify-content left outline-offset position right text-shadow text-underline-offset top transform transition
   visibility z-index`.split(/\s+/),
);

/** Gmail knows the width and the orientation of the window, and nothing else about the reader. */
const knownMedia =
  /^(?:(?:only\s+)?(?:screen|all|print)|\(\s*(?:min-|max-)?(?:device-)?width\s*:[^)]*\)|\(\s*orientation\s*:[^)]*\)|and|,|\s+)+$/i;

export function simulateGmail(html: string): string {
  const document = parseHtml(html);
  dropBodyStyles(document);
  dropRefusedBlocks(document);
  changeStyleBlocks(document, dropRefusedRules);
  changeDeclarations(document, dropUnknown);
  replacePictures(document);
  disarm(document);
  rename(document, { prefix: 'm_', scope: '' });
  // Gmail leaves a `<u></u>` where the doctype was; `u + .body` selectors rely on it.
  bodyToDiv(document, (message) => [
    element('div', { style: 'font:small/1.5 Arial,Helvetica,sans-serif' }, [element('u', {}), message]),
  ]);
  return printHtml(document);
}

export function simulateGmailWithoutStyle(html: string): string {
  const document = parseHtml(simulateGmail(html));
  for (const block of styleBlocks(document)) remove(block);
  for (const { attribs } of elementsOf(document)) delete attribs.class;
  return printHtml(document);
}

/** One invalid or nested rule costs the whole block; one block too many costs itself and all that follow. */
function dropRefusedBlocks(document: Document): void {
  let bytes = 0;
  for (const block of styleBlocks(document)) {
    const css = cssOf(block);
    bytes += Buffer.byteLength(css);
    const root = parseCss(css);
    if (bytes > styleLimitBytes || root === null || hasNestedAt(root)) remove(block);
  }
}

function hasNestedAt(root: Root): boolean {
  let found = false;
  root.walkAtRules((rule) => {
    if (rule.parent?.type !== 'root') found = true;
  });
  return found;
}

function dropRefusedRules(root: Root): void {
  root.walkAtRules((rule: AtRule) => {
    if (rule.name !== 'media' || !knownMedia.test(rule.params)) rule.remove();
  });
  root.walkRules((rule) => {
    if (/\[|::?(?!hover\b)[a-z-]+/i.test(rule.selector)) rule.remove();
  });
}

function dropUnknown(declaration: Declaration): void {
  const { prop, value } = declaration;
  const negativeMargin = prop.startsWith('margin') && /(?:^|\s)-\d/.test(value);
  if (unknownProperties.has(prop) || prop.startsWith('--') || /\bvar\(/.test(value) || negativeMargin)
    declaration.remove();
}

/** `<picture>` becomes `<u>`; what it offers besides its `<img>` goes, and with it every other choice of file. */
function replacePictures(document: Document): void {
  for (const found of elementsOf(document)) {
    if (found.name === 'picture') found.name = 'u';
    if (found.name === 'source') remove(found);
    if (found.name !== 'img') continue;
    delete found.attribs.srcset;
    delete found.attribs.sizes;
    if (/^data:|\.svg(?:$|[?#])/i.test(found.attribs.src ?? '')) delete found.attribs.src;
  }
}

export const gmail: Client = {
  id: 'gmail',
  title: 'Gmail',
  fidelity: 'high',
  rulesOf: '2026-06',
  does: 'Reads style blocks of the head up to 16 KB, throws a block away for one nested or invalid rule, knows media queries of width alone, renames classes, and drops attribute selectors, var(), shadows and positions. Cuts long messages.',
  simulate: simulateGmail,
};

export const gmailWithoutStyle: Client = {
  id: 'gmail-plain',
  title: 'Gmail, no styles',
  fidelity: 'high',
  rulesOf: '2026-06',
  does: 'In Gmail’s app with another mailbox, in its mobile web page and below its cut no style block counts: only what stands in style attributes.',
  simulate: simulateGmailWithoutStyle,
};
