/** How much of one text stands in another, by runs of words; fast enough to hold an issue against all earlier ones. */

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

/** The part of `runs` that `others` holds as well, from 0 to 1. */
export function overlap(runs: ReadonlySet<string>, others: ReadonlySet<string>): number {
  if (runs.size === 0) return 0;
  let shared = 0;
  for (const run of runs) if (others.has(run)) shared += 1;
  return shared / runs.size;
}
