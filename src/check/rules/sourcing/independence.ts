/** Which sources are one voice: two records of one publisher, one address, one title or one text. */
import type { Source } from '../../../publication/types.ts';
import { overlap, shinglesOf } from '../../shingles.ts';

export type Twins = { readonly source: Source; readonly twin: Source; readonly because: string };

/** Every pair of `sources` that is one. */
export function twinsAmong(sources: readonly Source[]): Twins[] {
  return sources.flatMap((twin, index) =>
    sources.slice(index + 1).flatMap((source) => {
      const because = sameVoice(source, twin);
      return because === null ? [] : [{ source, twin, because }];
    }),
  );
}

/** How many voices there are. */
export function countVoices(sources: readonly Source[]): number {
  const first = sources.filter(
    (source, index) => !sources.slice(0, index).some((earlier) => sameVoice(source, earlier) !== null),
  );
  return first.length;
}

/** What makes two sources one, or null for two. */
function sameVoice(a: Source, b: Source): string | null {
  if (a.publisher !== null && b.publisher !== null && plain(a.publisher) === plain(b.publisher)) {
    return `both are published by ${a.publisher}`;
  }
  if (a.url !== null && b.url !== null && address(a.url) === address(b.url))
    return 'both have the same address';
  if (plain(a.title) === plain(b.title)) return 'both have the same title';
  const notes = [shinglesOf(a.note.markdown), shinglesOf(b.note.markdown)] as const;
  return Math.max(overlap(...notes), overlap(notes[1], notes[0])) >= 0.8
    ? 'their notes are nearly the same'
    : null;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/^the /, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function address(url: string): string {
  const { hostname, pathname, search } = new URL(url);
  return `${hostname.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}${search}`;
}
