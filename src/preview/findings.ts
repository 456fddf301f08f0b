/** What `check` has to say about the rendering that is shown, worked out once for each. */
import { checkIssue } from '../check/check.ts';
import type { Finding } from '../check/finding.ts';
import { loadSpeller, type Speller } from '../check/speller.ts';
import type { Newsroom } from '../publication/newsroom.ts';
import type { Pull } from './proofs.ts';

export type Findings = {
  /** `today` is `YYYY-MM-DD`. */
  of(pull: Pull, newsroom: Newsroom, today: string): Promise<readonly Finding[]>;
};

export function openFindings(): Findings {
  const known = new WeakMap<Pull, readonly Finding[]>();
  const spellers = new Map<string, Promise<Speller | null>>();
  return {
    async of(pull, newsroom, today) {
      const found = known.get(pull);
      if (found !== undefined) return found;
      const { language } = pull.issue.publication;
      const speller = spellers.get(language) ?? loadSpeller(language);
      spellers.set(language, speller);
      const { issue, rendered } = pull;
      const { findings } = checkIssue({ newsroom, issue, rendered, today, speller: await speller });
      known.set(pull, findings);
      return findings;
    },
  };
}

/** The names that findings give the mail client of a view (caniemail's, `family.platform`), as they begin. */
const clientsOfView: Readonly<Record<string, string>> = {
  gmail: 'gmail.',
  'gmail-plain': 'gmail.',
  'outlook-classic': 'outlook.windows',
  'outlook-com': 'outlook.outlook-com',
  yahoo: 'yahoo.',
  'apple-mail': 'apple-mail.',
  proton: 'protonmail.',
};

/** Whether the mail client of the view is one that causes the finding. */
export function isCausedBy({ clients }: Finding, view: string): boolean {
  const name = clientsOfView[view];
  return name !== undefined && (clients ?? []).some(({ client }) => client.startsWith(name));
}
