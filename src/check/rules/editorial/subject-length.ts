/** A subject that the inbox shows whole. */
import type { Rule } from '../../rule.ts';
import { inboxLine, lengthOf } from './inbox-line.ts';

const [least, most] = [20, 60];

export const subjectLength: Rule = {
  id: 'editorial/subject-length',
  severity: 'warning',
  title: `A subject has ${least} to ${most} characters.`,
  why: 'Telephones cut what is longer; what is shorter says less than the sender’s name.',
  example: { bad: 'subject: News', good: 'subject: A ship, and a crane that stands still' },
  *check({ issue }) {
    const length = lengthOf(inboxLine(issue.subject));
    if (length >= least && length <= most) return;
    yield {
      file: issue.file,
      line: issue.lines.get('subject') ?? 1,
      what: `The subject has ${length} characters.`,
      remedy:
        length < least
          ? `Say in at least ${least} what the issue is about.`
          : `Say it in ${most}; the rest goes into the preheader.`,
    };
  },
};
