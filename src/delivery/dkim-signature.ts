/** DKIM (RFC 6376; RFC 8463 for Ed25519): our own list of signed headers, because nodemailer's leaves out the one-click header. */
import { createHash, sign } from 'node:crypto';
import type { DkimKey } from './dkim.ts';
import type { Message } from './message.ts';

/**
 * What is signed. `guarded`: named once more than it occurs, so that nobody can add another one (RFC 6376 8.15); relays
 * and mailbox providers add only the others.
 */
const guarded = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'Reply-To',
  'MIME-Version',
  'Content-Type',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
];
const unguarded = ['List-Id', 'Feedback-ID'];

/** The signature of `input` in Base64: made here, or on other threads (`dkim-threads.ts`). */
export type SignBytes = (key: DkimKey, input: Buffer) => string | Promise<string>;

/** RFC 8463 3: Ed25519 signs the SHA-256 of what RSA would hash itself. */
export const signBytes = ({ algorithm, key }: DkimKey, input: Buffer): string =>
  (algorithm === 'ed25519-sha256'
    ? sign(null, createHash('sha256').update(input).digest(), key)
    : sign('sha256', input, key)
  ).toString('base64');

/**
 * The message with one DKIM-Signature for each key in front; the same message where there is no key. `rewritten`: header
 * fields that the road writes anew (`Transport.rewrites`), and that a signature would be broken by.
 */
export async function signMessage(
  message: Message,
  keys: readonly DkimKey[],
  signWith: SignBytes = signBytes,
  rewritten: readonly string[] = [],
): Promise<Message> {
  if (keys.length === 0) return message;
  const headers = relaxedHeaders(message.chunks);
  const selection = selectionOf(headers, rewritten);
  const bodyHash = hashBody(message.chunks);
  const signatures = await Promise.all(
    keys.map((key) => signatureOf(key, headers, selection, bodyHash, signWith)),
  );
  const first = Buffer.from(signatures.join(''), 'latin1');
  return { ...message, chunks: [first, ...message.chunks], size: message.size + first.length };
}

async function signatureOf(
  key: DkimKey,
  headers: Headers,
  selection: Selection,
  bodyHash: string,
  signWith: SignBytes,
): Promise<string> {
  const { written, relaxed } = frameOf(key, selection);
  let lines = '';
  for (const name of selection.signed) lines += `${name}:${headers.get(name)}\r\n`;
  const input = Buffer.from(`${lines}dkim-signature:${relaxed}${bodyHash}; b=`, 'latin1');
  const signature = await signWith(key, input);
  return `DKIM-Signature: ${written}${bodyHash};\r\n b=${wrap(signature)}\r\n`;
}

/** A signature's header up to the hash of the body: the same for all messages of a mailing. */
type Frame = { readonly written: string; readonly relaxed: string };

function frameOf(key: DkimKey, { tag, frames }: Selection): Frame {
  let frame = frames.get(key);
  if (frame === undefined) {
    const written = `v=1; a=${key.algorithm}; c=relaxed/relaxed; d=${key.domain}; s=${key.selector};\r\n h=${tag};\r\n bh=`;
    frame = { written, relaxed: relaxValue(unfold(written)) };
    frames.set(key, frame);
  }
  return frame;
}

type Headers = ReadonlyMap<string, string>;

/** `signed`: names in lower case, in the order in which they are hashed; `tag`: what `h=` says. */
type Selection = {
  readonly signed: readonly string[];
  readonly tag: string;
  readonly frames: Map<DkimKey, Frame>;
};

/** All messages of a mailing have the same headers: the selection is made once. */
const selections = new Map<string, Selection>();

