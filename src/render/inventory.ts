/**
 * What the desk wrote, piece by piece, and what of it is missing from a finished text. MJML and templates drop
 * content without a word; here it is missed.
 */
import type { Token } from 'markdown-it';
import type { Problem } from '../publication/problem.ts';
import type { Issue, Story } from '../publication/types.ts';
import { imageText, type ParsedProse } from './markdown.ts';
import { type MergeLedger, type Place, tokenPattern } from './merge-fields.ts';

/** One thing that must come through. A run of pieces with the same `order` appears in its order. */
export type Piece = {
  readonly kind: 'words' | 'link' | 'image';
  /** Words as they are read, the address of a link, the alternative text or the address of an image. */
  readonly text: string;
  readonly place: Place;
  readonly order: number;
  /** Stands in a branch of `{{#if}}`, and is not for every reader. */
  readonly conditional: boolean;
};

/** The pieces of one prose, merge fields left out; `order` is any number of its own. */
export function piecesOfProse(parsed: ParsedProse, ledger: MergeLedger, order: number): Piece[] {
  const pieces: Piece[] = [];
  const { file, firstLine } = parsed.prose;
  let depth = 0;
  const add = (kind: Piece['kind'], text: string, line: number) => {
    if (text.trim() !== '') pieces.push({ kind, text, place: { file, line }, order, conditional: depth > 0 });
  };
  /** Cut at merge fields, each of which may open or close a condition. */
  const addWords = (text: string, line: number) => {
    let from = 0;
    for (const match of text.matchAll(tokenPattern(ledger))) {
      add('words', text.slice(from, match.index), line);
      from = match.index + match[0].length;
      const kind = ledger.planted[Number(match[1])]?.tag.kind;
      if (kind === 'if') depth += 1;
      if (kind === 'end') depth -= 1;
    }
    add('words', text.slice(from), line);
  };
  const visit = (token: Token, line: number) => {
    if (token.type === 'image') {
      add('image', imageText(token), line);
      add('image', String(token.attrGet('src')), line);
    } else if (token.type === 'link_open') {
      const url = String(token.attrGet('href'));
      if (!tokenPattern(ledger).test(url)) add('link', url, line);
    } else if (token.type !== 'citation') addWords(token.content, line);
  };
  let line = firstLine;
  for (const token of parsed.tokens) {
    if (token.map !== null) line = firstLine + token.map[0];
    if (token.type === 'inline') {
      let at = line;
      for (const child of token.children ?? []) {
        if (child.type === 'softbreak' || child.type === 'hardbreak') at += 1;
        visit(child, at);
      }
    } else if (token.type === 'fence' || token.type === 'code_block') addWords(token.content, line);
  }
  return pieces;
}

/** The pieces that stand in front matter: one line each, without Markdown and without merge fields. */
export function piecesOfFrontMatter(issue: Issue): Piece[] {
  const pieces: Piece[] = [];
  const add = (kind: Piece['kind'], text: string | null, file: string, line: number) => {
    if (text === null) return;
    pieces.push({ kind, text, place: { file, line }, order: -1 - pieces.length, conditional: false });
  };
  const addStory = ({ title, image, file, lines }: Story) => {
    add('words', title, file, lines.get('title') ?? 1);
    if (image === null) return;
    add('words', image.credit, file, lines.get('image.credit') ?? lines.get('image') ?? 1);
    add('image', image.alt, file, lines.get('image.alt') ?? lines.get('image') ?? 1);
  };
  addStory(issue.lead);
  issue.sections.forEach((section, index) => {
    add(
      'words',
      section.title,
      issue.file,
      issue.lines.get(`sections.${index}.title`) ?? issue.lines.get('sections') ?? 1,
    );
    section.stories.forEach(addStory);
  });
  issue.corrections.forEach((correction, index) => {
    add(
      'words',
      correction.text,
      issue.file,
      issue.lines.get(`corrections.${index}.text`) ?? issue.lines.get('corrections') ?? 1,
    );
  });
  for (const { earlier } of issue.threads) {
    for (const { story } of earlier) add('words', story.title, story.file, story.lines.get('title') ?? 1);
  }
  for (const { title, url, publisher, author, file } of issue.sources) {
    for (const text of [title, publisher, author]) add('words', text, file, 1);
    add('link', url, file, 1);
  }
  const { publication } = issue;
  for (const text of [publication.title, ...publication.postalAddress, issue.list.name]) {
    add('words', text, publication.file, 1);
  }
  return pieces;
}

/** What of `pieces` is not in the HTML of an email or a page. Merge fields in it may be tokens, tags or values. */
export function missingFromHtml(pieces: readonly Piece[], html: string): Piece[] {
  const attributes = [...html.matchAll(/\s(?:href|src|alt)="([^"]*)"/g)].map((match) =>
    decode(match[1] ?? ''),
  );
  const known = new Set(attributes);
  const text = html
    .replace(/<!--[\s\S]*?-->|<(head|style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<(?:"[^"]*"|'[^']*'|[^"'<>])*>/g, '');
  return missing(pieces, reduce(decode(text)), (piece) => known.has(piece.text));
}

/** What of `pieces` is not in the plain text. An image's address is not expected there. */
export function missingFromText(pieces: readonly Piece[], text: string): Piece[] {
  const reduced = reduce(text);
  return missing(pieces, reduced, ({ kind, text: wanted }) => {
    if (kind === 'link') return text.includes(wanted.replace(/^mailto:/, ''));
    return /^https?:|^cid:/.test(wanted) || reduced.includes(reduce(wanted));
  });
}

function missing(pieces: readonly Piece[], reduced: string, knows: (piece: Piece) => boolean): Piece[] {
  const from = new Map<number, number>();
  return pieces.filter((piece) => {
    if (piece.kind !== 'words') return !knows(piece);
    const wanted = reduce(piece.text);
    const index = reduced.indexOf(wanted, from.get(piece.order) ?? 0);
    if (index !== -1) from.set(piece.order, index + wanted.length);
    return index === -1;
  });
}

/** Letters, marks and digits alone: white space, quotation marks and plain-text markup differ by right. */
function reduce(text: string): string {
  return text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  '#39': "'",
};

function decode(html: string): string {
  return html.replace(/&(#39|[a-z]+);/g, (entity, name: string) => named[name] ?? entity);
}

/** Problems of the pieces lost from `where`: `the HTML`, `the plain text`. */
export function lossProblems(lost: readonly Piece[], where: string): Problem[] {
  return lost.map(({ kind, text, place }) => ({
    ...place,
    what: `${kind === 'words' ? 'These words are' : kind === 'link' ? 'This link is' : 'This image is'} missing from ${where}: “${shorten(text)}”.`,
    remedy: 'Look for a template that leaves out what it is given, or puts it where MJML drops it.',
  }));
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
