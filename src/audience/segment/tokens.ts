/** The words of a segment, each with its place, so that whatever is wrong can be pointed at. */
import { UserError } from '../../publication/problem.ts';

export type Token = {
  readonly kind: 'word' | 'text' | 'number' | 'date' | 'operator' | 'bracket' | 'end';
  /** As meant: of `"Seoul"` the text between the quotation marks. */
  readonly value: string;
  /** As written. */
  readonly written: string;
  /** UTF-16 units from the beginning. */
  readonly at: number;
};

/** Far beyond what anybody writes by hand; it keeps what is made of it within what a database takes. */
const longest = 4000;

const shapes: readonly (readonly [Token['kind'], RegExp])[] = [
  ['date', /\d{4}-\d{2}-\d{2}(?![\w.,-])/y],
  ['number', /-?\d+(?:\.\d+)?(?![\w.,-])/y],
  ['word', /[A-Za-z][A-Za-z0-9_]*/y],
  ['text', /"(?:[^"\\]|\\["\\])*"|'(?:[^'\\]|\\['\\])*'/y],
  ['operator', /!=|<=|>=|=|<|>/y],
  ['bracket', /[()]/y],
];

/** @throws UserError at the first character that belongs to no word of the language. */
export function readTokens(text: string): Token[] {
  if (text.length > longest)
    throw new UserError(`The segment is longer than ${longest.toLocaleString('en')} characters.`);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++;
    if (at >= text.length) break;
    const token = readToken(text, at);
    tokens.push(token);
    at += token.written.length;
  }
  tokens.push({ kind: 'end', value: '', written: '', at: text.length });
  return tokens;
}

function readToken(text: string, at: number): Token {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at;
    const written = shape.exec(text)?.[0];
    if (written === undefined) continue;
    const value = kind === 'text' ? written.slice(1, -1).replace(/\\(.)/g, '$1') : written;
    return { kind, value, written, at };
  }
  const first = String.fromCodePoint(text.codePointAt(at) as number);
  if (first === '"' || first === "'") {
    throw segmentError(
      text,
      at,
      `the quotation mark is not closed. Write ${first} once more where the text ends.`,
    );
  }
  if (/[“”„«»‘’]/.test(first)) {
    throw segmentError(text, at, `${first} is no quotation mark here. Write texts as "Seoul".`);
  }
  const word = /^[^\s()"'=<>!]+/.exec(text.slice(at))?.[0] ?? first;
  const remedy =
    first === '!' || first === '&' || first === '|'
      ? 'Write "!=", "and", "or" and "not".'
      : `Write texts in quotation marks, as "${word}", days as 2024-06-18, and numbers with a point.`;
  throw segmentError(text, at, `"${word}" is not understood. ${remedy}`);
}

/** `The segment cannot be read at line 1, column 8: …` */
export function segmentError(text: string, at: number, sentence: string): UserError {
  const before = text.slice(0, at).split('\n');
  const column = [...(before.at(-1) as string)].length + 1;
  return new UserError(`The segment cannot be read at line ${before.length}, column ${column}: ${sentence}`);
}
