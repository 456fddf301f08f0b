/** The parts of the message, as mail clients expect them. */
import type { Rule } from '../../rule.ts';
import { issueAt, partOf } from './places.ts';

export const structure: Rule = {
  id: 'mail/structure',
  severity: 'error',
  title: 'A message is multipart/alternative: text first, then HTML, both UTF-8 and quoted-printable.',
  why: 'RFC 2046 5.1.4: the last part that a client understands is shown, so the text has to come first.',
  example: { bad: 'an HTML part alone', good: 'text/plain, then text/html' },
  *check(context) {
    const { message } = context;
    const fault = (what: string) => ({
      ...issueAt(context, 'layout'),
      what,
      remedy: 'See the layout’s two templates; if they are whole, this is a bug in Tumen.',
    });
    if (message.type !== 'multipart/alternative')
      yield fault(`The message is ${message.type || 'of no type'}.`);
    const types = message.parts.map(({ type }) => type).filter((type) => type.startsWith('text/'));
    if (types.join() !== 'text/plain,text/html')
      yield fault(`The text parts are ${types.join(', ') || 'none'}, in this order.`);
    for (const type of ['text/plain', 'text/html'] as const) {
      const part = partOf(context, type);
      if (part === undefined) continue;
      if (part.charset !== 'utf-8') yield fault(`The ${type} part is in ${part.charset ?? 'no charset'}.`);
      if (part.encoding !== 'quoted-printable')
        yield fault(`The ${type} part is encoded as ${part.encoding || 'nothing'}.`);
      if (part.text.includes('\uFFFD')) yield fault(`The ${type} part holds octets that are not UTF-8.`);
      if (part.text.trim() === '') yield fault(`The ${type} part is empty.`);
    }
  },
};
