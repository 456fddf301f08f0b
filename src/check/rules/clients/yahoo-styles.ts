/** Style blocks that Yahoo misreads. */
import { type StyleBlock, styleBlocksOf } from '../../css.ts';
import type { Rule } from '../../rule.ts';
import { affected, yahoo } from '../../support/affected.ts';
import { placesOfStyles } from './gmail-styles.ts';

export const yahooStyles: Rule = {
  id: 'clients/yahoo-styles',
  severity: 'warning',
  title: 'Yahoo reads every style block: no comment, no comma in @media, no class that begins with _ or -.',
  why: 'A comment kills the next rule (email-bugs 25), a comma in a media query the rest of the block (149), such a class its rule (22).',
  example: { bad: '@media screen, print { … }', good: '@media screen { … }' },
  *check(context) {
    const places = placesOfStyles(context);
    for (const [index, block] of styleBlocksOf(context.html).entries()) {
      const place = places[index] ?? { file: `templates/${context.issue.layout}/issue.mjml.hbs`, line: 1 };
      for (const what of faultsOf(block)) {
        yield { ...place, clients: affected(yahoo, context), what, remedy: 'Write it without.' };
      }
    }
  },
};

function faultsOf({ hasComment, atRules, rules }: StyleBlock): string[] {
  const comma = atRules.find(({ name, params }) => name === 'media' && params.includes(','));
  const odd = rules.flatMap(({ selectors }) => selectors).find((selector) => /\.[_-]/.test(selector));
  return [
    ...(hasComment ? ['A comment in this style block takes the next rule with it in Yahoo.'] : []),
    ...(comma === undefined ? [] : [`The comma in “@media ${comma.params}” ends this style block in Yahoo.`]),
    ...(odd === undefined ? [] : [`The class of “${odd}” does not survive in Yahoo.`]),
  ];
}
