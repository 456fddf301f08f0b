/** The kinds of value that front matter is made of, shared by the schemas of the nouns. */
import { z } from 'zod';

/** C0, C1 and the Unicode line separators would break a header, a table and a terminal alike. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** One line of text that holds something. */
export const line = z
  .string('a text is wanted')
  .trim()
  .min(1, 'it is empty')
  .max(500, 'it has more than 500 characters')
  .refine((text) => !unprintable.test(text), 'it holds a line break or a control character');

/** Empty where nothing is known. */
export const optionalLine = line.nullish().transform((value) => value ?? null);

/** A day that exists, `2024-06-22`. */
export const day = z.iso.date('a day that exists is wanted, as YYYY-MM-DD');

/** A web address without blanks, quotes, brackets or marks that turn text round, so that it is safe in a header and an attribute. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'a web address is wanted that begins with https://' })
  .refine(
    (url) => !/[\s\p{Cc}\u202A-\u202E\u2066-\u2069"'<>\\^`{|}]/u.test(url),
    'it holds a blank, a quote, a bracket or a mark that turns text round',
  );

/** A mailbox, `dispatch@example.org`; international domains are written as A-labels. */
export const mailbox = z.email('a mail address is wanted');

/** The name of a list, a topic's slug, a source: lower case, digits, hyphens. */
export const slug = z
  .string('a name is wanted')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name of small letters, digits and hyphens is wanted');
