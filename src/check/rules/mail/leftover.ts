/** What should have been filled in on the way. */

import type { Rule } from '../../rule.ts';
import { findInTemplates, templatesOf } from '../../template-place.ts';
import { issueAt, partOf, templateOf } from './places.ts';

const leftovers =
  /\{\{[^}]{0,60}(?:\}\}|$)|\bmergetag\w*\d+z|\[object \w+\]|<\/?mj-[a-z-]+|\bundefined\b(?=["/?&])/;

export const leftover: Rule = {
  id: 'mail/leftover',
  severity: 'error',
  title: 'Nothing of the machinery is left in a message: no {{, no [object Object], no MJML tag.',
  why: '“Dear {{name}}” is what readers remember of a letter.',
  example: { bad: '\\{{subscriber.name}}', good: '{{subscriber.name "reader"}}' },
  *check(context) {
    for (const type of ['text/html', 'text/plain'] as const) {
      const found = leftovers.exec(partOf(context, type)?.text ?? '');
      if (found === null) continue;
      const inTemplate = findInTemplates(templatesOf(context.issue.layout, context.templates), found[0])[0];
      yield {
        ...(inTemplate ?? templateOf(context, type)),
        what: `“${found[0]}” is left in the ${type === 'text/html' ? 'HTML' : 'text'} part.`,
        remedy: 'Write it as a merge field, or take the braces away.',
      };
    }
    const subject = context.message.headers.find(({ name }) => name === 'Subject')?.value ?? '';
    const found = leftovers.exec(subject);
    if (found !== null) {
      yield {
        ...issueAt(context, 'subject'),
        what: `“${found[0]}” is left in the subject.`,
        remedy: 'Take it out.',
      };
    }
  },
};
