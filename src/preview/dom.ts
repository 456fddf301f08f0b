/** HTML of an email as a tree: parsed, walked, changed and printed again, conditional comments included. */
import serialise from 'dom-serializer';
import { type ChildNode, type Document, type Element, isTag, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';

export type { ChildNode, Document, Element } from 'domhandler';

export function parseHtml(html: string): Document {
  return parseDocument(html, { decodeEntities: true });
}

/** Only `&`, `<`, `>`, `"` and the no-break space come out as entities. */
export function printHtml(document: Document): string {
  return serialise(document, { encodeEntities: 'utf8' });
}

/** Every element below `parent`, in the order of the text. Elements may be changed or removed while it runs. */
export function* elementsOf(parent: Document | Element): Generator<Element> {
  for (const child of [...parent.children]) {
    if (!isTag(child)) continue;
    yield child;
    yield* elementsOf(child);
  }
}

/** The first element called `name`, or null. */
export function findElement(parent: Document | Element, name: string): Element | null {
  return elementsOf(parent).find((element) => element.name === name) ?? null;
}

/** The text within `node`, as it was written. */
export function textOf(node: ChildNode): string {
  if (isText(node)) return node.data;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}
