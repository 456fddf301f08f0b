/** From a row of somebody's export to a reader whose every value has been checked, or to the reason why not. */
import type { SubscriptionState } from '../../database/schema.ts';
import { UserError } from '../../publication/problem.ts';
import type { SubscriberField } from '../../publication/types.ts';
import { parseAddress, parseName, type Refusal } from '../address.ts';
import { readAttribute } from '../attribute.ts';
import { parseTag } from '../tags.ts';
import { type Format, farewells, formats } from './formats.ts';
import { type Cells, columnKey, type Sheet } from './source-row.ts';

/** A reader as a file tells of them. */
export type Arrival = {
  /** The row's line or number. */
  readonly at: number;
  readonly email: string;
  readonly key: string;
  readonly domain: string;
  readonly name: string | null;
  /** A JSON object of strings. */
  readonly attributes: string;
  readonly tags: readonly string[];
  readonly state: SubscriptionState;
  /** When they agreed; null where the file does not say. */
  readonly agreedAtMs: number | null;
  /** When they came to be in that state; null where the file does not say, and for whoever has yet to confirm. */
  readonly sinceMs: number | null;
  /** How, from which network address and to which words, where the file says so. */
  readonly consentSource: string | null;
  readonly consentAddress: string | null;
  readonly consentText: string | null;
};

export type ArrivalReader = {
  readonly format: Format;
  /** Columns of the file that nothing is taken from. */
  readonly leftOut: readonly string[];
  readonly read: (at: number, cells: Cells) => Arrival | Refusal;
};

const ofEmail = ['email', 'emailaddress'] as const;
const ofName = ['name', 'fullname'] as const;
const [ofGivenName, ofFamilyName] = [
  ['firstname', 'fname'] as const,
  ['lastname', 'lname', 'surname'] as const,
];
const ofConsent = ['consentsource', 'consenttext'] as const;
const ofTags = ['tags', 'labels'] as const;
const ofAttributes = ['attributes', 'attribs', 'metadata'] as const;
const ofState = [
  ...'state status subscribed type subscribertype emaildisabled subscribedtoemails emailsuppression canceldate'.split(
    ' ',
  ),
  ...['unsubreason', 'cleantime', 'lists', 'listssubscriptionstatus', 'listsoptin'],
  ...farewells,
];
/** What our own file of rejected rows puts before them. */
const ofRejects = ['line', 'number', 'reason'];

/**
 * Recognises the format by the columns of `sheet`; `fields` are what the publication keeps of a reader.
 * @throws UserError where no column holds the addresses.
 */
