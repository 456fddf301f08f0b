/** Quoted-printable (RFC 2045 6.7) in pieces that can be joined in any order. */

/** RFC 2045: 76 characters a line, the `=` of a soft line break among them. */
const longestLine = 76;

const hex = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);

/** Printable ASCII without `=`; no dot, space or tab in front and no space behind, where they would have to be encoded. */
const plain = /^(?![. \t])[!-<>-~ ]+(?<! )$/;
/** The same without spaces, and it may begin with a dot: such as an address with a token in it. */
const unbroken = /^[!-<>-~]+$/;

/**
 * Encodes `text` so that it begins and ends in column 0: whatever stands before it and behind it may be exchanged.
 * A dot in column 0 is written `=2E`, so that no line of the message begins with one and SMTP has nothing to double.
 */
export function encodeQuotedPrintable(text: string): string {
  if (text === '') return '';
  if (text.length < longestLine && plain.test(text)) return `${text}=\r\n`;
  if (unbroken.test(text)) return cutIntoLines(text);
  const bytes = Buffer.from(text.replace(/\r\n?/g, '\n'));
  let encoded = '';
  let line = '';
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte === 0x0a) {
      encoded += `${line}\r\n`;
      line = '';
      continue;
    }
    const next = bytes[index + 1];
    const literal =
      byte === 0x20 || byte === 0x09
        ? next !== 0x0a
        : byte > 0x20 && byte < 0x7f && byte !== 0x3d && !(byte === 0x2e && line === '');
    let token = literal ? String.fromCharCode(byte) : (hex[byte] as string);
    if (line.length + token.length > longestLine - 1) {
      encoded += `${line}=\r\n`;
      line = '';
      if (byte === 0x2e) token = '=2E';
    }
    line += token;
  }
  return line === '' ? encoded : `${encoded}${line}=\r\n`;
}

function cutIntoLines(text: string): string {
  const room = longestLine - 1;
  let lines = '';
  for (let from = 0; from < text.length; ) {
    const dot = text[from] === '.';
    const until = from + room - (dot ? 2 : 0);
    lines += `${dot ? '=2E' : ''}${text.slice(dot ? from + 1 : from, until)}=\r\n`;
    from = until;
  }
  return lines;
}
