/** Finds stories in the archive by their words: plain, in memory, in any script. */
import { textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import type { Issue } from '../publication/types.ts';
import { wordsFor } from '../render/words.ts';
import type { Archive, ArchivedIssue } from './archive.ts';
import { webProse } from './web-prose.ts';

export type Hit = {
  readonly title: string;
  readonly path: string;
  readonly issue: Issue;
  readonly date: string;
  readonly status: string;
  /** The place where it was found, in pieces. */
  readonly excerpt: readonly { readonly text: string; readonly found: boolean }[];
};

type Passage = {
  readonly hit: Omit<Hit, 'excerpt'>;
  readonly text: string;
  /** Folded for comparison, character by character as long as `text`. */
  readonly folded: string;
  readonly foldedTitle: string;
};

export type SearchIndex = readonly Passage[];

/** A search costs time in proportion to its words; nobody needs more. */
const mostWords = 10;
const mostHits = 50;
const excerptLength = 240;

/** Newest issue first, stories in their order. */
export function indexArchive(archive: Archive): SearchIndex {
  return archive.issues.flatMap(passagesOf);
}

/** Stories that hold every word of `query`, those with words in the title first, then the newest. */
export function search(index: SearchIndex, query: string): readonly Hit[] {
  const words = [...new Set(fold(query).split(/[\s"“”„«»]+/))]
    .filter((word) => word !== '')
    .slice(0, mostWords);
  if (words.length === 0) return [];
  return index
    .filter(({ folded, foldedTitle }) =>
      words.every((word) => folded.includes(word) || foldedTitle.includes(word)),
    )
    .map((passage) => ({
      passage,
      inTitle: words.filter((word) => passage.foldedTitle.includes(word)).length,
    }))
    .sort((a, b) => b.inTitle - a.inTitle)
    .slice(0, mostHits)
    .map(({ passage }) => ({ ...passage.hit, excerpt: excerptOf(passage, words) }));
}

/** Case, width and accents do not count; the length stays, so that places found are places in the text. */
function fold(text: string): string {
  return [...text]
    .map((character) => {
      const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase();
      return plain.length === character.length ? plain : character.toLowerCase().slice(0, character.length);
    })
    .join('');
}

function passagesOf({ issue, path }: ArchivedIssue): Passage[] {
  const { publication } = issue;
  const { statuses } = wordsFor(publication.language);
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
  return stories.map((story) => {
    const html = webProse(publication, story.body).replaceAll('[1]', '');
    const words = textContent(parseDocument(html)).replace(/\s+/g, ' ').trim();
    const text = [words, ...story.topics].join(' · ').normalize('NFC');
    return {
      hit: {
        title: story.title,
        path: `${path}#story-${story.id}`,
        issue,
        date: story.date,
        status: statuses[story.status][0],
      },
      text,
      folded: fold(text),
      foldedTitle: fold(story.title.normalize('NFC')),
    };
  });
}

function excerptOf({ text, folded }: Passage, words: readonly string[]): Hit['excerpt'] {
  const first = Math.min(...words.map((word) => folded.indexOf(word)).filter((at) => at !== -1), text.length);
  const from = first === text.length ? 0 : Math.max(0, text.lastIndexOf(' ', Math.max(0, first - 60)) + 1);
  const until =
    from + excerptLength >= text.length ? text.length : text.lastIndexOf(' ', from + excerptLength);
  const pieces: { text: string; found: boolean }[] = [];
  let at = from;
  while (at < until) {
    const next = words
      .map((word) => ({ word, start: folded.indexOf(word, at) }))
      .filter(({ start }) => start !== -1 && start < until)
      .sort((a, b) => a.start - b.start || b.word.length - a.word.length)[0];
    if (next === undefined) break;
    if (next.start > at) pieces.push({ text: text.slice(at, next.start), found: false });
    pieces.push({ text: text.slice(next.start, next.start + next.word.length), found: true });
    at = next.start + next.word.length;
  }
  if (at < until) pieces.push({ text: text.slice(at, until), found: false });
  if (from > 0) pieces.unshift({ text: '… ', found: false });
  if (until < text.length) pieces.push({ text: ' …', found: false });
  return pieces;
}
