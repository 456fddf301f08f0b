/** The message as a screen reader speaks it: one line after another, each with what it is announced as. */
import { isTag, isText } from 'domhandler';
import { type ChildNode, type Element, findElement, parseHtml, textOf } from '../dom.ts';

export type Spoken = {
  /** `text` for plain words; else the role that is announced before them. */
  readonly role: string;
  readonly text: string;
};

export type Utterance = {
  /** What the block is announced as: `heading level 2`, `list of 3`, `table`; empty for a plain paragraph. */
  readonly announced: string;
  readonly spoken: readonly Spoken[];
  /** `file:line` of the Markdown or template that it came from, where that is known. */
  readonly place: string | null;
};

const blocks = new Set(
  'address article aside blockquote body caption center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
const silent = new Set(['head', 'style', 'script', 'title', 'meta', 'link', 'template', 'noscript', 'svg']);

/** What NVDA, VoiceOver and TalkBack agree on; their own words differ. */
export function readingOrder(html: string): Utterance[] {
  const document = parseHtml(html);
  const body = findElement(document, 'body');
  if (body === null) return [];
  const said: Utterance[] = [];
  const line: Line = { announced: [], spoken: [], place: null };
  readChildren(body, null, line, said);
  flush(line, said);
  return said;
}

type Line = { announced: string[]; spoken: Spoken[]; place: string | null };

function readChildren(parent: Element, place: string | null, line: Line, said: Utterance[]): void {
  for (const child of parent.children) readNode(child, place, line, said);
}

function readNode(node: ChildNode, around: string | null, line: Line, said: Utterance[]): void {
  if (isText(node)) speak(line, 'text', node.data, around);
  if (!isTag(node) || silent.has(node.name) || isHidden(node)) return;
  const { name, attribs } = node;
  const place = attribs['data-src'] ?? around;
  if (name === 'br') speak(line, 'text', ' ', place);
  else if (name === 'img') readImage(node, place, line);
  else if (name === 'a' && attribs.href !== undefined) {
    const role = attribs.href.startsWith('#') ? 'link within the page' : 'link';
    speak(line, role, attribs['aria-label'] ?? spokenText(node), place);
  } else if (blocks.has(name)) {
    flush(line, said);
    line.announced.push(...announcement(node));
    line.place = place;
    readChildren(node, place, line, said);
    flush(line, said);
  } else readChildren(node, place, line, said);
}

function speak(line: Line, role: string, text: string, place: string | null): void {
  if (text.trim() !== '') line.place ??= place;
  line.spoken.push({ role, text });
}

function readImage({ attribs }: Element, place: string | null, line: Line): void {
  const { alt, src = '' } = attribs;
  if (alt === undefined) speak(line, 'graphic without a text', src.split('/').at(-1) ?? '', place);
  else if (alt.trim() !== '') speak(line, 'graphic', alt, place);
}

function announcement({ name, attribs, children }: Element): string[] {
  const label = attribs['aria-label'];
  const items = children.filter((child) => isTag(child) && child.name === 'li').length;
  const named = (role: string) => (label === undefined ? role : `${role}, ${label}`);
  if (attribs.role === 'presentation' || attribs.role === 'none') return [];
  if (/^h[1-6]$/.test(name)) return [`heading level ${name.slice(1)}`];
  if (name === 'ul' || name === 'ol') return [`list of ${items}`];
  if (name === 'li') return ['item'];
  if (name === 'blockquote') return ['quotation'];
  if (name === 'hr') return ['separator'];
  if (name === 'table') return [named('table')];
  if (name === 'th') return ['column header'];
  if (attribs.role !== undefined) return [named(attribs['aria-roledescription'] ?? attribs.role)];
  return label === undefined ? [] : [label];
}

function isHidden({ attribs }: Element): boolean {
  return (
    attribs['aria-hidden'] === 'true' ||
    attribs.hidden !== undefined ||
    /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(attribs.style ?? '')
  );
}

/** The words of a link, with the texts of its pictures. */
function spokenText(element: Element): string {
  return element.children
    .map((child) => {
      if (!isTag(child)) return textOf(child);
      if (isHidden(child)) return '';
      return child.name === 'img' ? (child.attribs.alt ?? '') : spokenText(child);
    })
    .join('');
}

/** Ends the line: words run together, white space and invisible padding are as nothing. */
function flush(line: Line, said: Utterance[]): void {
  const spoken: Spoken[] = [];
  for (const { role, text } of line.spoken) {
    const words = text.replace(/[\u034f\u200b-\u200d\ufeff\u00ad]/g, '').replace(/\s+/g, ' ');
    const last = spoken.at(-1);
    if (role === 'text' && last?.role === 'text')
      spoken[spoken.length - 1] = { role, text: last.text + words };
    else spoken.push({ role, text: words });
  }
  const heard = spoken
    .map(({ role, text }) => ({ role, text: text.replace(/ +/g, ' ').trim() }))
    .filter(({ role, text }) => role !== 'text' || text !== '');
  const announced = line.announced.join(', ');
  if (heard.length > 0 || announced !== '') said.push({ announced, spoken: heard, place: line.place });
  Object.assign(line, { announced: [], spoken: [], place: null });
}
