/** Header lines: encoded by nodemailer, folded, and never able to become a second header. */
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';

/** Nodemailer's encoder of headers; a node of its own for each header would ask the system for randomness each time. */
const encoder = new MimeNode(false);

/** Whoever could put one of these into a header could write the next one. C0, DEL, C1, U+2028 and U+2029. */
const forbidden = /[\p{Cc}\u2028\u2029]/u;

/** RFC 5322 2.1.1 asks for lines of at most 78 characters. */
const foldAt = 76;

/** RFC 2047 allows 75 characters in an encoded-word; 52 of content leave room for its frame and a header's name. */
const longestEncodedWord = 52;

/** What most headers hold: neither nodemailer's encoding nor its folding finds anything to do. */
const plainText = /^[!#-~]+(?: [!#-~]+)*$/;
const plainMailbox = /^\w+(?: \w+)* <[\w+-]+(?:\.[\w+-]+)*@[a-z0-9.-]+>$/;

function needsNothing(name: string, value: string, plain: RegExp): boolean {
  return name.length + 2 + value.length < foldAt && plain.test(value) && !mustBeEncoded(value);
}

/** A header with free text in it. @throws Error when `text` holds a line break or a control character. */
export function textHeader(name: string, text: string): string {
  if (needsNothing(name, text, plainText)) return plainHeader(name, text);
  refuse(name, text);
  const encoded = mustBeEncoded(text) ? encodeWhole(text) : encoder.encodeHeaderValue(name, text);
  return `${foldLines(`${name}: ${encoded}`, foldAt)}\r\n`;
}

/** A header with one mailbox. The address comes from `parseAddress` or the publication, never from a joined string. */
export function mailboxHeader(
  name: string,
  mailbox: { readonly name: string | null; readonly address: string },
): string {
  const words = mailbox.name ?? '';
  const written = `${words} <${mailbox.address}>`;
  if (needsNothing(name, written, plainMailbox)) return plainHeader(name, written);
  refuse(name, written);
  const encoded = mustBeEncoded(words)
    ? `${encodeWhole(words)} <${mailbox.address}>`
    : encoder.encodeHeaderValue(name, { name: words, address: mailbox.address });
  return `${foldLines(`${name}: ${encoded}`, foldAt)}\r\n`;
}

/** A header whose value is of our own making and needs no encoding: ASCII, and folded where it says so itself. */
export function plainHeader(name: string, value: string): string {
  return `${name}: ${value}\r\n`;
}

/** A phrase as in `List-Id: phrase <label>`: in quotation marks, or as encoded-words. */
export function phrase(text: string): string {
  refuse('phrase', text);
  if (/^[\x20-\x7e]*$/.test(text) && text.length < 60 && !mustBeEncoded(text)) {
    return `"${text.replace(/["\\]/g, '\\$&')}"`;
  }
  return encodeWhole(text);
}

/**
 * nodemailer encodes what is not ASCII. ASCII must be encoded as well where it looks like an encoded-word, which many
 * clients decode even inside quotation marks, and where it has no space at which a long line could be folded.
 */
function mustBeEncoded(text: string): boolean {
  return text.includes('=?') || (text.length >= 50 && /[^ ]{50}/.test(text));
}

function encodeWhole(text: string): string {
  return encodeWord(text, 'Q', longestEncodedWord);
}

function refuse(name: string, text: string): void {
  if (forbidden.test(text)) throw new Error(`${name} holds a line break or a control character.`);
}
