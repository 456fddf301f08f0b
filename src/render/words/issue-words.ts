/** Which words the email itself needs of a language. */
import type { Credibility, Reliability, Status } from '../../publication/types.ts';

export type Words = {
  readonly issueNumber: (number: number) => string;
  readonly readingTime: (minutes: number) => string;
  readonly alert: string;
  readonly viewInBrowser: string;
  readonly contents: string;
  readonly lead: string;
  readonly image: string;
  readonly corrections: string;
  readonly correctionTo: (issue: number) => string;
  readonly threads: string;
  readonly thisIssue: string;
  readonly statusesTitle: string;
  /** The label of a chip, and what it means, as a sentence that continues it. */
  readonly statuses: Readonly<Record<Status, readonly [label: string, meaning: string]>>;
  readonly sources: string;
  readonly sourcesIntro: string;
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
