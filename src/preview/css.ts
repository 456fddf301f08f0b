/** The CSS of an email's HTML: its style blocks, and the style attribute of each element. */
import { Text } from 'domhandler';
import postcss, { type Declaration, type Root } from 'postcss';
import { type Document, type Element, elementsOf, remove, setChildren, textOf } from './dom.ts';

/** Null where the CSS is invalid: an unclosed block, a stray brace. */
export function parseCss(css: string): Root | null {
  try {
    return postcss.parse(css);
  } catch {
    return null;
  }
}

export function* styleBlocks(document: Document): Generator<Element> {
  for (const element of elementsOf(document)) if (element.name === 'style') yield element;
}

/** The CSS within a `<style>`. */
export function cssOf(block: Element): string {
  return block.children.map(textOf).join('');
}

/** Writes `css` into a `<style>`; one that is left empty goes. */
export function setCss(block: Element, css: string): void {
  if (css.trim() === '') remove(block);
  else setChildren(block, [new Text(css)]);
}

/** Lets `change` work on every valid style block; invalid ones stay as they are. */
export function changeStyleBlocks(document: Document, change: (root: Root) => void): void {
  for (const block of styleBlocks(document)) {
    const root = parseCss(cssOf(block));
    if (root === null) continue;
    change(root);
    setCss(block, root.toString());
  }
}

/**
 * Lets `change` alter or remove every declaration: of each style attribute, with its element, and of the style
 * blocks, with null. Attributes that say the same on elements of one name are worked out once.
 */
export function changeDeclarations(
  document: Document,
  change: (declaration: Declaration, element: Element | null) => void,
): void {
  changeStyleBlocks(document, (root) => root.walkDecls((declaration) => change(declaration, null)));
  const known = new Map<string, string>();
  for (const element of elementsOf(document)) {
    const style = element.attribs.style;
    if (style === undefined) continue;
    const key = `${element.name} ${style}`;
    const changed = known.get(key) ?? changeInline(style, element, change);
    known.set(key, changed);
    if (changed === '') delete element.attribs.style;
    else element.attribs.style = changed;
  }
}

function changeInline(
  style: string,
  element: Element,
  change: (declaration: Declaration, element: Element) => void,
): string {
  const root = parseCss(style);
  if (root === null) return style;
  root.walkDecls((declaration) => change(declaration, element));
  return root.toString();
}
