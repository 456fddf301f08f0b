/** Puts a reader's values into the issue as sending would, and marks them where one wants to see which they are. */

import { Text } from 'domhandler';
import {
  fill,
  fillField,
  type MergeContext,
  type MergeTemplate,
  type MergeValues,
  mergeValue,
  parseMergeTemplate,
} from '../render/personalise.ts';
import {
  type ChildNode,
  type Document,
  type Element,
  element,
  elementsOf,
  parseHtml,
  printHtml,
  setChildren,
} from './dom.ts';

/** `text` is one of the parts of `Rendered`. */
export function fillFor(text: string, values: MergeValues, context: MergeContext): string {
  return fill(parseMergeTemplate(text), values, context);
}

// Private-use characters: they pass escaping and parsers unchanged, and `openMark` shows that a text has none itself.
const open = '\ue000';
const middle = '\ue001';
const close = '\ue002';
const marks = /[\ue000-\ue002]/g;
const marked = /\ue000([^\ue001]*)\ue001([^\ue002]*)\ue002/g;

/** The HTML of the issue with each filled-in value in a `<mark data-field="subscriber.name">`, or its element so marked. */
export function fillMarked(html: string, values: MergeValues): string {
  const document = parseHtml(fillWithMarks(parseMergeTemplate(html.replace(marks, '')), values, 'html'));
  for (const found of elementsOf(document)) markAttributes(found);
  markTexts(document);
  return printHtml(document);
}

/** The plain text with its values marked, as HTML. */
export function fillTextMarked(
  text: string,
  values: MergeValues,
  escapeText: (text: string) => string,
): string {
  const filled = fillWithMarks(parseMergeTemplate(text.replace(marks, '')), values, 'text');
  return escapeText(filled).replace(
    marked,
    (_, field, value) => `<mark data-field="${field}">${value}</mark>`,
  );
}

function fillWithMarks(template: MergeTemplate, values: MergeValues, context: MergeContext): string {
  let filled = '';
  for (const piece of template) {
    if (piece.kind === 'static') filled += piece.text;
    else if (piece.kind === 'field')
      filled += open + piece.field + middle + fillField(piece, values, context) + close;
    else
      filled += fillWithMarks(
        mergeValue(piece.field, values) === '' ? piece.otherwise : piece.then,
        values,
        context,
      );
  }
  return filled;
}

/** A value within an attribute cannot be marked itself: the element is. */
function markAttributes({ attribs }: Element): void {
  for (const [name, value] of Object.entries(attribs)) {
    const field = /\ue000([^\ue001]*)\ue001/.exec(value)?.[1];
    if (field === undefined) continue;
    attribs[name] = value.replace(marked, '$2');
    attribs['data-field'] = field;
  }
}

function markTexts(parent: Document | Element): void {
  const children = parent.children.flatMap((child): ChildNode[] => {
    if ('children' in child) markTexts(child as Element);
    return child instanceof Text && child.data.includes(open)
      ? splitMarks(child.data, inHead(parent))
      : [child];
  });
  setChildren(parent as Element, children);
}

/** `<title>` holds text alone. */
function inHead(parent: Document | Element): boolean {
  return 'name' in parent && (parent.name === 'title' || parent.name === 'style');
}

function splitMarks(text: string, plain: boolean): ChildNode[] {
  if (plain) return [new Text(text.replace(marked, '$2'))];
  const nodes: ChildNode[] = [];
  let from = 0;
  for (const match of text.matchAll(marked)) {
    if (match.index > from) nodes.push(new Text(text.slice(from, match.index)));
    const [whole, field = '', value = ''] = match;
    nodes.push(element('mark', { 'data-field': field, title: field }, [new Text(value)]));
    from = match.index + whole.length;
  }
  if (from < text.length) nodes.push(new Text(text.slice(from)));
  return nodes;
}
