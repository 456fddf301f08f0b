/**
 * The closed language of merge fields, and the inert tokens under which they travel from Markdown and
 * templates to the finished message, so that no compiler on the way takes them for its own syntax.
 */
import type { Problem } from '../publication/problem.ts';
import type { Publication } from '../publication/types.ts';

export type MergeTag =
  | { readonly kind: 'field'; readonly field: string; readonly fallback: string | null }
  | { readonly kind: 'if'; readonly field: string }
  | { readonly kind: 'else' }
  | { readonly kind: 'end' };

/** Where a text stands, so that a problem inside it can name its own line. */
export type Place = { readonly file: string; readonly line: number; readonly column?: number };

/** One tag of a text. `index` and `length` count UTF-16 units. */
export type FoundTag = { readonly tag: MergeTag; readonly index: number; readonly length: number };

export type Fault = { readonly index: number; readonly what: string; readonly remedy: string };

/** The fields that a publication's texts may use: its subscriber attributes and the two personal addresses. */
export function mergeFieldNames(publication: Publication): ReadonlySet<string> {
  return new Set([
    'subscriber.name',
    'subscriber.email',
    ...publication.subscriberFields.map(({ name }) => `subscriber.${name}`),
    'unsubscribeUrl',
    'preferencesUrl',
  ]);
}

const fieldShape = /^([A-Za-z][\w.-]*)(?:\s+"([^"{}]*)")?$/;
const ifShape = /^#if\s+([A-Za-z][\w.-]*)$/;

/** The inside of `{{…}}` as a tag, or null where it is not of the language. Knows shapes, not field names. */
export function parseTag(inside: string): MergeTag | null {
  const source = inside.trim();
  if (source === 'else') return { kind: 'else' };
  if (source === '/if') return { kind: 'end' };
  const condition = ifShape.exec(source);
  if (condition?.[1] !== undefined) return { kind: 'if', field: condition[1] };
  const field = fieldShape.exec(source);
  if (field?.[1] !== undefined) return { kind: 'field', field: field[1], fallback: field[2] ?? null };
  return null;
}

/** A tag as it stands in the finished message. */
export function printTag(tag: MergeTag): string {
  if (tag.kind === 'if') return `{{#if ${tag.field}}}`;
  if (tag.kind === 'else') return '{{else}}';
  if (tag.kind === 'end') return '{{/if}}';
  return tag.fallback === null ? `{{${tag.field}}}` : `{{${tag.field} "${tag.fallback}"}}`;
}

/** Every tag of `text` in its order, with whatever is wrong with them. `{{` is never plain text. */
export function scanTags(
  text: string,
  fields: ReadonlySet<string>,
): { readonly tags: readonly FoundTag[]; readonly faults: readonly Fault[] } {
  const tags: FoundTag[] = [];
  const faults: Fault[] = [];
  const open: { index: number; elseSeen: boolean }[] = [];
  const known = `The fields are ${[...fields].join(', ')}.`;
  for (let index = text.indexOf('{{'); index !== -1; index = text.indexOf('{{', index)) {
    const end = text.indexOf('}}', index);
    if (end === -1) {
      faults.push({
        index,
        what: 'A merge field is opened by "{{" and never closed.',
        remedy: 'Close it with "}}".',
      });
      break;
    }
    const source = text.slice(index, end + 2);
    const tag = parseTag(text.slice(index + 2, end));
    if (tag === null) {
      faults.push({
        index,
        what: `"${source}" is not a merge field.`,
        remedy: 'Write {{field}}, {{field "fallback"}} or {{#if field}}…{{else}}…{{/if}}.',
      });
    } else if ('field' in tag && !fields.has(tag.field)) {
      faults.push({ index, what: `There is no merge field "${tag.field}".`, remedy: known });
    } else {
      tags.push({ tag, index, length: source.length });
    }
    if (tag?.kind === 'if') open.push({ index, elseSeen: false });
    if (tag?.kind === 'else') {
      const condition = open.at(-1);
      if (condition === undefined || condition.elseSeen) {
        faults.push({
          index,
          what: 'This {{else}} belongs to no {{#if}}.',
          remedy: 'Remove it, or open an {{#if}} before it.',
        });
      } else condition.elseSeen = true;
    }
    if (tag?.kind === 'end' && open.pop() === undefined) {
      faults.push({
        index,
        what: 'This {{/if}} closes no {{#if}}.',
        remedy: 'Remove it, or open an {{#if}} before it.',
      });
    }
    index = end + 2;
  }
  for (const { index } of open) {
    faults.push({ index, what: 'This {{#if}} is never closed.', remedy: 'Close it with {{/if}}.' });
  }
  return { tags, faults };
}

