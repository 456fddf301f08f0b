/** The rendered HTML as a tree of which every element knows the line of Markdown or template that made it. */
import type { AnyNode, Document, Element } from 'domhandler';
import { hasAttrib, isTag } from 'domutils';
import { parseDocument } from 'htmlparser2';
import type { Place } from './passage.ts';

export type HtmlView = {
  readonly document: Document;
  /** In the order of the document; conditional comments are closed. */
  readonly elements: readonly Element[];
  /** The place that made the element: its own, else that of what stands around it, else of what stands in it. */
  readonly placeOf: (element: Element) => Place;
};

/** `traced` is HTML with `data-src="file:line"` on its blocks; `layout` is the template that is named where nothing else is known. */
export function readHtml(traced: string, layout: string): HtmlView {
  const document = parseDocument(traced);
  const elements = elementsIn(document);
  return {
    document,
    elements,
    placeOf(element) {
      for (let node: AnyNode | null = element; node !== null; node = node.parent as AnyNode | null) {
        const stamped = isTag(node) ? stampOf(node) : null;
        if (stamped !== null) return stamped;
      }
      return stampWithin(element) ?? { file: layout, line: 1 };
    },
  };
}

function stampOf(element: Element): Place | null {
  const stamp = /^(.+):(\d+)$/.exec(element.attribs['data-src'] ?? '');
  return stamp === null ? null : { file: stamp[1] as string, line: Number(stamp[2]) };
}

function stampWithin(element: Element): Place | null {
  const stamped = elementsIn(element).find((each) => hasAttrib(each, 'data-src'));
  return stamped === undefined ? null : stampOf(stamped);
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
