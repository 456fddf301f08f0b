/** The words of the email itself, by language. Everything else that a reader sees is written by the desk. */
import { baseLanguage } from './languages.ts';
import { arabic } from './words/ar.ts';
import { english } from './words/en.ts';
import { persian } from './words/fa.ts';
import { hebrew } from './words/he.ts';
import type { Words } from './words/issue-words.ts';
import { japanese } from './words/ja.ts';
import { korean } from './words/ko.ts';
import { russian } from './words/ru.ts';
import { urdu } from './words/ur.ts';

const byLanguage: Readonly<Record<string, Words>> = {
  en: english,
  ko: korean,
  ru: russian,
  ja: japanese,
  ar: arabic,
  fa: persian,
  ur: urdu,
  he: hebrew,
};

/** The words of a BCP 47 language, by its first part; English where there are none yet. */
export function wordsFor(language: string): Words {
  return byLanguage[baseLanguage(language)] ?? english;
}
