/** Words that neither the dictionary nor the desk knows. */
import type { Publication } from '../../../publication/types.ts';
import { hole } from '../../passage.ts';
import type { Fault, Rule } from '../../rule.ts';
import type { Speller } from '../../speller.ts';

/** Suggestions are slow, and a text in which every word is unknown is in another language. */
const suggestedWords = 20;

export const spelling: Rule = {
  id: 'editorial/spelling',
  severity: 'warning',
  title: 'Every word is in the dictionary, or on the desk’s own list.',
  why: 'A misspelled name is somebody else. Names and words that are right go into “dictionary:” of content/publication.md.',
  example: { bad: 'Vladivostock', good: 'Vladivostok' },
  *check({ issue, written, speller }) {
    const { publication } = issue;
    if (speller === undefined) return;
    if (speller === null) {
      yield {
        file: publication.file,
        line: publication.lines.get('language') ?? 1,
        severity: 'notice',
        what: `The spelling was not checked: there is no dictionary for “${publication.language}”.`,
        remedy: 'Have it read by somebody who writes the language.',
      };
      return;
    }
    const knows = knownBy(speller, ownWords(publication));
    const told = new Set<string>();
    const toldHere = new Set<string>();
    for (const passage of written) {
      for (const found of wordsIn(passage.text)) {
        const here = `${passage.at().file} ${found.word}`;
        // One word that comes ten times is one thing to mend.
        if (toldHere.has(here) || knows(found.word)) continue;
        toldHere.add(here);
        const suggestions = told.size < suggestedWords ? speller.suggest(found.word) : [];
        told.add(found.word);
        yield misspelled(found.word, suggestions, passage.at(found.index, found.index + found.word.length));
      }
    }
  },
};

/** The desk's list, and the names on the publication's own door. */
function ownWords({ dictionary, title, postalAddress, style }: PublicationWords): ReadonlySet<string> {
  // Forms that are not written here are told by rules of their own.
  const listed = [...style.names, ...style.spellings].flatMap(({ write, not }) => [write, ...not]);
  const texts = [...dictionary, title, ...postalAddress, ...listed];
  return new Set(texts.flatMap((text) => [...wordsIn(text)].map(({ word }) => word)));
}

type PublicationWords = Pick<Publication, 'dictionary' | 'title' | 'postalAddress' | 'style'>;

function knownBy(speller: Speller, own: ReadonlySet<string>): (word: string) => boolean {
  const verdicts = new Map<string, boolean>();
  const judge = (word: string): boolean =>
    own.has(word) || own.has(lowerFirst(word)) || speller.knows(word) || speller.knows(lowerFirst(word));
  return (raw) => {
    const word = raw.replaceAll('’', "'");
    let verdict = verdicts.get(word);
    if (verdict === undefined) {
      verdict =
        judge(word) ||
        judge(word.replace(/'s?$/, '')) ||
        word.split('-').every((part) => part === '' || judge(part));
      verdicts.set(word, verdict);
    }
    return verdict;
  };
}

const noWord = /[@/\d]|\.[a-z]{2,}\b/iu;

/** No dictionary has a longer one, and for a word of thousands of letters nspell takes minutes and gigabytes. */
const longestWord = 45;

/** Words of letters. Addresses, what holds a digit, and abbreviations in capitals are none. */
function* wordsIn(text: string): Generator<{ word: string; index: number }> {
  const blanked = text.replace(/(?<!\S)\S+/gu, (word) =>
    noWord.test(word) ? hole.repeat(word.length) : word,
  );
  for (const match of blanked.matchAll(/\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}+)*['’]?/gu)) {
    const word = match[0].replace(/['’]$/, '');
    if (word.length > 1 && word.length <= longestWord && word !== word.toUpperCase())
      yield { word, index: match.index };
  }
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function misspelled(
  word: string,
  suggestions: readonly string[],
  place: Omit<Fault, 'what' | 'remedy'>,
): Fault {
  const means = suggestions.map((each) => `“${each}”`).join(', ');
  return {
    ...place,
    what: `“${word}” is not in the dictionary.`,
    remedy: `${means === '' ? '' : `Is it ${means}? `}If it is right, put it into “dictionary:” of content/publication.md.`,
  };
}
