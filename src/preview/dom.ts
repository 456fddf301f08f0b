/** HTML of an email as a tree: parsed, walked, changed and printed again, conditional comments included. */
import serialise from 'dom-serializer';
import { type ChildNode, type Document, Element, isComment, isTag, isText } from 'domhandler';
import { removeElement } from 'domutils';
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
  for (const element of elementsOf(parent)) if (element.name === name) return element;
  return null;
}

/** Whether `element` stands somewhere within one called `name`. */
export function isWithin(element: Element, name: string): boolean {
  for (let parent = element.parent; parent !== null; parent = parent.parent) {
    if (isTag(parent) && parent.name === name) return true;
  }
  return false;
}

/** The text within `node`, as it was written. */
export function textOf(node: ChildNode): string {
  if (isText(node)) return node.data;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

export function remove(node: ChildNode): void {
  removeElement(node);
}

/** Takes every element of these names out, with all that it holds. */
export function removeElements(document: Document, names: ReadonlySet<string>): void {
  for (const element of elementsOf(document)) if (names.has(element.name)) removeElement(element);
}

/** Takes every comment out, and with it what stands in conditional comments. */
export function removeComments(parent: Document | Element): void {
  for (const child of [...parent.children]) {
    if (isComment(child)) removeElement(child);
    else if (isTag(child)) removeComments(child);
  }
}

/** Makes `children` the children of `parent`, wherever they stood before. */
export function setChildren(parent: Element, children: readonly ChildNode[]): Element {
  parent.children = [...children];
  parent.children.forEach((child, at) => {
    child.parent = parent;
    child.prev = parent.children[at - 1] ?? null;
    child.next = parent.children[at + 1] ?? null;
  });
  return parent;
}

/** A new element with `children` in it. */
export function element(
  name: string,
  attributes: Record<string, string>,
  children: readonly ChildNode[] = [],
): Element {
  return setChildren(new Element(name, attributes), children);
}
