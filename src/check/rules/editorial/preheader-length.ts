/** A preheader that fills the inbox line and is not cut. */
import type { Rule } from '../../rule.ts';
import { inboxLine, lengthOf } from './inbox-line.ts';

const [least, most] = [40, 90];

export const preheaderLength: Rule = {
  id: 'editorial/preheader-length',
  severity: 'warning',
  title: `A preheader has ${least} to ${most} characters.`,
  why: 'A shorter one lets the first words of the page slip in behind it; a longer one is cut.',
  example: {
    bad: 'preheader: This week',
    good: 'preheader: What came in on Tuesday, and what did not go out again on Wednesday',
  },
  *check({ issue }) {
    const length = lengthOf(inboxLine(issue.preheader));
    if (length >= least && length <= most) return;
    yield {
      file: issue.file,
      line: issue.lines.get('preheader') ?? 1,
      what: `The preheader has ${length} characters.`,
      remedy: `Go on where the subject stops, in ${least} to ${most}.`,
    };
  },
};