export function openArrivals(
  sheet: Pick<Sheet, 'kind' | 'header'>,
  fields: readonly SubscriberField[],
  nowMs: number,
): ArrivalReader {
  const keys = sheet.header.map(columnKey);
  const isJson = sheet.kind === 'JSON';
  const format = formats.find(({ marks }) =>
    marks.some((all) => all.every((mark) => keys.includes(mark))),
  ) as Format;
  const places = new Map(keys.map((key, index) => [key, index]));
  let cells: Cells = [];
  const has = (column: string): boolean => (isJson ? column in cells : places.has(column));
  const textAt = (key: string | number): string => {
    const text = (cells as Readonly<Record<string | number, string>>)[key]?.trim() ?? '';
    return isJson ? text : undefused(text);
  };
  /** The first of these columns that holds something. Looked up once, and not again for each of a million rows. */
  const firstOf = (columns: readonly string[]): (() => string) => {
    const keysOf = isJson ? columns : columns.flatMap((column) => places.get(column) ?? []);
    if (keysOf.length === 0) return () => '';
    return () => {
      for (const key of keysOf) {
        const text = textAt(key);
        if (text !== '') return text;
      }
      return '';
    };
  };
  const cell = (column: string): string => textAt(isJson ? column : (places.get(column) ?? -1));

  const emails = isJson ? ofEmail : emailColumns(sheet.header, format);
  const email = firstOf(emails);
  const name = firstOf(ofName);
  const [givenName, familyName] = [firstOf(ofGivenName), firstOf(ofFamilyName)];
  const [agreed, address] = [firstOf(format.agreed), firstOf(format.address)];
  const since = firstOf(format.since ?? []);
  const [source, text] = [firstOf(['consentsource']), firstOf(['consenttext'])];
  const [tags, json] = [firstOf(ofTags), firstOf(ofAttributes)];
  // In the order in which `writeAttributes` writes them.
  const kept = fields
    .map((field) => {
      const key = columnKey(field.name);
      return { field, key, cell: firstOf([key, `${customField}${key}`]) };
    })
    .sort((a, b) => (a.field.name < b.field.name ? -1 : 1));

  const read = (at: number, row: Cells): Arrival | Refusal => {
    cells = row;
    const mailbox = parseAddress(email());
    if ('refused' in mailbox) return mailbox;
    const named = parseName(name() || `${givenName()} ${familyName()}`);
    if ('refused' in named) return named;
    const state = format.state(cell, has);
    if (typeof state !== 'string') return state;
    const agreedAtMs = readTime(agreed(), nowMs);
    if (agreedAtMs !== null && typeof agreedAtMs !== 'number') return agreedAtMs;
    const attributes = readAttributes(kept, json());
    if ('refused' in attributes) return attributes;
    const tagged = readTags(tags());
    if ('refused' in tagged) return tagged;
    return {
      at,
      ...mailbox,
      name: named.name,
      attributes: attributes.text,
      tags: tagged.tags,
      state,
      agreedAtMs,
      sinceMs: state === 'unconfirmed' ? null : timeOrNothing(since(), nowMs),
      consentSource: oneLine(source()),
      consentAddress: oneLine(address()),
      consentText: oneLine(text()),
    };
  };
  const used = new Set<string>([
    ...emails,
    ...ofName,
    ...ofGivenName,
    ...ofFamilyName,
    ...ofRejects,
    ...ofConsent,
    ...ofTags,
    ...ofAttributes,
    ...ofState,
    ...format.agreed,
    ...(format.since ?? []),
    ...format.address,
    ...kept.flatMap(({ key }) => [key, `${customField}${key}`]),
  ]);
  return { format, leftOut: sheet.header.filter((_, index) => !used.has(keys[index] as string)), read };
}

/** Ghost's name for a column of the desk's own: `custom_fields.city`. */
const customField = 'customfields';

/** What spreadsheets put before a cell that would otherwise be a formula, as our own export does. */
const defused = /^'(?='*[=+\-@\t\r])/;

function undefused(text: string): string {
  return text.charCodeAt(0) === 0x27 ? text.replace(defused, '') : text;
}

/** @throws UserError where there is none. */
function emailColumns(header: readonly string[], { emailIsFirst }: Format): readonly string[] {
  const keys = header.map(columnKey);
  const called = ofEmail.filter((column) => keys.includes(column));
  if (called.length > 0) return called;
  const first = keys.find((key) => !ofRejects.includes(key));
  if (emailIsFirst === true && first !== undefined) return [first];
  throw new UserError(
    `The first line must name the columns, one of them "email"; it reads "${header.join(', ').slice(0, 200)}".`,
  );
}

type Kept = { readonly field: SubscriberField; readonly key: string; readonly cell: () => string };

function readAttributes(fields: readonly Kept[], json: string): { readonly text: string } | Refusal {
  if (fields.length === 0) return { text: '{}' };
  const more = readObject(json);
  if (more === null) return { refused: 'The column of attributes holds no JSON object.' };
  const attributes: Record<string, string> = {};
  for (const { field, key, cell } of fields) {
    const text = cell() || (more.get(key) ?? '');
    if (text === '') continue;
    const value = readAttribute(field, text);
    if ('refused' in value) return value;
    attributes[field.name] = value.value;
  }
  return { text: JSON.stringify(attributes) };
}

const none: ReadonlyMap<string, string> = new Map();

