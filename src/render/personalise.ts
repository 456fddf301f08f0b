/** Puts one subscriber's values into a finished message. Values are escaped and joined; they never meet a compiler. */
import { ProblemsError } from '../publication/problem.ts';
import { escapeHtml } from './escape-html.ts';
import { type FoundTag, placeWithin, scanTags } from './merge-fields.ts';

export type MergeValues = {
  /** Attribute → value; a missing or empty one takes the field's fallback. */
  readonly subscriber: Readonly<Record<string, string | undefined>>;
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
};

/** What the filled text is: each kind has its own characters that a value must not bring in. */
export type MergeContext = 'html' | 'text' | 'header';

export type MergePiece =
  | { readonly kind: 'static'; readonly text: string }
  /** `insideUrl`: the value continues an address that has begun before it, and is percent-encoded. */
  | {
      readonly kind: 'field';
      readonly field: string;
      readonly fallback: string | null;
      readonly insideUrl: boolean;
    }
  | {
      readonly kind: 'if';
      readonly field: string;
      readonly then: readonly MergePiece[];
      readonly otherwise: readonly MergePiece[];
    };

export type MergeTemplate = readonly MergePiece[];

/**
 * Takes a text of `Rendered` apart at its merge fields.
 * Throws ProblemsError for anything that is not of the closed language; `render` lets no such text out.
 */
export function parseMergeTemplate(text: string): MergeTemplate {
  const { tags, faults } = scanTags(text, anyField);
  if (faults.length > 0) {
    throw new ProblemsError(
      faults.map(({ index, what, remedy }) => ({
        ...placeWithin(text, index, { file: 'message', line: 1 }),
        what,
        remedy,
      })),
    );
  }
  return parseUntil(text, tags, { next: 0, from: 0 }, text.length);
}

/** Field names are checked when an issue is rendered; here only the shape is of interest. */
const anyField: ReadonlySet<string> = Object.assign(new Set<string>(), { has: () => true });

type Cursor = { next: number; from: number };

function parseUntil(text: string, tags: readonly FoundTag[], cursor: Cursor, end: number): MergePiece[] {
  const pieces: MergePiece[] = [];
  const takeStatic = (until: number) => {
    if (until > cursor.from) pieces.push({ kind: 'static', text: text.slice(cursor.from, until) });
  };
  for (let found = tags[cursor.next]; found !== undefined; found = tags[cursor.next]) {
    takeStatic(found.index);
    cursor.from = found.index + found.length;
    if (found.tag.kind === 'else' || found.tag.kind === 'end') return pieces;
    cursor.next += 1;
    if (found.tag.kind === 'field') {
      pieces.push({
        ...found.tag,
        insideUrl: continuesUrl(text.slice(Math.max(0, found.index - 2000), found.index)),
      });
      continue;
    }
    const then = parseUntil(text, tags, cursor, end);
    const hasElse = tags[cursor.next]?.tag.kind === 'else';
    cursor.next += 1;
    const otherwise = hasElse ? parseUntil(text, tags, cursor, end) : [];
    if (hasElse) cursor.next += 1;
    pieces.push({ kind: 'if', field: found.tag.field, then, otherwise });
  }
  takeStatic(end);
  return pieces;
}

/** Whether an address has begun and not ended when `before` ends: `https://example.org/?city=`. */
function continuesUrl(before: string): boolean {
  const run = /[^\s"'<>()]*$/.exec(before)?.[0] ?? '';
  return run.includes('://') || run.startsWith('mailto:');
}

/** The template with the values in it. */
export function fill(template: MergeTemplate, values: MergeValues, context: MergeContext): string {
  let filled = '';
  for (const piece of template) {
    if (piece.kind === 'static') filled += piece.text;
    else if (piece.kind === 'field') filled += fillField(piece, values, context);
    else
      filled += fill(mergeValue(piece.field, values) === '' ? piece.otherwise : piece.then, values, context);
  }
  return filled;
}

/** The value of one field, escaped for its context; its fallback where the subscriber has none. */
export function fillField(
  piece: Extract<MergePiece, { kind: 'field' }>,
  values: MergeValues,
  context: MergeContext,
): string {
  const value = mergeValue(piece.field, values) || (piece.fallback ?? '');
  if (piece.insideUrl) return encodeURIComponent(value.toWellFormed());
  return context === 'html' ? escapeHtml(value) : value;
}

/** Controls could forge a header or a line of text, bidirectional overrides could turn what follows them round. */
const unsafe = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;

/** The value of `field` as one clean line; empty where it is not known. Conditions ask the same. */
export function mergeValue(field: string, values: MergeValues): string {
  // Addresses of our own making have nothing to be cleaned of.
  if (field === 'unsubscribeUrl' || field === 'preferencesUrl') return values[field];
  const attribute = field.slice('subscriber.'.length);
  const raw = Object.hasOwn(values.subscriber, attribute) ? values.subscriber[attribute] : undefined;
  return (raw ?? '').replace(unsafe, ' ').trim();
}
