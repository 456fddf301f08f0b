/** The name by which readers sort and servers count. */
import { headersNamed } from '../../mime.ts';
import type { Rule } from '../../rule.ts';
import { publicationAt } from './places.ts';

export const listId: Rule = {
  id: 'mail/list-id',
  severity: 'error',
  title: 'A message says which list it belongs to, in one List-Id: Name <label.domain>.',
  why: 'RFC 2919. Filters of readers hang on it, so it is the same for every issue of the list.',
  example: { bad: 'List-Id: weekly', good: 'List-Id: "The weekly letter" <weekly.harbour.example.org>' },
  *check(context) {
    const ids = headersNamed(context.message, 'List-Id');
    if (ids.length === 1 && /<[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+>$/.test(ids[0]?.value ?? '')) return;
    yield {
      ...publicationAt(context, 'lists'),
      what:
        ids.length === 1
          ? `“${ids[0]?.value}” names no list.`
          : `The header List-Id is there ${ids.length} times.`,
      remedy: 'See “lists:”; if the list has an id, this is a bug in Tumen.',
    };
  },
};
