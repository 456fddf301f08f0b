/** Which languages the public pages and the service's own mails speak; each is one file beside this one. */
import { baseLanguage } from '../../render/languages.ts';
import { arabic } from './ar.ts';
import { english } from './en.ts';
import { japanese } from './ja.ts';
import { korean } from './ko.ts';
import { russian } from './ru.ts';
import type { SiteTexts } from './site-texts.ts';

export const siteLanguages: Readonly<Record<string, SiteTexts>> = {
  en: english,
  ko: korean,
  ru: russian,
  ja: japanese,
  ar: arabic,
};

/** The texts of a BCP 47 language, by its first part; English where there are none yet. */
export function textsFor(language: string): SiteTexts {
  return siteLanguages[baseLanguage(language)] ?? english;
}
