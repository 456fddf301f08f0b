/**
 * Segments: which of a list's readers, in words that an editor can read: `city = "Seoul" and not tag = "press"`.
 *
 *     segment    = alternative { "or" alternative }
 *     alternative = condition { "and" condition }
 *     condition  = "not" condition | "(" segment ")" | name operator value
 */
import { closest, distance } from 'fastest-levenshtein';
import { subscriptionStates } from '../../database/schema.ts';
import type { FieldType, Publication } from '../../publication/types.ts';
import { parseAddress, parseDomain } from '../address.ts';
import { readDay } from '../attribute.ts';
import { parseTag } from '../tags.ts';
import { readTokens, segmentError, type Token } from './tokens.ts';

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What a comparison is about. */
export type Subject =
  | { readonly kind: 'email' | 'domain' | 'name' | 'tag' | 'list' | 'state' | 'joined' }
  | { readonly kind: 'attribute'; readonly name: string; readonly type: FieldType };

export type Segment =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Segment[] }
  | { readonly kind: 'not'; readonly part: Segment }
  /** `value` is written as the database has it: folded, `true`, `2024-06-18`, `12.5`. */
  | {
      readonly kind: 'compare';
      readonly subject: Subject;
      readonly operator: Operator;
      readonly value: string;
    };

/** What a segment may speak of: the publication's attributes and lists. */
export type Vocabulary = Pick<Publication, 'subscriberFields' | 'lists'>;

const builtIn = ['email', 'domain', 'name', 'tag', 'list', 'state', 'joined'] as const;
const reserved = ['and', 'or', 'not'];

/** Databases read nested conditions with a stack of their own; nobody writes this many. */
const deepest = 40;

type Reader = {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly vocabulary: Vocabulary;
  next: number;
};

/** @throws UserError with line and column: what is wrong there, and what may stand there instead. */
export function parseSegment(text: string, vocabulary: Vocabulary): Segment {
  const reader: Reader = { text, tokens: readTokens(text), vocabulary, next: 0 };
  const segment = readAlternatives(reader, 0);
  const rest = peek(reader);
  if (rest.kind !== 'end') {
    const what = rest.value === ')' ? 'this bracket was never opened' : `${quoted(rest)} follows a condition`;
    throw fail(reader, rest, `${what}. Join conditions with "and" or "or".`);
  }
  return segment;
}

function readAlternatives(reader: Reader, depth: number): Segment {
  if (depth > deepest) throw fail(reader, peek(reader), 'brackets are nested too deeply.');
  return readJoined(reader, 'or', () => readJoined(reader, 'and', () => readCondition(reader, depth)));
}

function readJoined(reader: Reader, word: 'and' | 'or', readPart: () => Segment): Segment {
  const parts = [readPart()];
  while (isWord(peek(reader), word)) {
    take(reader);
    parts.push(readPart());
  }
  return parts.length === 1 ? (parts[0] as Segment) : { kind: word, parts };
}

function readCondition(reader: Reader, depth: number): Segment {
  const first = peek(reader);
  if (isWord(first, 'not')) {
    if (depth > deepest) throw fail(reader, first, 'there are too many "not" in a row.');
    take(reader);
    return { kind: 'not', part: readCondition(reader, depth + 1) };
  }
  if (first.value === '(' && first.kind === 'bracket') {
    take(reader);
    const inside = readAlternatives(reader, depth + 1);
    const closing = take(reader);
    if (closing.value !== ')' || closing.kind !== 'bracket') {
      throw fail(reader, closing, `${quoted(closing)} stands where the bracket should be closed with ")".`);
    }
    return inside;
  }
  return readComparison(reader);
}

function readComparison(reader: Reader): Segment {
  const subject = readSubject(reader, take(reader));
  const sign = take(reader);
  if (sign.kind !== 'operator') {
    throw fail(reader, sign, `${quoted(sign)} stands where "=", "!=", "<", "<=", ">" or ">=" is wanted.`);
  }
  const operator = sign.value as Operator;
  if (operator !== '=' && operator !== '!=' && !isOrdered(subject)) {
    throw fail(
      reader,
      sign,
      `"${operator}" asks for more or less, and ${nameOf(subject)} has neither. Use = or !=; only joined and attributes of type number or date are compared.`,
    );
  }
  return { kind: 'compare', subject, operator, value: readValue(reader, subject, take(reader)) };
}

