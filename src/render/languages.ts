/** What a language asks of the layout: its direction, its fonts, its manner of dates. */
import type { Fragment } from './handlebars.ts';

export type Direction = 'ltr' | 'rtl';

/** CSS values; single quotes only, because they stand in attributes. */
export type Fonts = {
  readonly serif: Fragment;
  readonly sans: Fragment;
  /** Letter spacing of the nameplate. Spacing tears joined scripts apart. */
  readonly tracking: string;
  /** Font style of what is set apart; Arabic and Hebrew have no italics. */
  readonly emphasis: string;
};

/** The first part of a BCP 47 tag: `en` of `en-GB`. */
export function baseLanguage(language: string): string {
  return language.split('-')[0]?.toLowerCase() ?? '';
}

const rightToLeft: ReadonlySet<string> = new Set([
  'ar',
  'ckb',
  'dv',
  'fa',
  'he',
  'ps',
  'sd',
  'ug',
  'ur',
  'yi',
]);

export function directionOf(language: string): Direction {
  return rightToLeft.has(baseLanguage(language)) ? 'rtl' : 'ltr';
}

const sans = { fragment: "-apple-system,'Segoe UI',Arial,sans-serif" };

const latin: Fonts = {
  serif: { fragment: "'Iowan Old Style','Palatino Linotype',Palatino,Georgia,serif" },
  sans,
  tracking: '-1px',
  emphasis: 'italic',
};

const arabic: Fonts = {
  serif: { fragment: "'Geeza Pro','Segoe UI','Noto Naskh Arabic',Tahoma,Arial,sans-serif" },
  sans: { fragment: "'Geeza Pro','Segoe UI','Noto Sans Arabic',Tahoma,Arial,sans-serif" },
  tracking: 'normal',
  emphasis: 'normal',
};

const byLanguage: Readonly<Record<string, Fonts>> = {
  ar: arabic,
  fa: arabic,
  ur: {
    ...arabic,
    serif: {
      fragment: "'Noto Nastaliq Urdu','Jameel Noori Nastaleeq','Urdu Typesetting',Tahoma,Arial,sans-serif",
    },
  },
  he: {
    ...arabic,
    serif: { fragment: "'Frank Ruehl CLM','Times New Roman','Noto Serif Hebrew',serif" },
    sans: { fragment: "'Arial Hebrew','Segoe UI',Arial,sans-serif" },
  },
};

export function fontsFor(language: string): Fonts {
  return byLanguage[baseLanguage(language)] ?? latin;
}

/** The locale for dates. Bare `en` would put the month before the day, as few of its readers abroad expect. */
export function dateLocale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}
