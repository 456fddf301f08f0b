/** What was to be filled in, and was not. */
import { hole, matchesIn } from '../../passage.ts';
import type { Rule } from '../../rule.ts';

const patterns: readonly RegExp[] = [
  // "To come", as desks write it; capitals, so that no word is meant.
  /\b(?:TK+|TBD|TBC|TBA|TODO|FIXME|XXX+)\b/g,
  /\blorem ipsum\b/giu,
  /\?{3,}|_{4,}/g,
  // A pair of brackets with a request in it: [exact date if known], <name>, {source}.
  /[[<{]\s*(?:insert|add|fill in|your|exact|enter|placeholder)\b[^\]>}\n]*[\]>}]/giu,
  /[[<{]\s*(?:\p{Ll}+ )*(?:date|name|place|city|title|number|figure|amount|source|link|url|quote|author|day|month|year)(?: here| if known| to come| tk)?\s*[\]>}]/giu,
  /[[<{][^\]>}\n]*\b(?:if known|to be (?:added|confirmed|filled in|inserted)|goes here|to come)\b[^\]>}\n]*[\]>}]/giu,
  /\binsert (?:\p{L}+ ){0,3}(?:here|quote|link|date|name|image|figure)\b/giu,
];

export const placeholder: Rule = {
  id: 'editorial/placeholder',
  severity: 'error',
  title: 'Nothing that readers get is still to be filled in.',
  why: 'A form with the box left empty tells every reader that nobody read the text through.',
  example: {
    bad: 'He arrives on [exact date if known].',
    good: 'He arrives on 18 June, the agency says.[^gazette]',
  },
  *check({ written }) {
    for (const passage of written) {
      // The note on a source may show the source's own empty boxes.
      if (passage.origin === 'note') continue;
      const told = new Set<number>();
      for (const { match, place } of patterns.flatMap((pattern) => [...matchesIn(passage, pattern)])) {
        if (told.has(match.index) || match[0].includes(hole)) continue;
        told.add(match.index);
        yield {
          ...place,
          what: `“${match[0]}” is still to be filled in.`,
          remedy: 'Fill it in, or write the sentence so that nothing is missing.',
        };
      }
    }
  },
};
