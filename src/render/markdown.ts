/** Markdown → tokens → HTML that MJML can carry: citations become notes, every block knows its file and line. */
import MarkdownIt, { type RendererRule, type StateInline, type Token } from 'markdown-it';
import type { Problem } from '../publication/problem.ts';
import type { Prose } from '../publication/types.ts';
import { type MergeLedger, placeWithin, plantTags } from './merge-fields.ts';

/** Inline styles by tag, for clients that drop every `<style>`; a tag without an entry inherits. */
export type ProseStyles = Readonly<Record<string, string>>;

/** Width and height in CSS pixels. */
export type ShownImage = { readonly url: string; readonly width: number; readonly height: number };

export type ProseContext = {
  readonly ledger: MergeLedger;
  /** The number of a source's note, or null for a source that the issue does not know. */
  readonly noteNumber: (sourceId: string) => number | null;
  readonly styles: ProseStyles;
  /** A file of content/images/ as it is shown, or null where there is none of that name. */
  readonly imageOf: (src: string) => ShownImage | null;
  /** The level that the highest heading of the text takes in the issue. */
  readonly topHeading: 2 | 3;
};

/** Prose as markdown-it tokens, its merge fields replaced by tokens of the ledger. */
export type ParsedProse = {
  readonly prose: Prose;
  readonly tokens: Token[];
};

type ProseEnv = {
  readonly noteNumber: ProseContext['noteNumber'];
  readonly unknown: string[];
  references?: Record<string, { readonly href: string; readonly title: string }>;
};

/**
 * `html: false` stops scripts, handlers and `mj-*` tags by turning them into text; longer Markdown than
 * `maxLength` is refused because some of the parser's rules take quadratic time.
 */
export const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
const maxLength = 200_000;

markdown.inline.ruler.before('link', 'citation', readCitation);
markdown.renderer.rules.citation = renderCitation;
markdown.renderer.rules.fence = renderCodeBlock;
markdown.renderer.rules.code_block = renderCodeBlock;

/** Parses prose; what is wrong with it goes to `problems`, with its line. */
export function parseProse(prose: Prose, context: ProseContext, problems: Problem[]): ParsedProse {
  const start = { file: prose.file, line: prose.firstLine };
  if (prose.markdown.length > maxLength) {
    problems.push({
      ...start,
      what: `This text has ${prose.markdown.length} characters; more than ${maxLength} are not rendered.`,
      remedy: 'Split it into several stories.',
    });
    return { prose, tokens: [] };
  }
  for (const match of prose.markdown.matchAll(/<\/?mj-?[a-z-]*/gi)) {
    problems.push({
      ...placeWithin(prose.markdown, match.index, start),
      what: `"${match[0]}" is a tag of the layout, which a text may not open or close.`,
      remedy: 'Remove it; layouts are made in templates/.',
    });
  }
  reportControls(prose, problems);
  const env: ProseEnv = { noteNumber: context.noteNumber, unknown: [] };
  const tokens = markdown.parse(plantTags(context.ledger, prose.markdown, start, problems), env);
  for (const id of new Set(env.unknown)) {
    problems.push({
      ...placeWithin(prose.markdown, Math.max(0, prose.markdown.indexOf(`[^${id}]`)), start),
      what: `The citation "[^${id}]" names a source that this issue does not list.`,
      remedy: `Cite a source of content/sources/, in a story of the issue.`,
    });
  }
  reportUnusedReferences(tokens, env, prose, problems);
  stampLines(tokens, prose);
  levelHeadings(tokens, context.topHeading);
  hideLoneConditions(tokens, context.ledger);
  placeImages(tokens, prose, context, problems);
  applyStyles(tokens, context.styles);
  return { prose, tokens };
}

/** Not allowed in HTML, and in mail the reason for which Gmail cuts a message short, however small it is. */
const controls = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

function reportControls({ markdown: text, file, firstLine }: Prose, problems: Problem[]): void {
  for (const match of text.matchAll(controls)) {
    const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    problems.push({
      ...placeWithin(text, match.index, { file, line: firstLine }),
      what: `The text holds U+${code}, a character that nobody sees and no message may hold.`,
      remedy: 'Remove it.',
    });
  }
}

/** The HTML of parsed prose, without a wrapper. */
export function proseHtml({ tokens }: ParsedProse): string {
  return markdown.renderer.render(tokens, markdown.options, {}).trim();
}

/** `[^source-id]`, unless it is the text of a link: `[^1](…)`. */
function readCitation(state: StateInline, silent: boolean): boolean {
  const found = /^\[\^([^\]\s]+)\](?!\()/.exec(state.src.slice(state.pos, state.pos + 200));
  if (found?.[1] === undefined) return false;
  if (!silent) {
    const env = state.env as unknown as ProseEnv;
    const number = env.noteNumber(found[1]);
    if (number === null) env.unknown.push(found[1]);
    const token = state.push('citation', 'sup', 0);
    token.content = found[1];
    token.meta = { number: number ?? 0 };
  }
  state.pos += found[0].length;
  return true;
}

