/** The issue without the email's tables: headings, paragraphs, lists and pictures in their order, for feeds and for the search. */
import { type AnyNode, Element, isTag, isText, Text } from 'domhandler';
import { findAll, textContent } from 'domutils';
import { imageOfCid, type Surroundings } from './surroundings.ts';

/** Kept with what they hold; every other element gives way to its children. */
const blocks = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'dl',
  'blockquote',
  'pre',
  'hr',
  'figure',
]);
const inline = new Set(['a', 'img', 'br', 'em', 'strong', 'b', 'i', 'sup', 'sub', 'code', 's', 'del']);
const within = new Set([
  'li',
  'dt',
  'dd',
  'thead',
  'tbody',
  'tr',
  'td',
  'th',
  'figcaption',
  ...blocks,
  ...inline,
]);

const kept: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  h2: ['id'],
  img: ['src', 'alt', 'width', 'height'],
  ol: ['start'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan', 'scope'],
};

/** Everything between the title, which a feed shows by itself, and the standing text at its end; addresses absolute. */
export function plainBlocks(body: Element, around: Surroundings): readonly Element[] {
  const all: Element[] = [];
  flatten(body.children, all, around);
  const first = all.findIndex(({ name }) => name === 'h1') + 1;
  const end = all.findIndex((block) => block.name === 'h2' && textContent(block).trim() === around.about);
  return all.slice(first, end === -1 ? undefined : end);
}

/** Loose text and inline elements between blocks are gathered into paragraphs. */
function flatten(nodes: readonly AnyNode[], flat: Element[], around: Surroundings): void {
  let loose: AnyNode[] = [];
  const flush = (): void => {
    if (loose.some((node) => textContent(node).trim() !== '' || holdsImage(node)))
      flat.push(new Element('p', {}, loose));
    loose = [];
  };
  for (const node of nodes) {
    if (isText(node)) loose.push(new Text(node.data));
    else if (isTag(node) && inline.has(node.name)) loose.push(...clean(node, around));
    else if (isTag(node)) {
      flush();
      if (blocks.has(node.name) || isDataTable(node)) flat.push(...clean(node, around).filter(isTag));
      else flatten(node.children, flat, around);
    }
  }
  flush();
}

/** A copy of the element, with the attributes that mean something outside of the email, and of its children likewise. */
function clean(node: AnyNode, around: Surroundings): AnyNode[] {
  if (isText(node)) return [new Text(node.data)];
  if (!isTag(node)) return [];
  const children = node.children.flatMap((child) => clean(child, around));
  if (!within.has(node.name) && !isDataTable(node)) return children;
  const attributes = Object.fromEntries(
    (kept[node.name] ?? []).flatMap((name) => {
      const value = node.attribs[name];
      return value === undefined ? [] : [[name, absolute(name, value, around)]];
    }),
  );
  return [new Element(node.name, attributes, children)];
}

function absolute(name: string, value: string, { url, self }: Surroundings): string {
  if (name === 'href' && value.startsWith('#')) return self + value;
  if (name === 'src' && value.startsWith('cid:')) return `${url}/images/${imageOfCid(value)}`;
  return value;
}

function isDataTable(node: Element): boolean {
  return node.name === 'table' && node.attribs.role !== 'presentation';
}

function holdsImage(node: AnyNode): boolean {
  return (
    isTag(node) && (node.name === 'img' || findAll(({ name }) => name === 'img', node.children).length > 0)
  );
}
