/** The words of the email itself, by language; everything else that a reader sees is written by the desk. */
import type { Credibility, Reliability, Status } from '../publication/types.ts';

export type Words = {
  /** For dates where the bare language would mean another country's habit. */
  readonly dateLocale: string;
  /** Fonts for labels; the text itself is set in a serif. */
  readonly sans: string;
  readonly issueNumber: (number: number) => string;
  readonly readingTime: (minutes: number) => string;
  readonly contents: string;
  readonly lead: string;
  readonly viewInBrowser: string;
  readonly image: string;
  readonly threads: string;
  readonly threadsIntro: string;
  readonly thisIssue: string;
  readonly corrections: string;
  readonly correctionTo: (issue: number) => string;
  readonly statusesTitle: string;
  readonly statuses: Readonly<Record<Status, { readonly label: string; readonly meaning: string }>>;
  readonly sources: string;
  readonly sourcesIntro: string;
  readonly grade: string;
  readonly reliability: Readonly<Record<Reliability, string>>;
  readonly credibility: Readonly<Record<Credibility, string>>;
  readonly noPublisher: string;
  readonly noDate: string;
  readonly retrieved: (date: string) => string;
  readonly links: string;
  readonly about: string;
  readonly whyYouGetThis: (list: string) => string;
  readonly preferences: string;
  readonly unsubscribe: string;
};

const english: Words = {
  dateLocale: 'en-GB',
  sans: "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
  issueNumber: (number) => `No. ${number}`,
  readingTime: (minutes) => `${minutes} minute read`,
  contents: 'In this issue',
  lead: 'The lead',
  viewInBrowser: 'View in browser',
  image: 'Image',
  threads: 'The story so far',
  threadsIntro: 'Earlier stories that this week continues.',
  thisIssue: 'this issue',
  corrections: 'Corrections',
  correctionTo: (issue) => `To No. ${issue}`,
  statusesTitle: 'How we label a story',
  statuses: {
    confirmed: { label: 'Confirmed', meaning: 'independent sources of good standing agree.' },
    reported: { label: 'Reported', meaning: 'a named source says so, and nothing we know contradicts it.' },
    alleged: { label: 'Alleged', meaning: 'somebody claims it, and we could not check it.' },
    disputed: { label: 'Disputed', meaning: 'our sources contradict each other.' },
    analysis: { label: 'Analysis', meaning: 'the desk weighs what is known; it is judgement, not news.' },
  },
  sources: 'Sources',
  sourcesIntro:
    'Graded on the Admiralty scale: A to F says how far we trust the source, 1 to 6 how far its information is borne out.',
  grade: 'Grade',
  reliability: {
    A: 'completely reliable',
    B: 'usually reliable',
    C: 'fairly reliable',
    D: 'not usually reliable',
    E: 'unreliable',
    F: 'reliability cannot be judged',
  },
  credibility: {
    1: 'confirmed by other sources',
    2: 'probably true',
    3: 'possibly true',
    4: 'doubtful',
    5: 'improbable',
    6: 'truth cannot be judged',
  },
  noPublisher: 'publisher unknown',
  noDate: 'undated',
  retrieved: (date) => `retrieved ${date}`,
  links: 'Links',
  about: 'About this letter',
  whyYouGetThis: (list) => `You receive this because you subscribed to “${list}”.`,
  preferences: 'Change what you receive',
  unsubscribe: 'Unsubscribe',
};

const byLanguage: Readonly<Record<string, Words>> = { en: english };

/** The words of a BCP 47 language, by its first part; English where there are none yet. */
export function wordsFor(language: string): Words {
  return byLanguage[language.split('-')[0]?.toLowerCase() ?? ''] ?? english;
}

/** Languages written from right to left, by the first part of their tag. */
const rightToLeft: ReadonlySet<string> = new Set([
  'ar',
  'fa',
  'he',
  'ur',
  'yi',
  'ps',
  'sd',
  'ug',
  'dv',
  'ckb',
]);

export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(language.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr';
}
