/** Leaving with one click. */
import { headersNamed } from '../../mime.ts';
import type { Rule } from '../../rule.ts';
import { publicationAt } from './places.ts';

export const oneClick: Rule = {
  id: 'mail/one-click',
  severity: 'error',
  title:
    'A message can be left with one click: List-Unsubscribe with one https and one mailto address, and List-Unsubscribe-Post.',
  why: 'RFC 8058. Gmail and Yahoo ask it of whoever sends to many, and readers who cannot leave report spam instead.',
  example: { bad: 'url: http://harbour.example.org', good: 'url: https://harbour.example.org' },
  *check(context) {
    const fault = (what: string) => ({
      ...publicationAt(context, 'url'),
      what,
      remedy: 'See “url:” (https) and “replyTo:”; if they are right, this is a bug in Tumen.',
    });
    const posts = headersNamed(context.message, 'List-Unsubscribe-Post');
    if (posts.length !== 1 || posts[0]?.value !== 'List-Unsubscribe=One-Click') {
      yield fault('The message lacks one header “List-Unsubscribe-Post: List-Unsubscribe=One-Click”.');
    }
    const lists = headersNamed(context.message, 'List-Unsubscribe');
    const [list] = lists;
    if (lists.length !== 1 || list === undefined) {
      yield fault(`The header List-Unsubscribe is there ${lists.length} times, and has to be once.`);
      return;
    }
    const addresses = list.value.match(/<[^>]*>/g) ?? [];
    const https = addresses.filter((address) => /^<https:\/\//i.test(address)).length;
    const mailto = addresses.filter((address) => /^<mailto:/i.test(address)).length;
    if (https !== 1 || mailto !== 1) {
      yield fault(
        `List-Unsubscribe has ${https} https and ${mailto} mailto addresses, and has to have one of each.`,
      );
    }
    if (/<[^>]*\r\n/.test(list.raw))
      yield fault('An address in List-Unsubscribe is folded, and so read as two.');
  },
};
