/** Two headings that say the same. */
import { plain } from '../../plain.ts';
import type { Fault, Rule } from '../../rule.ts';
import { headingsOf } from './headings.ts';
import { inboxLine } from './inbox-line.ts';

export const repeatedHeading: Rule = {
  id: 'editorial/repeated-heading',
  severity: 'warning',
  title: 'No two headings of an issue are the same, nor its subject that of an earlier issue.',
  why: 'A list of contents with two like lines leads nowhere, and two issues with one subject look like one sent twice.',
  example: { bad: 'two stories titled “A ship came in”', good: '“A ship came in” and “A second ship”' },
  *check(context) {
    const { issue, earlier } = context;
    const seen = new Map<string, string>();
    for (const { passage, level } of headingsOf(context)) {
      // Headings within a text, such as “What is not known”, may come back in each story.
      if (level === 'within') continue;
      const { file, line } = passage.at();
      const first = seen.get(plain(passage.text));
      if (first !== undefined) {
        yield {
          file,
          line,
          what: `“${passage.text}” is a heading already (${first}).`,
          remedy: 'Give each its own.',
        };
      }
      seen.set(plain(passage.text), first ?? `${file}:${line}`);
    }
    const inIssue = (key: string, what: string, remedy: string): Fault => {
      return { file: issue.file, line: issue.lines.get(key) ?? 1, what, remedy };
    };
    const twin = earlier.find(({ subject }) => plain(subject) === plain(issue.subject));
    if (twin !== undefined) {
      yield inIssue('subject', `Issue ${twin.number} had the same subject.`, 'Say what is new in this one.');
    }
    const [subject, preheader] = [plain(inboxLine(issue.subject)), plain(inboxLine(issue.preheader))];
    if (preheader.startsWith(subject) || subject.startsWith(preheader)) {
      yield inIssue('preheader', 'The preheader repeats the subject.', 'Go on where the subject stops.');
    }
  },
};
