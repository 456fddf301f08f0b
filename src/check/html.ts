/** The rendered HTML as a tree of which every element knows the line of Markdown or template that made it. */
import type { AnyNode, Document, Element } from 'domhandler';
import { isTag } from 'domutils';
import { parseDocument } from 'htmlparser2';
import type { Place } from './passage.ts';

export type HtmlView = {
  readonly document: Document;
  /** In the order of the document; conditional comments are closed. */
  readonly elements: readonly Element[];
  /** The place that made the element: its own, else that of what stands around it, in it, or before it. */
  readonly placeOf: (element: Element) => Place;
};

/** `traced` is HTML with `data-src="file:line"` on its blocks; `layout` is the template that is named where nothing else is known. */
export function readHtml(traced: string, layout: string): HtmlView {
  const document = parseDocument(traced);
  const elements = elementsIn(document);
  const order = new Map(elements.map((element, index) => [element, index]));
  return {
    document,
    elements,
    placeOf: (element) => stampAround(element) ?? stampNear(element, order) ?? { file: layout, line: 1 },
  };
}

function stampOf(element: Element): Place | null {
  const stamp = element.attribs['data-src'];
  if (stamp === undefined) return null;
  const colon = stamp.lastIndexOf(':');
  return { file: stamp.slice(0, colon), line: Number(stamp.slice(colon + 1)) };
}

function stampAround(element: Element): Place | null {
  for (let node: AnyNode | null = element; node !== null; node = node.parent as AnyNode | null) {
    const stamp = isTag(node) ? stampOf(node) : null;
    if (stamp !== null) return stamp;
  }
  return null;
}

/** Of the smallest part of the page that holds the element and a stamp: the last stamp before it, else the first. */
function stampNear(element: Element, order: ReadonlyMap<Element, number>): Place | null {
  const own = order.get(element) ?? 0;
  for (let node: Element | null = element; node !== null && !isFrame(node); node = parentOf(node)) {
    const stamped = elementsIn(node).filter((each) => stampOf(each) !== null);
    const before = stamped.filter((each) => (order.get(each) ?? 0) < own).at(-1);
    const nearest = before ?? stamped[0];
    if (nearest !== undefined) return stampOf(nearest);
  }
  return null;
}

/** What MJML and the skeleton put around everything is the layout's, not that of the first thing in it. */
function isFrame({ name, attribs }: Element): boolean {
  return name === 'html' || name === 'head' || name === 'body' || attribs.role === 'article';
}

function parentOf({ parent }: Element): Element | null {
  return parent !== null && isTag(parent) ? parent : null;
}

function elementsIn(root: Document | Element): Element[] {
  const found: Element[] = [];
  const visit = (nodes: readonly AnyNode[]): void => {
    for (const node of nodes) {
      if (!isTag(node)) continue;
      found.push(node);
      visit(node.children);
    }
  };
  visit(root.children);
  return found;
}
