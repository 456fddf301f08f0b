/** How much of one text stands in another, by runs of words; fast enough to hold an issue against all earlier ones. */
import type { Prose } from '../publication/types.ts';

const runLength = 5;

/** Every run of five words of a Markdown text, without markup, citations and capitals. Empty for shorter texts. */
export function shinglesOf(markdown: string): ReadonlySet<string> {
  const words =
    markdown
      .toLowerCase()
      .replace(/\[\^[^\]]*\]|\]\([^)]*\)|\{\{[^}]*\}\}/g, ' ')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const runs = new Set<string>();
  for (let index = 0; index + runLength <= words.length; index++) {
    runs.add(words.slice(index, index + runLength).join(' '));
  }
  return runs;
}

const remembered = new WeakMap<Prose, ReadonlySet<string>>();

/** The same of a prose, worked out once. */
export function shinglesOfProse(prose: Prose): ReadonlySet<string> {
  const known = remembered.get(prose) ?? shinglesOf(prose.markdown);
  remembered.set(prose, known);
  return known;
}

/** Whether `others` hold at least `share` (from 0 to 1) of `runs`; false where there are none. */
export function isWithin(runs: ReadonlySet<string>, others: ReadonlySet<string>, share: number): boolean {
  let mayMiss = Math.floor(runs.size * (1 - share));
  for (const run of runs) {
    if (others.has(run)) continue;
    if (mayMiss === 0) return false;
    mayMiss -= 1;
  }
  return runs.size > 0;
}
