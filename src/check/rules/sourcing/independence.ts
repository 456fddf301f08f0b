/** Which sources are one voice: two records of one publisher, one address, one title or one text. */
import type { Source } from '../../../publication/types.ts';
import { plain } from '../../plain.ts';
import { isWithin, shinglesOfProse } from '../../shingles.ts';

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
  if (a.publisher !== null && b.publisher !== null && bare(a.publisher) === bare(b.publisher)) {
    return `both are published by ${a.publisher}`;
  }
  if (a.url !== null && b.url !== null && address(a.url) === address(b.url))
    return 'both have the same address';
  if (bare(a.title) === bare(b.title)) return 'both have the same title';
  const [one, other] = [shinglesOfProse(a.note), shinglesOfProse(b.note)];
  return isWithin(one, other, 0.8) || isWithin(other, one, 0.8) ? 'their notes are nearly the same' : null;
}

/** “The Gazette” and “Gazette” are one. */
function bare(text: string): string {
  return plain(text).replace(/^the /, '');
}

function address(url: string): string {
  const { hostname, pathname, search } = new URL(url);
  return `${hostname.replace(/^www\./, '')}${pathname.replace(/\/$/, '')}${search}`;
}
