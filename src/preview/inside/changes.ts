/** What has changed between two versions of the text, word by word. */
import { diffWordsWithSpace } from 'diff';

export type Change = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string };

export type Changes = {
  readonly changes: readonly Change[];
  readonly wordsAdded: number;
  readonly wordsRemoved: number;
};

/** Line breaks within a paragraph do not count: a text that was only wrapped anew has not changed. */
export function compareTexts(before: string, after: string): Changes {
  const changes = diffWordsWithSpace(unwrap(before), unwrap(after)).map(
    ({ added, removed, value }): Change => {
      return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value };
    },
  );
  const words = (kind: Change['kind']) =>
    changes
      .filter((change) => change.kind === kind)
      .reduce((sum, { text }) => sum + (text.match(/\S+/g)?.length ?? 0), 0);
  return { changes, wordsAdded: words('added'), wordsRemoved: words('removed') };
}

function unwrap(text: string): string {
  return text.replace(/(\S)[ \t]*\n(?=[^\s\n-])/g, '$1 ');
}
