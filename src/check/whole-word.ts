/** Patterns for words that a publication names: the word as it is written, never a part of another. */

/** Matches `word` between what are no letters, digits or, at a hyphen, parts of a longer compound. */
export function wholeWord(word: string, flags = ''): RegExp {
  const literal = word
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/['’]/g, "['’]")
    .replace(/ +/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, `u${flags}`);
}
