/** What has changed between two versions of the text, word by word. */
import { diffArrays, diffWordsWithSpace } from 'diff';

export type Change = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string };

export type Changes = {
  readonly changes: readonly Change[];
  readonly wordsAdded: number;
  readonly wordsRemoved: number;
};

/** Two paragraphs that share at least this much of their words are the same one, changed; else one went and one came. */
const likeness = 0.5;

/**
 * Paragraph by paragraph, and word by word within a paragraph that was changed. Where lines break within a paragraph
 * does not count: a text that was only wrapped anew has not changed.
 */
export function compareTexts(before: string, after: string): Changes {
  const changes: Change[] = [];
  const parts = diffArrays(paragraphs(before), paragraphs(after));
  parts.forEach(({ added, removed, value }, at) => {
    const next = parts[at + 1];
    if (removed && next?.added) changes.push(...compareParagraphs(value, next.value));
    else if (!(added && parts[at - 1]?.removed))
      changes.push(...value.map(whole(added ? 'added' : removed ? 'removed' : 'same')));
  });
  const words = (kind: Change['kind']) =>
    changes
      .filter((change) => change.kind === kind)
      .reduce((sum, { text }) => sum + (text.match(/\S+/g)?.length ?? 0), 0);
  return { changes, wordsAdded: words('added'), wordsRemoved: words('removed') };
}

/** Pairs what went with what came, in their order, where they are alike. */
function compareParagraphs(removed: readonly string[], added: readonly string[]): Change[] {
  const changes: Change[] = [];
  let next = 0;
  for (const old of removed) {
    const twin = added.findIndex((text, at) => at >= next && alike(old, text));
    if (twin === -1) {
      changes.push(whole('removed')(old));
      continue;
    }
    changes.push(...added.slice(next, twin).map(whole('added')), ...compareWords(old, added[twin] ?? ''));
    next = twin + 1;
  }
  return [...changes, ...added.slice(next).map(whole('added'))];
}

function compareWords(old: string, text: string): Change[] {
  const parts = diffWordsWithSpace(old, text).map(({ added, removed, value }): Change => {
    return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value };
  });
  return [...parts, { kind: 'same', text: '\n\n' }];
}

function whole(kind: Change['kind']): (text: string) => Change {
  return (text) => ({ kind, text: `${text}\n\n` });
}

function alike(one: string, other: string): boolean {
  const [words, others] = [one, other].map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu)));
  if (words === undefined || others === undefined) return false;
  const shared = words
    .values()
    .filter((word) => others.has(word))
    .toArray().length;
  return shared >= likeness * Math.max(words.size, others.size);
}

/** Lines that were broken to fit are joined; shorter ones, of a list or an address, are left. */
function paragraphs(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/(.{50,})\n(?=\S)(?!- )/g, '$1 ').trim())
    .filter((paragraph) => paragraph !== '');
}