function readObject(json: string): ReadonlyMap<string, string> | null {
  if (json === '' || json === '{}') return none;
  if (!json.startsWith('{')) return null;
  try {
    const object = JSON.parse(/^\{\s*'/.test(json) ? fromPython(json) : json) as Record<string, unknown>;
    const plain = Object.entries(object).filter(([, value]) => value !== null && typeof value !== 'object');
    return new Map(plain.map(([name, value]) => [columnKey(name), String(value)]));
  } catch {
    return null;
  }
}

/** Buttondown writes its metadata as Python shows an object: `{'staff': 'true', 'since': None}`. */
function fromPython(text: string): string {
  const words: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false' };
  const escapes: Readonly<Record<string, string>> = { "\\'": "'", '"': '\\"' };
  return text.replace(
    /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(?:None|True|False)\b/gs,
    (whole, single: string | undefined, double: string | undefined) => {
      const quoted = single ?? double;
      if (quoted === undefined) return words[whole] as string;
      const escaped = quoted.replace(/\\x([0-9a-f]{2})|\\'|\\.|"/gis, (found, code: string | undefined) =>
        code === undefined ? (escapes[found] ?? found) : `\\u00${code}`,
      );
      return `"${escaped}"`;
    },
  );
}

const noTags: { readonly tags: readonly string[] } = { tags: [] };

/** Parted by commas or semicolons; Mailchimp puts each into quotation marks besides, and what stands in them is one. */
function readTags(text: string): { readonly tags: readonly string[] } | Refusal {
  if (text === '') return noTags;
  const tags = new Set<string>();
  for (const written of text.match(/"(?:[^"]|"")*"|[^,;"]+/g) ?? []) {
    const bare = written.replace(/["\s,;]+/g, ' ').trim();
    if (bare === '') continue;
    const tag = parseTag(bare);
    if ('refused' in tag) return tag;
    tags.add(tag.tag);
  }
  return { tags: [...tags] };
}

/** Many agreed on few days, and a file that tells no more than the day is read in a fifth of the time. */
const daysRead = new Map<string, number>();
const mostDays = 20_000;

/**
 * ISO 8601 as exports write it (`2023-03-24 10:23:10 UTC`, by UTC where no zone is given), behind it the zone's name as
 * Go writes it (`+0530 IST`); or seconds since 1970. Null where nothing stands, or the zero of Go or MySQL.
 */
function readTime(text: string, nowMs: number): number | null | Refusal {
  if (text === '' || text.startsWith('0000-') || text.startsWith('0001-')) return null;
  const day = daysRead.get(text);
  if (day !== undefined) return day;
  const parts =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|GMT|([+-]\d{2}):?(\d{2})(?: [A-Z]{1,5}| [+-]\d{2,4})?)?)?$/.exec(
      text,
    );
  const zone = parts?.[4] === undefined ? 'Z' : `${parts[4]}:${parts[5]}`;
  const seconds = /^\d{10}$/.test(text) ? Number(text) : Number.NaN;
  const ms = parts === null ? seconds * 1000 : Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${zone}`);
  if (Number.isNaN(ms)) {
    return {
      refused: `“${text.slice(0, 40)}” is no time when somebody agreed: write it as 2024-06-18 or 2024-06-18 09:30:00.`,
    };
  }
  if (ms > nowMs + 86_400_000) {
    return { refused: `“${text.slice(0, 40)}”, when they are said to have agreed, lies in the future.` };
  }
  if (text.length === 10 && daysRead.size < mostDays) daysRead.set(text, ms);
  return ms;
}

/** A farewell counts also where its time cannot be read. */
function timeOrNothing(text: string, nowMs: number): number | null {
  const time = readTime(text, nowMs);
  return typeof time === 'number' && time <= nowMs ? time : null;
}

/** Kept as evidence, shown in tables: whatever it is, it is one short line. */
function oneLine(text: string): string | null {
  if (text === '') return null;
  const line = text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 300);
  return line === '' ? null : line;
}
