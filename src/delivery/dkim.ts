/** DKIM (RFC 6376; RFC 8463 for Ed25519): our own list of signed headers, because nodemailer's leaves out the one-click header. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { envelopeAddress } from '../audience/address.ts';
import { UserError } from '../publication/problem.ts';
import type { Message } from './message.ts';

export type DkimKey = {
  /** `d=`: the domain that answers for the message; From's own, or one above it. */
  readonly domain: string;
  /** `s=`: the public key is at `selector._domainkey.domain`. */
  readonly selector: string;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  /** Parsed once: a PEM parsed for each message makes signing three times slower. */
  readonly key: KeyObject;
};

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

const fewestRsaBits = 2048;

/**
 * Keys as `DKIM_KEYS` names them: `selector:file.pem`, several with commas or spaces between. Files are counted from
 * `root`. `DKIM_DOMAIN` is taken for `d=`; without it, From's domain.
 * @throws UserError for a file that is missing or holds no usable key, and a domain that cannot answer for From.
 */
export function readDkimKeys(
  root: string,
  environment: { readonly DKIM_KEYS?: string | undefined; readonly DKIM_DOMAIN?: string | undefined },
  fromAddress: string,
): readonly DkimKey[] {
  const fromDomain = envelopeAddress(fromAddress).split('@')[1] as string;
  const domain = environment.DKIM_DOMAIN?.toLowerCase() || fromDomain;
  if (fromDomain !== domain && !fromDomain.endsWith(`.${domain}`)) {
    throw new UserError(
      `DKIM_DOMAIN is ${domain}, which is not the domain of From (${fromDomain}) or one above it: the signature would ` +
        'not count for DMARC. Leave DKIM_DOMAIN out, or set it to the domain of From.',
    );
  }
  const words = (environment.DKIM_KEYS ?? '').split(/[\s,]+/).filter((word) => word !== '');
  return words.map((word) => {
    const [, selector, file] = /^([a-z0-9][a-z0-9.-]*):(.+)$/i.exec(word) ?? [];
    if (selector === undefined || file === undefined) {
      throw new UserError(
        `DKIM_KEYS holds “${word}”. Write selector:file.pem, for instance s2024:dkim/rsa.pem.`,
      );
    }
    return { domain, selector, ...readKey(isAbsolute(file) ? file : join(root, file)) };
  });
}

function readKey(file: string): Pick<DkimKey, 'algorithm' | 'key'> {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(file));
  } catch (error) {
    throw new UserError(
      `The DKIM key ${file} cannot be read: ${(error as Error).message}. It must be a private key in PEM.`,
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'ed25519') return { algorithm: 'ed25519-sha256', key };
  if (key.asymmetricKeyType === 'rsa' && bits >= fewestRsaBits) return { algorithm: 'rsa-sha256', key };
  throw new UserError(
    `The DKIM key ${file} is ${key.asymmetricKeyType} of ${bits} bits; receivers ask for RSA of ${fewestRsaBits} or more. ` +
      `Make one with: openssl genrsa -out ${file} ${fewestRsaBits}`,
  );
}

/** What belongs into the DNS at `selector._domainkey.domain`. */
export function dkimRecord({ algorithm, key }: DkimKey): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  // RFC 8463: for Ed25519 the bare 32 octets of the key, which end its DER.
  const bytes = algorithm === 'ed25519-sha256' ? der.subarray(-32) : der;
  return `v=DKIM1; k=${algorithm === 'ed25519-sha256' ? 'ed25519' : 'rsa'}; p=${bytes.toString('base64')}`;
}

/** The message with one DKIM-Signature for each key in front; the same message where there is no key. */
export async function signMessage(message: Message, keys: readonly DkimKey[]): Promise<Message> {
  if (keys.length === 0) return message;
  const [head, ...body] = message.chunks as [Buffer, ...Buffer[]];
  const headers = relaxHeaders(head.toString('latin1'));
  const bodyHash = hashBody(body);
  const signatures = await Promise.all(keys.map((key) => signatureOf(key, headers, bodyHash)));
  const first = Buffer.concat([Buffer.from(signatures.join(''), 'latin1'), head]);
  return { ...message, chunks: [first, ...body], size: message.size + first.length - head.length };
}

async function signatureOf(
  key: DkimKey,
  headers: ReadonlyMap<string, string>,
  bodyHash: string,
): Promise<string> {
  const present = (name: string) => headers.has(name.toLowerCase());
  const names = [...guarded.filter(present), ...unguarded.filter(present), ...guarded];
  const value =
    `v=1; a=${key.algorithm}; c=relaxed/relaxed; d=${key.domain}; s=${key.selector};\r\n` +
    ` h=${fold(names)};\r\n bh=${bodyHash};\r\n b=`;
  const signed = names.flatMap((name, index) => {
    // The second time a name is listed there is nothing under it, and nothing is hashed.
    const line = names.indexOf(name) === index ? headers.get(name.toLowerCase()) : undefined;
    return line === undefined ? [] : [`${name.toLowerCase()}:${line}\r\n`];
  });
  const input = Buffer.from(`${signed.join('')}dkim-signature:${relaxValue(value)}`, 'latin1');
  // RFC 8463 3: Ed25519 signs the SHA-256 of what RSA would hash itself.
  const signature = await (key.algorithm === 'ed25519-sha256'
    ? signAsync(null, createHash('sha256').update(input).digest(), key.key)
    : signAsync('sha256', input, key.key));
  return `DKIM-Signature: ${value}${signature.toString('base64').replace(/.{72}(?=.)/g, '$&\r\n  ')}\r\n`;
}

/** On a thread of its own, so that all cores sign while this one composes and writes. */
function signAsync(algorithm: string | null, data: Buffer, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(algorithm, data, key, (error, signature) => (error === null ? resolve(signature) : reject(error)));
  });
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

/** Name in lower case → value in relaxed form (RFC 6376 3.4.2). Every header of ours occurs once. */
function relaxHeaders(head: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), relaxValue(line.slice(colon + 1)));
  }
  return headers;
}

function relaxValue(value: string): string {
  return value
    .replace(/\r\n(?=[ \t])/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** Ready pieces of a template are the same buffers in every message: each is brought into relaxed form once. */
const relaxedPieces = new WeakMap<Buffer, Buffer>();
const smallestReadyPiece = 512;

function hashBody(body: readonly Buffer[]): string {
  const hash = createHash('sha256');
  body.forEach((piece, index) => {
    const relaxed = relaxPiece(piece);
    // The empty line that ends the headers is no part of the body.
    hash.update(index === 0 ? relaxed.subarray(2) : relaxed);
  });
  return hash.digest('base64');
}

/** RFC 6376 3.4.4, line by line: pieces end at line ends, and a message ends with its closing boundary, no empty line. */
function relaxPiece(piece: Buffer): Buffer {
  const known = relaxedPieces.get(piece);
  if (known !== undefined) return known;
  const text = piece
    .toString('latin1')
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ');
  const relaxed = Buffer.from(text, 'latin1');
  if (piece.length >= smallestReadyPiece) relaxedPieces.set(piece, relaxed);
  return relaxed;
}
