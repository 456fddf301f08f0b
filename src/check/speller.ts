/** Whether a word is spelled right, by a Hunspell dictionary out of a package; loading one is slow, so it is done once. */

export type Speller = {
  readonly knows: (word: string) => boolean;
  /** At most three, the nearest first. */
  readonly suggest: (word: string) => readonly string[];
};

type Dictionary = { readonly aff: Uint8Array; readonly dic: Uint8Array };

const dictionaries: Readonly<Record<string, () => Promise<{ readonly default: Dictionary }>>> = {
  'en-US': () => import('dictionary-en'),
  en: () => import('dictionary-en-gb'),
};

const loaded = new Map<string, Promise<Speller>>();

/** `language` is a BCP 47 tag; English without a country is British. Null where no dictionary is at hand. */
export async function loadSpeller(language: string): Promise<Speller | null> {
  const load = dictionaries[language] ?? dictionaries[language.split('-')[0] as string];
  if (load === undefined) return null;
  const known = loaded.get(language) ?? build(load);
  loaded.set(language, known);
  return known;
}

async function build(load: () => Promise<{ readonly default: Dictionary }>): Promise<Speller> {
  const [{ default: nspell }, { default: dictionary }] = await Promise.all([import('nspell'), load()]);
  const speller = nspell(Buffer.from(dictionary.aff), Buffer.from(dictionary.dic));
  // The same words come back with every save of a file.
  const verdicts = new Map<string, boolean>();
  const suggestions = new Map<string, readonly string[]>();
  return {
    knows(word) {
      let verdict = verdicts.get(word);
      if (verdict === undefined) {
        verdict = speller.correct(word);
        verdicts.set(word, verdict);
      }
      return verdict;
    },
    suggest(word) {
      let found = suggestions.get(word);
      if (found === undefined) {
        found = speller.suggest(word).slice(0, 3);
        suggestions.set(word, found);
      }
      return found;
    },
  };
}
