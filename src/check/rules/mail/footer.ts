/** Who writes, where they are, why this came, and how to have no more of it: in both parts. */
import type { Context } from '../../context.ts';
import type { Rule } from '../../rule.ts';
import { partOf, templateOf } from './places.ts';

export const footer: Rule = {
  id: 'mail/footer',
  severity: 'error',
  title: 'Both parts hold the sender’s name, the postal address, the list by name and the link to leave it.',
  why: 'The law wants it (CAN-SPAM, the GDPR, and others like them), and readers of the text part are readers.',
  example: { bad: 'a layout without {{> footer}}', good: '{{> footer}}' },
  *check(context) {
    for (const type of ['text/html', 'text/plain'] as const) {
      const part = partOf(context, type);
      if (part === undefined) continue;
      const text = type === 'text/html' ? plain(part.text) : part.text.replace(/\s+/g, ' ');
      for (const { what, wanted } of wantedOf(context)) {
        if (text.includes(wanted.replace(/\s+/g, ' ')) || part.text.includes(wanted)) continue;
        yield {
          ...templateOf(context, type),
          what: `The ${type === 'text/html' ? 'HTML' : 'text'} part lacks ${what} (“${wanted.slice(0, 60)}”).`,
          remedy: 'Call the partial “footer” in the template, or print it there.',
        };
      }
    }
  },
};

function wantedOf({ issue }: Context): { readonly what: string; readonly wanted: string }[] {
  const { publication, list } = issue;
  return [
    { what: 'the name of the publication', wanted: publication.title },
    ...publication.postalAddress.map((wanted) => ({ what: 'a line of the postal address', wanted })),
    { what: 'the name of the list that the reader is on', wanted: list.name },
    { what: 'the link to leave', wanted: `${publication.url}/unsubscribe/` },
  ];
}

/** What is seen of HTML, near enough to look for a line in it. */
function plain(html: string): string {
  return html
    .replace(/<(style|head)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#39;|&rsquo;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/[\s\u00a0]+/g, ' ');
}
