/** The headers that every message needs, each once. */
import { headersNamed } from '../../mime.ts';
import type { Rule } from '../../rule.ts';
import { publicationAt } from './places.ts';

const needed = ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type', 'Feedback-ID'];
const refused = ['Cc', 'Bcc', 'Sender', 'Return-Path'];

export const headers: Rule = {
  id: 'mail/headers',
  severity: 'error',
  title: 'A message has From, To, Subject, Date and Message-ID once, one reader, and no copy to anybody.',
  why: 'RFC 5322 3.6. Servers refuse a header that comes twice; two addresses in To show readers to each other.',
  example: { bad: 'To: one@example.org, two@example.org', good: 'To: one@example.org' },
  *check(context) {
    const { message } = context;
    const fault = (what: string) => ({
      ...publicationAt(context, 'from'),
      what,
      remedy: 'See “from:” and “replyTo:”; if they are right, this is a bug in Tumen.',
    });
    for (const name of needed) {
      const found = headersNamed(message, name).length;
      if (found !== 1)
        yield fault(`The header ${name} is there ${found === 0 ? 'not at all' : `${found} times`}.`);
    }
    for (const name of refused) {
      if (headersNamed(message, name).length > 0) yield fault(`The header ${name} is none of ours.`);
    }
    for (const name of ['From', 'To']) {
      const value = headersNamed(message, name)[0]?.value ?? '';
      if (value !== '' && (value.match(/@/g)?.length ?? 0) !== 1)
        yield fault(`${name} does not hold one address: “${value}”.`);
    }
    const date = headersNamed(message, 'Date')[0]?.value ?? '';
    if (date !== '' && !/^(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/.test(date)) {
      yield fault(`“${date}” is no date as RFC 5322 3.3 writes it.`);
    }
    const feedback = headersNamed(message, 'Feedback-ID')[0]?.value ?? '';
    if (feedback.split(':').length > 4 || /@/.test(feedback)) {
      yield fault(`“${feedback}” has more than four fields, or somebody’s address.`);
    }
    const long = message.headers
      .flatMap(({ raw }) => raw.match(/=\?[^?\s]+\?[BQ]\?[^?\s]*\?=/gi) ?? [])
      .find((word) => word.length > 75);
    if (long !== undefined) yield fault(`An encoded word has ${long.length} characters; RFC 2047 allows 75.`);
  },
};
