/** The publication's own word list: three rules over one table. */
import type { OneWay } from '../../../publication/types.ts';
import type { Context } from '../../context.ts';
import { matchesIn, type Passage } from '../../passage.ts';
import { quotationsIn } from '../../quotations.ts';
import type { Fault, Rule } from '../../rule.ts';
import { wholeWord } from '../../whole-word.ts';

export const preferredSpelling: Rule = {
  id: 'editorial/preferred-spelling',
  severity: 'warning',
  title: 'Words are spelled as the publication spells them.',
  why: 'Two spellings in one issue look like two authors who do not speak to each other. Set in “style: spellings:”.',
  example: { bad: 'the e-mail, where email is written', good: 'the email' },
  *check(context) {
    yield* otherForms(context, context.issue.publication.style.spellings, 'gi', 'is written');
  },
};

export const nameForm: Rule = {
  id: 'editorial/name-form',
  severity: 'warning',
  title: 'Names are written one way.',
  why: 'Readers and searches take two forms for two people or two places. Set in “style: names:”.',
  example: { bad: 'Kim Jong-un, where Kim Jong Un is written', good: 'Kim Jong Un' },
  *check(context) {
    yield* otherForms(context, context.issue.publication.style.names, 'g', 'is the name written');
  },
};

export const wordToAvoid: Rule = {
  id: 'editorial/word-to-avoid',
  severity: 'warning',
  title: 'Words that the publication avoids are avoided.',
  why: 'Some words claim more than is known, or say nothing. Set in “style: avoid:”; quotations keep their own.',
  example: { bad: 'a game-changer', good: 'what changes, and for whom' },
  *check({ issue, written }) {
    for (const { word, instead } of issue.publication.style.avoid) {
      const pattern = wholeWord(word, 'gi');
      for (const passage of written) {
        for (const { match, place } of matchesIn(passage, pattern)) {
          if (isQuoted(passage, match.index)) continue;
          yield { ...place, what: `“${match[0]}” is a word that we avoid.`, remedy: `Instead: ${instead}.` };
        }
      }
    }
  },
};

function* otherForms(
  { written }: Context,
  entries: readonly OneWay[],
  flags: string,
  verb: string,
): Generator<Fault> {
  for (const { write, not } of entries) {
    for (const form of not) {
      const pattern = wholeWord(form, flags);
      for (const passage of written) {
        for (const { match, place } of matchesIn(passage, pattern)) {
          if (match[0] === write) continue;
          yield {
            ...place,
            what: `“${match[0]}” stands where “${write}” ${verb} here.`,
            remedy: `Write “${write}”.`,
          };
        }
      }
    }
  }
}

function isQuoted({ text }: Passage, index: number): boolean {
  return quotationsIn(text).some(({ start, end }) => index >= start && index < end);
}
