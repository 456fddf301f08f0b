/** What webmail services have in common: a message becomes a part of their own page, so nothing of it may reach out. */
import type { Root } from 'postcss';
import { changeStyleBlocks, styleBlocks } from '../css.ts';
import {
  type Document,
  type Element,
  element,
  elementsOf,
  findElement,
  isWithin,
  remove,
  removeComments,
  removeElements,
  setChildren,
} from '../dom.ts';

const outlawed = new Set(
  'script noscript iframe object embed applet base link meta video audio canvas svg math'.split(' '),
);

/** Scripts, embedded things, metadata and comments never arrive; nor do handlers and addresses that run code. */
export function disarm(document: Document): void {
  removeComments(document);
  removeElements(document, outlawed);
  for (const { attribs } of elementsOf(document)) {
    for (const [name, value] of Object.entries(attribs)) {
      if (name.startsWith('on') || /^\s*javascript:/i.test(value)) delete attribs[name];
    }
  }
}

/** For services that read style blocks in the head alone. */
export function dropBodyStyles(document: Document): void {
  for (const block of styleBlocks(document)) if (isWithin(block, 'body')) remove(block);
}

export type Naming = {
  /** Put before each class and id: `m_`. */
  readonly prefix: string;
  /** Put before each selector: `.rps_x `; empty where the service needs none. */
  readonly scope: string;
};

/** Renames every class and id, in the HTML, in anchors and in selectors, as the service does to keep them apart from its own. */
export function rename(document: Document, { prefix, scope }: Naming): void {
  for (const { attribs } of elementsOf(document)) {
    if (attribs.class !== undefined) attribs.class = attribs.class.replace(/\S+/g, (name) => prefix + name);
    for (const name of ['id', 'name', 'for'])
      if (attribs[name] !== undefined) attribs[name] = prefix + attribs[name];
    if (attribs.href?.startsWith('#') && attribs.href.length > 1)
      attribs.href = `#${prefix}${attribs.href.slice(1)}`;
  }
  changeStyleBlocks(document, (root) => renameSelectors(root, { prefix, scope }));
}

function renameSelectors(root: Root, { prefix, scope }: Naming): void {
  root.walkRules((rule) => {
    if (
      rule.parent?.type === 'atrule' &&
      'name' in rule.parent &&
      /keyframes$/.test(String(rule.parent.name))
    )
      return;
    rule.selectors = rule.selectors.map((selector) => {
      const renamed = selector.replace(
        /([.#])(-?[_a-zA-Z\u0080-\uffff][\w\u0080-\uffff-]*)/g,
        `$1${prefix}$2`,
      );
      return scope + renamed;
    });
  });
}

/**
 * The body becomes a div of the service's page. `page` is given that div, with the body's attributes and all that it
 * held, and answers what stands in the service's own body, which the preview's stands for.
 */
export function bodyToDiv(document: Document, page: (message: Element) => readonly Element[]): void {
  const html = findElement(document, 'html');
  const body = findElement(document, 'body');
  if (html !== null) html.attribs = {};
  if (body === null) return;
  const message = element('div', body.attribs, body.children);
  body.attribs = { style: 'margin:0' };
  setChildren(body, page(message));
}
