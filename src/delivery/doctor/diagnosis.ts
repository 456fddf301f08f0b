/** What `tumen doctor` says of one thing that it looked at. */

export type Diagnosis = {
  /** `well`: nothing to do; `note`: worth knowing; `mend`: mail suffers from it. */
  readonly state: 'well' | 'note' | 'mend';
  readonly subject: string;
  /** Whole sentences: what was found and, where there is something to do, what. */
  readonly text: string;
};

/** Diagnoses of one subject. */
export function about(subject: string) {
  const say =
    (state: Diagnosis['state']) =>
    (text: string): Diagnosis => ({ state, subject, text });
  return { well: say('well'), note: say('note'), mend: say('mend') };
}

/** Somebody else's words, ended as a sentence. */
export function asSentence(words: string): string {
  return /[.?!]$/.test(words) ? words : `${words}.`;
}
