/** What an inbox shows of a message before it is opened: from, subject, and the first words of the body. */
import { isTag, isText } from 'domhandler';
import { type ChildNode, findElement, parseHtml } from '../dom.ts';

/** Longer than any inbox shows. */
const mostCharacters = 250;

/**
 * The first words of the body, hidden ones included: that is what a preheader is for. Padding that keeps what follows
 * out of sight (no-break spaces, joiners) ends it.
 */
export function snippetOf(html: string): string {
  const body = findElement(parseHtml(html), 'body');
  if (body === null) return '';
  let text = '';
  for (const child of body.children) {
    text += words(child);
    if (text.length > 2000) break;
  }
  const visible = text
    .replace(/[\u034f\u200b-\u200d\u2007\ufeff\u00ad]+/g, '\u00a0')
    .replace(/[\u00a0\s]{8,}[\s\S]*$/, '');
  return visible.replace(/\s+/g, ' ').trim().slice(0, mostCharacters);
}

function words(node: ChildNode): string {
  if (isText(node)) return node.data;
  if (!isTag(node) || node.name === 'style' || node.name === 'script') return '';
  const text = node.children.map(words).join('');
  return /^(?:div|p|td|tr|table|h[1-6]|li|br)$/.test(node.name) ? ` ${text} ` : text;
}
