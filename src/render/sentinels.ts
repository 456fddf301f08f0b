/** MJML drops what stands between its sections without a word: every stamp and every token is counted before and after. */
import type { Problem } from '../publication/problem.ts';
import { countTags, type MergeLedger } from './merge-fields.ts';

/** Stamps on `mj-*` tags are not for readers, and are not expected in the HTML. */
const stamp = /(<mj[a-z-]*)? data-src="([^"]*)"/g;

export function compareSentinels(
  composed: string,
  html: string,
  ledger: MergeLedger,
  problems: Problem[],
): void {
  const tagsLeft = countTags(ledger, html);
  // MJML writes the title once more, as the name of the wrapper.
  const expected = composed.replace(/<mj-title\b[^>]*>([^<]*)<\/mj-title>/, '$&$1');
  for (const [number, count] of countTags(ledger, expected)) {
    const planted = ledger.planted[number];
    const left = tagsLeft.get(number) ?? 0;
    if (planted === undefined || left === count) continue;
    problems.push({
      ...planted.place,
      what: `This merge field stood ${times(count)} in the layout and ${times(left)} in the HTML.`,
      remedy: 'Move it into the text of an <mj-text>.',
    });
  }
  // Braces that are no token would be taken for a merge field later; a tag of MJML's would reach the reader.
  for (const leftover of html.matchAll(/<\/?mj-[a-z-]+|\{\{/g)) {
    const [, file, line] = /.* data-src="([^"]*):(\d+)"/s.exec(html.slice(0, leftover.index)) ?? [];
    problems.push({
      file: file ?? 'templates',
      line: Number(line ?? 1),
      what: `"${leftover[0]}" came through into the HTML, soon after what stands here.`,
      remedy: 'Close every mj- tag, open none inside an <mj-text>, and write braces for Handlebars alone.',
    });
  }
  const blocksLeft = countStamps(html);
  for (const [place, count] of countStamps(composed)) {
    const left = blocksLeft.get(place) ?? 0;
    if (left === count) continue;
    const colon = place.lastIndexOf(':');
    problems.push({
      file: place.slice(0, colon),
      line: Number(place.slice(colon + 1)),
      what: `What begins here stood ${times(count)} in the layout and ${times(left)} in the HTML.`,
      remedy: 'Let the template print it inside an <mj-text>, with every tag closed.',
    });
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function countStamps(html: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const match of html.matchAll(stamp)) {
    if (match[1] !== undefined) continue;
    const place = match[2] ?? '';
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}
