/** What a reader's attributes may hold: each value checked against its declared type and written in one way only. */
import type { SubscriberField } from '../publication/types.ts';
import type { Refusal } from './address.ts';

const longest = 1000;
/** C0, DEL, C1, and the two separators that some software takes for line ends: values are written into headers too. */
const lineOrControl = /[\p{Cc}\u2028\u2029]/u;

const yes = ['true', 'yes', '1'];
const no = ['false', 'no', '0'];

/**
 * The value of `text` as it is kept: text as it is, numbers as `12.5`, days as `2024-06-18`, `true` and `false`.
 * Refuses what is of another type, and never guesses: `06/07/2024` is one day here and another one there.
 */
export function readAttribute(field: SubscriberField, text: string): { readonly value: string } | Refusal {
  const value = text.trim();
  if (lineOrControl.test(value))
    return { refused: `The ${field.name} holds a line break or a control character.` };
  if (!value.isWellFormed()) return { refused: `The ${field.name} holds half a character.` };
  if (value.length > longest) return { refused: `The ${field.name} is longer than 1,000 characters.` };
  const read = readers[field.type](value);
  return read === null
    ? { refused: `The ${field.name} is “${value.slice(0, 80)}”: ${wanted[field.type]}` }
    : { value: read };
}

const readers: Readonly<Record<SubscriberField['type'], (text: string) => string | null>> = {
  text: (text) => text,
  number: (text) => (/^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text) ? String(Number(text)) : null),
  date: (text) => readDay(text),
  boolean: (text) => {
    const lower = text.toLowerCase();
    if (yes.includes(lower)) return 'true';
    return no.includes(lower) ? 'false' : null;
  },
};

const wanted: Readonly<Record<SubscriberField['type'], string>> = {
  text: 'a text is wanted.',
  number: 'a number is wanted, written with digits and a point, as 1200.5.',
  date: 'a day that exists is wanted, as 2024-06-18.',
  boolean: 'true or false is wanted.',
};

/** `2024-06-18`, alone or before a time of day; null for what is no such day. */
export function readDay(text: string): string | null {
  const day = /^(\d{4}-\d{2}-\d{2})(?:$|[T ]\d{2}:\d{2})/.exec(text)?.[1];
  if (day === undefined) return null;
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day) ? day : null;
}

/** A JSON object whose keys stand in one order, so that equal attributes are equal texts. */
export function writeAttributes(attributes: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))));
}