function readSubject(reader: Reader, token: Token): Subject {
  const { vocabulary } = reader;
  const known = [...builtIn, ...vocabulary.subscriberFields.map(({ name }) => name)];
  const could = `There are ${known.join(', ')}.`;
  if (token.kind !== 'word' || reserved.includes(token.value.toLowerCase())) {
    throw fail(reader, token, `${quoted(token)} stands where a condition should begin with a name. ${could}`);
  }
  const kind = builtIn.find((name) => name === token.value);
  if (kind !== undefined) return { kind };
  const field = vocabulary.subscriberFields.find(({ name }) => name === token.value);
  if (field !== undefined) return { kind: 'attribute', ...field };
  const near = closest(token.value, known);
  const remedy =
    distance(token.value, near) <= Math.max(1, token.value.length / 3) ? `Did you mean ${near}?` : could;
  throw fail(reader, token, `nothing is known under the name ${quoted(token)}. ${remedy}`);
}

/** The value as the database has it. */
function readValue(reader: Reader, subject: Subject, token: Token): string {
  const type = typeOf(subject);
  const wrong = (remedy: string) =>
    fail(reader, token, `${quoted(token)} stands where ${nameOf(subject)} is compared with ${remedy}`);
  if (type === 'number') {
    if (token.kind !== 'number') throw wrong('a number, as 12.5.');
    return String(Number(token.value));
  }
  if (type === 'date') {
    const day = token.kind === 'date' || token.kind === 'text' ? readDay(token.value) : null;
    if (day === null) throw wrong('a day that exists, as 2024-06-18.');
    return day;
  }
  if (type === 'boolean') {
    const value = token.value.toLowerCase();
    if (value !== 'true' && value !== 'false') throw wrong('true or false.');
    return value;
  }
  if (token.kind !== 'text')
    throw wrong(
      `a text in quotation marks${token.kind === 'word' || token.kind === 'number' ? `: "${token.value}"` : ''}.`,
    );
  return fold(reader, subject, token);
}

/** Texts that are kept in one way only are compared in that way; lists and states that do not exist are told. */
function fold(reader: Reader, subject: Subject, token: Token): string {
  const refuse = (sentence: string) => fail(reader, token, sentence);
  if (subject.kind === 'list')
    return known(
      token,
      'list',
      reader.vocabulary.lists.map(({ id }) => id),
      refuse,
    );
  if (subject.kind === 'state') return known(token, 'state', subscriptionStates, refuse);
  if (subject.kind === 'email') {
    const address = parseAddress(token.value);
    if ('refused' in address) throw refuse(address.refused);
    return address.key;
  }
  if (subject.kind === 'domain') {
    const parsed = parseDomain(token.value.replace(/^@/, ''));
    if ('refused' in parsed) throw refuse(parsed.refused);
    return parsed.domain;
  }
  if (subject.kind === 'tag') {
    const tag = parseTag(token.value);
    if ('refused' in tag) throw refuse(tag.refused);
    return tag.tag;
  }
  return token.value.normalize('NFC');
}

function known(
  token: Token,
  what: string,
  all: readonly string[],
  refuse: (sentence: string) => Error,
): string {
  if (!all.includes(token.value))
    throw refuse(`there is no ${what} ${quoted(token)}. There are ${all.join(', ')}.`);
  return token.value;
}

function typeOf(subject: Subject): FieldType {
  if (subject.kind === 'attribute') return subject.type;
  return subject.kind === 'joined' ? 'date' : 'text';
}

function isOrdered(subject: Subject): boolean {
  return ['number', 'date'].includes(typeOf(subject));
}

function nameOf(subject: Subject): string {
  return subject.kind === 'attribute' ? subject.name : subject.kind;
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.value.toLowerCase() === word;
}

function quoted(token: Token): string {
  if (token.kind === 'end') return 'the end';
  return token.kind === 'text' ? token.written : `"${token.written}"`;
}

function peek(reader: Reader): Token {
  return reader.tokens[reader.next] as Token;
}

/** The last token, the end, is never taken away. */
function take(reader: Reader): Token {
  const token = peek(reader);
  if (token.kind !== 'end') reader.next++;
  return token;
}

function fail(reader: Reader, token: Token, sentence: string): Error {
  return segmentError(reader.text, token.at, sentence);
}
