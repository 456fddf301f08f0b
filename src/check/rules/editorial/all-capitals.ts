/** SHOUTING. */

import { label, type Passage } from '../../passage.ts';
import type { Rule } from '../../rule.ts';
import { headingsOf } from './headings.ts';

export const allCapitals: Rule = {
  id: 'editorial/all-capitals',
  severity: 'warning',
  title: 'No subject, preheader or heading is in capitals.',
  why: 'Capitals are read slower, screen readers spell them out, and filters take them for advertising.',
  example: { bad: 'subject: BREAKING NEWS FROM THE QUAY', good: 'subject: A ship came in' },
  *check(context) {
    const { issue } = context;
    const preheader = label('issue', issue.file, issue.lines.get('preheader') ?? 1, issue.preheader);
    for (const passage of [...headingsOf(context).map((heading) => heading.passage), preheader]) {
      if (!shouts(passage)) continue;
      yield { ...passage.at(), what: `“${passage.text}” is in capitals.`, remedy: 'Write it as a sentence.' };
    }
  },
};

/** Two words of capitals in a row, each longer than an abbreviation; or nothing else at all. */
function shouts({ text }: Passage): boolean {
  const words = text.match(/[\p{L}]{2,}/gu) ?? [];
  const loud = words.filter((word) => word === word.toUpperCase() && word !== word.toLowerCase());
  return /\p{Lu}{5,}[^\p{L}]+\p{Lu}{4,}/u.test(text) || (words.length > 1 && loud.length === words.length);
}
