/** "Analysts warn": which analysts? */
import type { Rule } from '../../rule.ts';

const chorus =
  /\b(?:(?:political|military|security|western|regional|other|some|many|several) )*(?:analysts|experts|observers|scholars|commentators|critics|insiders|officials|academics|sources)\b(?=[^.;:“”]{0,40}\b(?:say|said|warn|warned|believe|argue|argued|fear|agree|concur|suggest|speculate|note|claim|claimed|think|expect|caution)\b)|\b(?:some (?:say|argue|believe|claim)|it is (?:widely |generally )?(?:believed|said|thought|reported)|(?:reports|allegations) (?:suggest|indicat|claim)\w*)/giu;

export const namelessExperts: Rule = {
  id: 'sourcing/nameless-experts',
  severity: 'warning',
  title: 'Whoever says, warns or believes something can be looked up.',
  why: '“Analysts warn” is the writer’s own view in borrowed robes, unless a source says who they are.',
  example: {
    bad: 'Analysts warn of an arms race.',
    good: 'Two analysts at the institute warn of an arms race.[^paper]',
  },
  *check({ stories, read }) {
    for (const passage of stories.flatMap(({ body }) => read(body).passages)) {
      if (passage.citations.length > 0) continue;
      for (const found of passage.text.matchAll(chorus)) {
        yield {
          ...passage.at(found.index, found.index + found[0].length),
          what: `“${found[0]}” names nobody, and the paragraph cites nothing.`,
          remedy: 'Say who, and cite the source that says so; or make it your own view and say that.',
        };
      }
    }
  },
};
