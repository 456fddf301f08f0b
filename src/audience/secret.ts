/** The secret behind every link that acts for a reader: from TUMEN_SECRET, or made once and kept in `.tumen/secret`. */
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../publication/problem.ts';

export type Key = { readonly id: string; readonly bytes: Buffer };

/** The first key signs; each of them opens what it has signed. Two at most, for the time of a change. */
export type Secret = readonly [Key, ...Key[]];

/** Made ready once: a key given as bytes is made ready anew for each signature, and takes five times as long. */
const readyKeys = new WeakMap<Key, KeyObject>();

export function readyKey(key: Key): KeyObject {
  const ready = readyKeys.get(key) ?? createSecretKey(key.bytes);
  readyKeys.set(key, ready);
  return ready;
}

const fewestCharacters = 32;

/**
 * Reads the secret of the publication under `root`, and makes one (256 bits, mode 0600) when there is none.
 * To change it, put the new one before the old one with a comma between; links of the old one go on working.
 * @throws UserError when it is too short to be one, or the file cannot be read or made.
 */
export function readSecret(root: string, fromEnvironment: string | undefined): Secret {
  if (fromEnvironment !== undefined && fromEnvironment !== '') return parse(fromEnvironment, 'TUMEN_SECRET');
  const file = join(root, '.tumen', 'secret');
  try {
    return parse(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  make(file);
  return parse(readFileSync(file, 'utf8'), file);
}

/** Writes a whole file beside and links it into place: a crash leaves no half, and two processes agree on one. */
function make(file: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  const beside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(beside, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(beside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

function parse(text: string, where: string): Secret {
  const [first, ...others] = text.split(/[\s,]+/).filter((part) => part !== '');
  if (
    first === undefined ||
    others.length > 1 ||
    [first, ...others].some((part) => part.length < fewestCharacters)
  ) {
    throw new UserError(
      `${where} must hold one secret of at least ${fewestCharacters} characters, or two with a comma between while ` +
        'one takes the place of the other. Make one with: openssl rand -base64 32',
    );
  }
  return [toKey(first), ...others.map(toKey)];
}

function toKey(text: string): Key {
  const bytes = Buffer.from(text);
  return { id: createHash('sha256').update('tumen key id').update(bytes).digest('hex').slice(0, 6), bytes };
}