function selectionOf(headers: Headers, rewritten: readonly string[]): Selection {
  const names = [...headers.keys(), ':', ...rewritten].join();
  let selection = selections.get(names);
  if (selection === undefined) {
    const lasting = (name: string) => !rewritten.includes(name);
    const present = [...guarded, ...unguarded].filter(
      (name) => headers.has(name.toLowerCase()) && lasting(name),
    );
    // Listed a second time there is nothing under a name, and nothing is hashed.
    const tag = fold([...present, ...guarded.filter(lasting)]);
    selection = { signed: present.map((name) => name.toLowerCase()), tag, frames: new Map() };
    selections.set(names, selection);
  }
  return selection;
}

function fold(names: readonly string[]): string {
  const lines = [''];
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name}:` : name;
    const line = lines.at(-1) as string;
    if (line.length + word.length > 70) lines.push(word);
    else lines[lines.length - 1] = line + word;
  }
  return lines.join('\r\n  ');
}

/** A signature on lines of its own. */
function wrap(base64: string): string {
  let lines = base64.slice(0, 72);
  for (let from = 72; from < base64.length; from += 72) lines += `\r\n  ${base64.slice(from, from + 72)}`;
  return lines;
}

/** Headers that all readers share are the same buffer in every message: brought into relaxed form once. */
const sharedHeaders = new WeakMap<Buffer, readonly (readonly [string, string])[]>();

/** Name in lower case → value in relaxed form (RFC 6376 3.4.2). Every header of ours occurs once. */
function relaxedHeaders(chunks: readonly Buffer[]): Headers {
  const own = chunks[0] as Buffer;
  const headers = new Map(relaxHeaders(own));
  for (const chunk of chunks.slice(1, indexOfBody(chunks))) {
    let relaxed = sharedHeaders.get(chunk);
    if (relaxed === undefined) {
      relaxed = relaxHeaders(chunk);
      sharedHeaders.set(chunk, relaxed);
    }
    for (const [name, value] of relaxed) headers.set(name, value);
  }
  return headers;
}

function relaxHeaders(chunk: Buffer): readonly (readonly [string, string])[] {
  const lines = unfold(chunk.toString('latin1')).split('\r\n');
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0
      ? [[line.slice(0, colon).toLowerCase(), relaxValue(line.slice(colon + 1))] as const]
      : [];
  });
}

/** The body begins in the chunk that begins with an empty line. */
function indexOfBody(chunks: readonly Buffer[]): number {
  return chunks.findIndex((chunk) => chunk[0] === 0x0d);
}

function unfold(lines: string): string {
  return lines.replace(/\r\n(?=[ \t])/g, '');
}

function relaxValue(value: string): string {
  return (/\t| {2}/.test(value) ? value.replace(/[ \t]+/g, ' ') : value).trim();
}

/** Ready pieces of a template are the same buffers in every message: each is brought into relaxed form once. */
const relaxedPieces = new WeakMap<Buffer, Buffer>();
const smallestReadyPiece = 512;

function hashBody(chunks: readonly Buffer[]): string {
  const hash = createHash('sha256');
  const from = indexOfBody(chunks);
  for (let index = from; index < chunks.length; index++) {
    const relaxed = relaxPiece(chunks[index] as Buffer);
    // The empty line that ends the headers is no part of the body.
    hash.update(index === from ? relaxed.subarray(2) : relaxed);
  }
  return hash.digest('base64');
}

/** RFC 6376 3.4.4, line by line: pieces end at line ends, and a message ends with its closing boundary, no empty line. */
function relaxPiece(piece: Buffer): Buffer {
  const known = relaxedPieces.get(piece);
  if (known !== undefined) return known;
  const text = piece.toString('latin1');
  const relaxed = unrelaxed.test(text)
    ? Buffer.from(text.replace(/[ \t]+(?=\r\n)/g, '').replace(/[ \t]+/g, ' '), 'latin1')
    : piece;
  if (piece.length >= smallestReadyPiece) relaxedPieces.set(piece, relaxed);
  return relaxed;
}

/** Holds only where relaxing would change something. */
const unrelaxed = /\t| [ \r]/;
