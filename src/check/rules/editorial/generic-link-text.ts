/** "Click here". */
import type { Rule } from '../../rule.ts';

const generic =
  /^(?:click(?: here)?|here|this|this (?:article|link|page|post|story)|link|read(?: it)?(?: here| more)?|more|see (?:here|more)|learn more|find out more|continue(?: reading)?|source|website|article)$/iu;

export const genericLinkText: Rule = {
  id: 'editorial/generic-link-text',
  severity: 'warning',
  title: 'The text of a link says where it leads.',
  why: 'Whoever goes from link to link with a screen reader hears the links alone: “here, here, more”.',
  example: {
    bad: 'Read more [here](https://…).',
    good: '[The harbour office’s notice](https://…) says more.',
  },
  *check({ issue, stories, read }) {
    for (const prose of [issue.letter, ...stories.map(({ body }) => body), issue.publication.about]) {
      for (const { text, place } of read(prose).links) {
        const plain = text
          .replace(/[^\p{L} ]+/gu, ' ')
          .trim()
          .replace(/ +/g, ' ');
        if (!generic.test(plain)) continue;
        yield {
          ...place,
          what: `The link “${text}” does not say where it leads.`,
          remedy: 'Link the words that name what is behind it.',
        };
      }
    }
  },
};