function renderCitation(tokens: Token[], index: number): string {
  const number = citationNumber(tokens[index]);
  return `<sup><a href="#source-${number}">[${number}]</a></sup>`;
}

export function citationNumber(token: Token | undefined): number {
  return Number(token?.meta?.number ?? 0);
}

/** Markdown drops a line `[name]: https://…` without a word when nothing refers to it. */
function reportUnusedReferences(
  tokens: readonly Token[],
  env: ProseEnv,
  prose: Prose,
  problems: Problem[],
): void {
  const inline = tokens.flatMap(({ children }) => children ?? []);
  const used = new Set(inline.map((token) => token.attrGet('href') ?? token.attrGet('src')));
  for (const [name, { href }] of Object.entries(env.references ?? {})) {
    if (used.has(href)) continue;
    const index = prose.markdown.toUpperCase().indexOf(`[${name}]:`);
    problems.push({
      ...placeWithin(prose.markdown, Math.max(0, index), { file: prose.file, line: prose.firstLine }),
      what: `Nothing in the text refers to the address ${href}, so no reader would see it.`,
      remedy: 'Make a link of it, or remove the line.',
    });
  }
}

/** What stands in `alt`: the words between the brackets, without their markup. */
export function imageText(token: Token): string {
  return markdown.renderer.renderInlineAsText(token.children ?? [], markdown.options, {});
}

/** As markdown-it renders it, but with the attributes on the block itself. */
function renderCodeBlock(...[tokens, index, , , renderer]: Parameters<RendererRule>): string {
  const token = tokens[index];
  if (token === undefined) return '';
  return `<pre${renderer.renderAttrs(token)}><code>${markdown.utils.escapeHtml(token.content)}</code></pre>\n`;
}

function stampLines(tokens: readonly Token[], prose: Prose): void {
  for (const token of tokens) {
    if (token.map === null || token.type === 'inline') continue;
    token.attrSet('data-src', `${prose.file}:${prose.firstLine + token.map[0]}`);
  }
}

/** The highest heading of the text becomes `topHeading`, the next `topHeading + 1`, so that no level is skipped. */
function levelHeadings(tokens: readonly Token[], topHeading: number): void {
  const headings = tokens.filter((token) => token.type === 'heading_open' || token.type === 'heading_close');
  const used = [...new Set(headings.map((token) => token.tag))].sort();
  for (const token of headings) token.tag = `h${Math.min(6, topHeading + used.indexOf(token.tag))}`;
}

/** A paragraph that holds nothing but `{{#if …}}`, `{{else}}` or `{{/if}}` would leave an empty one behind. */
function hideLoneConditions(tokens: readonly Token[], ledger: MergeLedger): void {
  const lone = new RegExp(`^(?:${ledger.prefix}(\\d+)z\\s*)+$`);
  tokens.forEach((token, index) => {
    const number = token.type === 'inline' ? lone.exec(token.content)?.[1] : undefined;
    if (number === undefined || ledger.planted[Number(number)]?.tag.kind === 'field') return;
    for (const neighbour of [tokens[index - 1], tokens[index + 1]]) {
      if (neighbour?.type.startsWith('paragraph_')) neighbour.hidden = true;
    }
  });
}

/** Mail shows images of content/images/ only: they are converted, sized and published with the issue. */
function placeImages(
  tokens: readonly Token[],
  prose: Prose,
  context: ProseContext,
  problems: Problem[],
): void {
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    if (token.type !== 'image') continue;
    const src = String(token.attrGet('src'));
    const image = context.imageOf(src);
    const start = { file: prose.file, line: prose.firstLine };
    const place = () => placeWithin(prose.markdown, Math.max(0, prose.markdown.indexOf(`](${src}`)), start);
    if (image === null) {
      problems.push({
        ...place(),
        what: `The image "${src}" is not in content/images/.`,
        remedy: 'Put it there, and name it by its file name alone.',
      });
      continue;
    }
    if (imageText(token).trim() === '') {
      problems.push({
        ...place(),
        what: `The image "${src}" has no text for those who cannot see it.`,
        remedy: 'Say between the square brackets what it shows.',
      });
    }
    token.attrSet('src', image.url);
    token.attrSet('width', image.width);
    token.attrSet('height', image.height);
  }
}

function applyStyles(tokens: readonly Token[], styles: ProseStyles): void {
  for (const token of tokens) {
    if (token.type === 'th_open') token.attrSet('scope', 'col');
    const style =
      token.nesting >= 0 && !token.hidden && token.type !== 'inline' ? styles[tagOf(token)] : undefined;
    // Columns of tables have an alignment of their own already, which goes last and wins.
    if (style !== undefined)
      token.attrSet('style', [style, token.attrGet('style')].filter(Boolean).join(';'));
    if (token.children !== null) applyStyles(token.children, styles);
  }
}

function tagOf(token: Token): string {
  return token.type === 'fence' || token.type === 'code_block' ? 'pre' : token.tag;
}
