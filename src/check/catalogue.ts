/** Every rule by name, also those that speak before an issue is there (publication) and after (waivers). */
import type { Problem } from '../publication/problem.ts';
import type { Finding } from './finding.ts';
import type { RuleDescription } from './rule.ts';
import { rules } from './rules.ts';
import { waiverRules } from './waivers.ts';

/** What keeps an issue from being read, resolved or rendered; nothing else can be checked until it is mended. */
export const publicationProblem: RuleDescription = {
  id: 'publication/problem',
  severity: 'error',
  title: 'Every file can be read, everything that is named is there, and the issue renders.',
  why: 'A citation of a source without a record, a story that is not there or a broken template leaves nothing to send.',
  example: {
    bad: '…by armoured train.[^gazete], and there is no content/sources/gazete.md',
    good: '…by armoured train.[^gazette]',
  },
};

export const catalogue: readonly RuleDescription[] = [publicationProblem, ...rules, ...waiverRules];

export function findingOfProblem(problem: Problem): Finding {
  return { ...problem, rule: publicationProblem.id, severity: publicationProblem.severity };
}
