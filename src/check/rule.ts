/** What a rule is: the shape of the files in rules/, which document themselves in `tumen check --rules`. */
import type { Context } from './context.ts';
import type { Finding, Severity } from './finding.ts';

export const families = [
  'publication',
  'sourcing',
  'editorial',
  'links',
  'accessibility',
  'clients',
  'mail',
  'waivers',
] as const;
export type Family = (typeof families)[number];

/** What a person wants to know of a rule. */
export type RuleDescription = {
  readonly id: `${Family}/${string}`;
  readonly severity: Severity;
  /** What is expected, as a sentence: `A story names at least one source.` */
  readonly title: string;
  readonly why: string;
  readonly example: { readonly bad: string; readonly good: string };
  /** Has something to say only with `--online`. */
  readonly online?: true;
};

/** A finding before its rule has put its name to it. A rule may weigh one case otherwise than the rest. */
export type Fault = Omit<Finding, 'rule' | 'severity'> & { readonly severity?: Severity };

export type Rule = RuleDescription & {
  readonly check: (context: Context) => Iterable<Fault>;
};

export function familyOf(id: string): string {
  return id.split('/')[0] as string;
}
