/** Prose → passages, links and pictures with their places; the same parser as the renderer's, read instead of printed. */
import type { Token } from 'markdown-it';
import type { Prose } from '../publication/types.ts';
import { markdown } from '../render/markdown.ts';
import { hole, type Origin, type Passage, type Place } from './passage.ts';

export type TextLink = {
  readonly text: string;
  /** As Markdown understands it; null where a merge field is the address. */
  readonly href: string | null;
  readonly place: Place;
};

export type TextImage = { readonly alt: string; readonly src: string; readonly place: Place };

export type ReadProse = {
  readonly passages: readonly Passage[];
  readonly links: readonly TextLink[];
  readonly images: readonly TextImage[];
};

/** Takes the place of each character of a merge field: nothing in Markdown, and no letter. */
const mergeFiller = '\uE000';
const encodedFiller = encodeURIComponent(mergeFiller);

/** Reads what `render` prints; what render refuses is not said a second time. */
export function readProse(prose: Prose, origin: Origin): ReadProse {
  const source = prose.markdown.replace(/\{\{[^{}]*\}\}/g, (tag) => mergeFiller.repeat(tag.length));
  const tokens = markdown.parse(source, { noteNumber: () => 1, unknown: [] });
  const read: Reading = {
    prose,
    origin,
    source,
    lineStarts: lineStartsOf(source),
    passages: [],
    links: [],
    images: [],
  };
  const open: string[] = [];
  let rowLine = 0;
  let within = 0;
  for (const token of tokens) {
    if (token.nesting === 1) open.push(token.type);
    if (token.nesting === -1) open.pop();
    if (token.type === 'tr_open') {
      rowLine = token.map?.[0] ?? rowLine + 1;
      within = 0;
    }
    if (token.type !== 'inline') continue;
    const inCell = open.includes('tr_open');
    const start = inCell
      ? (read.lineStarts[rowLine] ?? 0) + within
      : (read.lineStarts[token.map?.[0] ?? 0] ?? 0);
    const end = readInline(token, kindOf(open), start, read);
    if (inCell) within = end - (read.lineStarts[rowLine] ?? 0);
  }
  return { passages: read.passages, links: read.links, images: read.images };
}

type Reading = {
  readonly prose: Prose;
  readonly origin: Origin;
  readonly source: string;
  readonly lineStarts: readonly number[];
  readonly passages: Passage[];
  readonly links: TextLink[];
  readonly images: TextImage[];
};

function kindOf(open: readonly string[]): Passage['kind'] {
  if (open.includes('tr_open')) return 'cell';
  if (open.includes('heading_open')) return 'heading';
  if (open.includes('blockquote_open')) return 'quote';
  return open.includes('list_item_open') ? 'item' : 'paragraph';
}

