/** An address that is printed and cannot be clicked. */
import { matchesIn } from '../../passage.ts';
import type { Rule } from '../../rule.ts';

export const bareAddress: Rule = {
  id: 'links/bare-address',
  severity: 'warning',
  title: 'No address stands in a text as it is.',
  why: 'Markdown makes no link of it here, some clients do, and a screen reader spells it out letter by letter.',
  example: {
    bad: 'See https://harbour.example.org/notices/12.',
    good: '[notice 12](https://harbour.example.org/notices/12)',
  },
  *check({ issue, stories, read }) {
    for (const prose of [issue.letter, ...stories.map(({ body }) => body), issue.publication.about]) {
      const { passages, links } = read(prose);
      for (const passage of passages) {
        for (const { match, place } of matchesIn(passage, /\b(?:https?:\/\/|www\.)[^\s<>)\]”’"]+/giu)) {
          const isLinked = links.some(
            (link) =>
              link.place.line === place.line &&
              (link.place.column ?? 0) <= (place.column ?? 0) &&
              (place.column ?? 0) < (link.place.endColumn ?? 0),
          );
          if (isLinked) continue;
          yield {
            ...place,
            what: `“${match[0]}” is printed as it is, and is no link.`,
            remedy: 'Link the words that name it: [words](https://…).',
          };
        }
      }
    }
  },
};
