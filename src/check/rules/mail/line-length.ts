/** Lines that a mail server may break or refuse. */
import type { Fault, Rule } from '../../rule.ts';
import { issueAt } from './places.ts';

const [most, aim] = [998, 78];

export const lineLength: Rule = {
  id: 'mail/line-length',
  severity: 'error',
  title: `No line of the message has more than ${most} octets, nor a stray CR, LF or NUL.`,
  why: `RFC 5322 2.1.1. A longer line is broken or refused on its way; above ${aim} it is a warning, for old clients wrap there.`,
  example: {
    bad: 'a header with a name of 200 characters in one word',
    good: 'the same, encoded and folded',
  },
  *check(context) {
    const { raw } = context.message;
    const fault = (what: string, severity: Fault['severity'] = 'error'): Fault => ({
      ...issueAt(context, 'subject'),
      severity,
      what,
      remedy: 'Shorten what makes it; if nothing of yours does, this is a bug in Tumen.',
    });
    if (raw.includes('\0')) yield fault('The message holds a NUL character.');
    if (/\r(?!\n)|(?<!\r)\n/.test(raw)) yield fault('The message holds a CR or an LF that stands alone.');
    const lines = raw.split('\r\n');
    const longest = lines.reduce((longer, line) => (line.length > longer.length ? line : longer), '');
    if (longest.length > most)
      yield fault(`A line of the message has ${longest.length} octets: “${longest.slice(0, 40)}…”.`);
    // One address cannot be folded, however long it is.
    const foldable = lines.find(
      (line) => line.length > aim && line.length <= most && / \S+ /.test(line.trim()),
    );
    if (foldable !== undefined) {
      yield fault(
        `A line of the message has ${foldable.length} octets and could be folded: “${foldable.slice(0, 40)}…”.`,
        'warning',
      );
    }
  },
};