/** Follows the tokens of one block through its Markdown from `start`; returns where the last of them ended. */
function readInline(inline: Token, kind: Passage['kind'], start: number, read: Reading): number {
  const { source } = read;
  let at = start;
  let text = '';
  const offsets: number[] = [];
  const citations: string[] = [];
  const breaks: number[] = [];
  const take = (raw: string, shown: string): void => {
    const found = source.indexOf(raw, at);
    if (found < 0) {
      at = align(raw, at, source, offsets);
    } else {
      for (let index = 0; index < shown.length; index++)
        offsets.push(found + (raw.length === shown.length ? index : 0));
      at = found + raw.length;
    }
    text += shown;
  };
  let link: { href: string; from: number; text: number } | null = null;
  for (const token of inline.children ?? []) {
    if (token.type === 'text') take(token.content, token.content.replaceAll(mergeFiller, hole));
    else if (token.type === 'softbreak' || token.type === 'hardbreak') {
      breaks.push(text.length);
      take('\n', ' ');
    } else if (token.type === 'code_inline') {
      take(token.markup, hole);
      skipPast(token.content, token.markup);
    } else if (token.type === 'citation') {
      citations.push(token.content);
      skipPast('[^', `${token.content}]`);
    } else if (token.type === 'image') {
      const from = source.indexOf('![', at);
      take('![', hole);
      skipTarget(token.content);
      read.images.push({
        alt: token.content,
        src: String(token.attrGet('src') ?? ''),
        place: placeOf(read, from, at),
      });
    } else if (token.type === 'link_open') {
      const opening = token.markup === 'autolink' ? '<' : '[';
      link = {
        href: String(token.attrGet('href') ?? ''),
        from: Math.max(at, source.indexOf(opening, at)),
        text: text.length,
      };
    } else if (token.type === 'link_close' && link !== null) {
      if (token.markup === 'autolink') skipPast('', '>');
      else skipTarget('');
      const merge = link.href.includes(encodedFiller);
      read.links.push({
        text: text.slice(link.text),
        href: merge ? null : link.href,
        place: placeOf(read, link.from, at),
      });
      link = null;
    }
  }
  if (text.trim() !== '' || citations.length > 0) {
    read.passages.push({
      origin: read.origin,
      kind,
      text,
      breaks,
      citations,
      at: (from = 0, to = text.length) =>
        placeOf(read, offsets[from] ?? at, (offsets[Math.max(from, to - 1)] ?? at) + 1),
    });
  }
  return at;

  function skipPast(first: string, last: string): void {
    const begun = source.indexOf(first, at);
    const found = source.indexOf(last, begun < 0 ? at : begun + first.length);
    if (found >= 0) at = found + last.length;
  }

  /** Past `](address "title")` or `][name]` or `]`. */
  function skipTarget(content: string): void {
    const bracket = source.indexOf(']', at + content.length);
    if (bracket < 0) return;
    const target =
      /^\](?:\((?:<[^>\n]*>|(?:[^()\\\s]|\\.|\([^()\s]*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*\)|\[[^\]]*\])?/;
    at = bracket + (target.exec(source.slice(bracket))?.[0].length ?? 1);
  }
}

/** Follows a text that holds escapes or entities through its Markdown; pushes each character's offset, returns the end. */
function align(content: string, from: number, source: string, offsets: number[]): number {
  let at = from;
  for (const character of content) {
    const begun = at;
    let length = lengthOf(character, source, at);
    while (length === 0 && at < source.length) {
      at += 1;
      length = lengthOf(character, source, at);
    }
    // Only a blank that Markdown has dropped is not there.
    if (length === 0) at = begun;
    for (let unit = 0; unit < character.length; unit++) offsets.push(at);
    at += length;
  }
  return at;
}

/** How much of the source at `at` stands for a character: itself, escaped, or an entity; 0 where it does not. */
function lengthOf(character: string, source: string, at: number): number {
  if (source.startsWith(character, at)) return character.length;
  if (source[at] === '\\' && source.startsWith(character, at + 1)) return 1 + character.length;
  const entity =
    source[at] === '&' ? /^&(?:#x?[\da-f]+|\w+);/i.exec(source.slice(at, at + 40))?.[0] : undefined;
  return entity !== undefined && markdown.utils.unescapeAll(entity).startsWith(character) ? entity.length : 0;
}

function lineStartsOf(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Of the Markdown from `from` to before `to`; what goes over several lines is shown on its first. */
function placeOf({ prose, source, lineStarts }: Reading, from: number, to: number): Place {
  let index = 0;
  while (index + 1 < lineStarts.length && (lineStarts[index + 1] as number) <= from) index++;
  const start = lineStarts[index] as number;
  const lineEnd = source.indexOf('\n', from);
  const end = Math.max(from + 1, Math.min(to, lineEnd < 0 ? source.length : lineEnd));
  return {
    file: prose.file,
    line: prose.firstLine + index,
    column: from - start + 1,
    endColumn: end - start + 1,
  };
}
