/** Bytes of a readers' file as text: UTF-8, UTF-16 and Windows-1252 are told apart by the bytes themselves. */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { UserError } from '../../publication/problem.ts';

export type Decoded = {
  readonly text: AsyncIterable<string>;
  /** What the bytes were taken for, as far as they have been read: `UTF-8`, `UTF-16LE`, `windows-1251`. */
  readonly encoding: () => string;
};

/**
 * Decodes `input` as it comes. Without `named`, a byte order mark decides; then zeros in every other byte (UTF-16);
 * then the first byte beyond ASCII: what it begins is UTF-8, or the file is Windows-1252, the spreadsheets' own.
 * Broken UTF-8 further on becomes U+FFFD. `named` is a label of the WHATWG's, such as `windows-1251` or `euc-kr`.
 * @throws UserError for a label that nobody knows, and for an archive.
 */
export function decode(input: AsyncIterable<Buffer>, named: string | null = null): Decoded {
  let encoding = named ?? 'UTF-8';
  const make = (label: string): TextDecoder => {
    try {
      return new TextDecoder(label);
    } catch {
      throw new UserError(
        `There is no encoding "${label}". Some that there are: utf-8, utf-16le, windows-1252, windows-1251, euc-kr, shift_jis.`,
      );
    }
  };
  async function* text(): AsyncGenerator<string> {
    let decoder = named === null ? null : make(named);
    let first = true;
    let held: Buffer = Buffer.alloc(0);
    for await (const piece of atLeast(input, 4)) {
      const begins = first;
      first = false;
      if (begins) refuseArchive(piece);
      const chunk: Buffer = held.length === 0 ? piece : Buffer.concat([held, piece]);
      held = Buffer.alloc(0);
      if (decoder === null) {
        const found = begins ? byMark(chunk) : null;
        const whole = withoutOpenEnd(chunk);
        if (found === null && isAscii(whole)) {
          yield whole.toString('latin1');
          // What may be the beginning of a character waits for what follows it.
          held = chunk.subarray(whole.length);
          continue;
        }
        encoding = found ?? (isUtf8(whole) ? 'UTF-8' : 'Windows-1252');
        decoder = make(encoding);
      }
      yield decoder.decode(chunk, { stream: true });
    }
    if (held.length > 0) {
      encoding = 'Windows-1252';
      yield make(encoding).decode(held);
    }
    if (decoder !== null) yield decoder.decode();
  }
  return { text: text(), encoding: () => encoding };
}

/** ZIP (spreadsheets are ZIP too) and gzip, by their first bytes. */
function refuseArchive(chunk: Buffer): void {
  const begin = chunk.toString('latin1', 0, 4);
  if (!['PK\u0003\u0004', 'PK\u0005\u0006'].includes(begin) && !begin.startsWith('\u001f\u008b')) return;
  throw new UserError(
    'This is no text but an archive or a spreadsheet. Unpack it and import the files in it one by one; save a spreadsheet as CSV.',
  );
}

/** A first chunk that is shorter than a byte order mark would tell nothing. */
async function* atLeast(input: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let held: Buffer | null = Buffer.alloc(0);
  for await (const chunk of input) {
    if (held === null) yield chunk;
    else {
      held = Buffer.concat([held, chunk]);
      if (held.length < bytes) continue;
      yield held;
      held = null;
    }
  }
  if (held !== null && held.length > 0) yield held;
}

/** UTF-16 or UTF-8 by the mark at the beginning, or UTF-16 by its zeros: every address is ASCII for the most part. */
function byMark(chunk: Buffer): string | null {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'UTF-16LE';
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'UTF-16BE';
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'UTF-8';
  const zeros = [0, 0];
  const length = Math.min(chunk.length, 1024);
  for (let at = 0; at < length; at++) if (chunk[at] === 0) zeros[at % 2] = (zeros[at % 2] as number) + 1;
  const many = length / 6;
  if ((zeros[1] as number) > many && zeros[0] === 0) return 'UTF-16LE';
  return (zeros[0] as number) > many && zeros[1] === 0 ? 'UTF-16BE' : null;
}

/** Without the beginning of a character whose rest is in the next chunk. */
function withoutOpenEnd(chunk: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= chunk.length; back++) {
    const byte = chunk[chunk.length - back] as number;
    if (byte < 0x80) return chunk;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? chunk.subarray(0, chunk.length - back) : chunk;
  }
  return chunk;
}
