/** The email's HTML as a part of a web page: the same text, without what only a subscriber's copy or a mail client needs. */

import render from 'dom-serializer';
import { type AnyNode, type Document, Element, isTag } from 'domhandler';
import { findAll, findOne, removeElement, textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { liftStyles } from './lift-styles.ts';
import { plainBlocks } from './plain-blocks.ts';
import { imageOfCid, type Surroundings } from './surroundings.ts';

export type IssueBody = {
  /** Without inline styles and scripts; one element around everything. */
  readonly html: string;
  /** Its stylesheet. */
  readonly css: string;
  /** The letter, the stories and the notes as plain elements with absolute addresses. */
  readonly blocks: readonly Element[];
};

/** `html` is a whole document, its merge fields filled. */
export function issueBody(html: string, around: Surroundings): IssueBody {
  const document = parseDocument(html);
  const body = findOne(({ name }) => name === 'body', document.children);
  if (body === null) throw new Error('The rendered issue has no body.');
  removeComments(document);
  for (const element of findAll(isHidden, body.children)) removeElement(element);
  removeOwnLinks(body, around);
  removeSentence(body, around.whyYouGetThis);
  const blocks = plainBlocks(body, around);
  for (const element of findAll(() => true, body.children)) localise(element, around);

  const sheet = findAll(({ name }) => name === 'style', document.children)
    .map((style) => textContent(style))
    .join('\n');
  const paper = new Element('div', { ...body.attribs }, body.children);
  const css = liftStyles([paper], sheet);
  return { html: render(paper, { encodeEntities: 'utf8', emptyAttrs: true }), css, blocks };
}

function removeComments(document: Document): void {
  const comments: AnyNode[] = [];
  const walk = (nodes: readonly AnyNode[]): void => {
    for (const node of nodes) {
      if (node.type === 'comment') comments.push(node);
      else if ('children' in node) walk(node.children);
    }
  };
  walk(document.children);
  for (const comment of comments) removeElement(comment);
}

/** The preheader, shown by mail clients beside the subject. */
function isHidden({ attribs }: Element): boolean {
  return /display:\s*none/.test(attribs.style ?? '');
}

const layoutBlocks = new Set(['p', 'td', 'div', 'li', 'table', 'tr', 'tbody']);
/** What stands between links that stand in a row. */
const separators = /^[\s·|•/,–—]*$/;

/** A block that holds nothing but personal links, or links to the page itself, goes; within a sentence they stay. */
function removeOwnLinks(body: Element, { self, personal }: Surroundings): void {
  const own = findAll(
    ({ name, attribs }) => name === 'a' && (attribs.href === self || personal.includes(attribs.href ?? '')),
    body.children,
  );
  for (const block of new Set(own.map(blockAround))) {
    if (block === null) continue;
    const links = findAll(({ name }) => name === 'a', block.children);
    const said = links.reduce((text, link) => text.replace(textContent(link), ''), textContent(block));
    if (links.every((link) => own.includes(link)) && separators.test(said))
      removeWithEmptyParents(block, body);
  }
}

function removeSentence(body: Element, sentence: string): void {
  const holding = findAll((element) => textContent(element).trim() === sentence, body.children);
  const innermost = holding.findLast((element) => layoutBlocks.has(element.name));
  if (innermost !== undefined) removeWithEmptyParents(innermost, body);
}

function blockAround(link: Element): Element | null {
  for (let parent = link.parent; parent !== null; parent = parent.parent) {
    if (isTag(parent) && layoutBlocks.has(parent.name)) return parent;
  }
  return null;
}

function removeWithEmptyParents(block: Element, body: Element): void {
  const parent = block.parent;
  removeElement(block);
  if (parent === null || parent === body || !isTag(parent)) return;
  const empty = parent.children.every((node) => node.type === 'text' && node.data.trim() === '');
  if (empty) removeWithEmptyParents(parent, body);
}

/** Addresses of the publication's own become paths, so that the page is whole wherever it is looked at. */
function localise(element: Element, { url, base }: Surroundings): void {
  for (const name of ['href', 'src', 'background']) {
    const address = element.attribs[name];
    if (address === undefined) continue;
    if (address.startsWith('cid:')) element.attribs[name] = `${base}images/${imageOfCid(address)}`;
    else if (address === url) element.attribs[name] = base;
    else if (address.startsWith(`${url}/`)) element.attribs[name] = base + address.slice(url.length + 1);
  }
  if (element.attribs['aria-roledescription'] === 'email') delete element.attribs['aria-roledescription'];
}