/** Every tag planted during one rendering; token number n stands for `planted[n]`. */
export type MergeLedger = {
  readonly fields: ReadonlySet<string>;
  readonly prefix: string;
  readonly planted: { readonly tag: MergeTag; readonly place: Place }[];
};

/** `texts` is everything that goes into the rendering: a token must look like none of it. */
export function openMergeLedger(fields: ReadonlySet<string>, texts: readonly string[]): MergeLedger {
  let prefix = 'mergetag';
  while (texts.some((text) => text.includes(prefix))) prefix += 'q';
  return { fields, prefix, planted: [] };
}

/**
 * Notes the tag and returns its token: lower-case letters and digits only, because that is what passes
 * markdown-it, Handlebars, MJML and a URL unchanged.
 */
export function plantTag(ledger: MergeLedger, tag: MergeTag, place: Place): string {
  ledger.planted.push({ tag, place });
  return `${ledger.prefix}${ledger.planted.length - 1}z`;
}

/** `text` with a token for each merge field. What is wrong is pushed to `problems`, with its line and column. */
export function plantTags(ledger: MergeLedger, text: string, start: Place, problems: Problem[]): string {
  const { tags, faults } = scanTags(text, ledger.fields);
  for (const { index, what, remedy } of faults)
    problems.push({ ...placeWithin(text, index, start), what, remedy });
  let planted = '';
  let from = 0;
  for (const { tag, index, length } of tags) {
    planted += text.slice(from, index) + plantTag(ledger, tag, placeWithin(text, index, start));
    from = index + length;
  }
  return planted + text.slice(from);
}

/** `text` with every token turned back into its merge field. */
export function harvestTags(ledger: MergeLedger, text: string): string {
  return text.replace(tokenPattern(ledger), (token, number: string) => {
    const planted = ledger.planted[Number(number)];
    return planted === undefined ? token : printTag(planted.tag);
  });
}

/** How often each token occurs in `text`, by its number. */
export function countTags(ledger: MergeLedger, text: string): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const match of text.matchAll(tokenPattern(ledger))) {
    const number = Number(match[1]);
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return counts;
}

/** A name or a city, when it is not known yet how long it is. */
const usualWidth = 8;

/**
 * How wide a text will be once it is filled: a field as wide as its fallback or a usual name, a condition as wide as
 * its first branch. For words in their order; it remembers in which branch it is.
 */
export function filledWidth(ledger: MergeLedger): (text: string) => number {
  const branches: ('then' | 'else')[] = [];
  return (text) => {
    let width = 0;
    let from = 0;
    const add = (length: number) => {
      if (!branches.includes('else')) width += length;
    };
    for (const match of text.matchAll(tokenPattern(ledger))) {
      add(match.index - from);
      from = match.index + match[0].length;
      const tag = ledger.planted[Number(match[1])]?.tag;
      if (tag?.kind === 'field') add(Math.max(usualWidth, tag.fallback?.length ?? 0));
      if (tag?.kind === 'if') branches.push('then');
      if (tag?.kind === 'else') branches[branches.length - 1] = 'else';
      if (tag?.kind === 'end') branches.pop();
    }
    add(text.length - from);
    return width;
  };
}

/** Matches tokens; the first group is the token's number. */
export function tokenPattern(ledger: MergeLedger): RegExp {
  return new RegExp(`${ledger.prefix}(\\d+)z`, 'g');
}

/** The place of `text[index]`, where `text` begins on the line of `start`. */
export function placeWithin(text: string, index: number, start: Place): Place {
  const before = text.slice(0, index);
  const lastBreak = before.lastIndexOf('\n');
  const line = start.line + before.split('\n').length - 1;
  return { file: start.file, line, column: index - lastBreak };
}
