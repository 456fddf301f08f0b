/** One request for a link: the name is resolved once, its addresses judged, and the one that was judged is asked. */
import { type LookupAddress, lookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';

const resolve = promisify(lookup);

/** So much of an answer is read: a page's title, a certificate. */
const mostBytes = 64 * 1024;

export type HopOptions = {
  /** Judges every address that the name has; one that is not allowed refuses them all. */
  readonly isAllowed: (address: string) => boolean;
  readonly signal: AbortSignal;
  /** Of which content types the beginning is read; HTML without. */
  readonly reads?: RegExp;
};

export type Hop = {
  readonly status: number;
  readonly location: string | null;
  /** The beginning of what was to be read, else empty. */
  readonly text: string;
};

/** The name leads to an address that must not be asked. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
}

/**
 * GET without a cookie or a referrer. Throws RefusedAddress, an error with `code` ENOTFOUND where the name is
 * unknown, and whatever Node throws where the connection fails.
 */
export async function askOnce(
  url: URL,
  { isAllowed, signal, reads = /\bhtml\b/i }: HopOptions,
): Promise<Hop> {
  if (url.username !== '' || url.password !== '') throw new RefusedAddress('it carries a password');
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  // A resolver cannot be interrupted; its answer is then no longer waited for.
  const addresses = await Promise.race([resolve(hostname, { all: true, verbatim: true }), aborted(signal)]);
  const refused = addresses.find(({ address }) => !isAllowed(address));
  const [pinned] = addresses;
  if (refused !== undefined || pinned === undefined) {
    throw new RefusedAddress(
      `${url.hostname} is ${refused?.address ?? 'nowhere'}, which is not on the public internet`,
    );
  }
  const answer = await request(url, pinned, signal);
  try {
    return {
      status: answer.statusCode ?? 0,
      location: answer.headers.location ?? null,
      text: reads.test(answer.headers['content-type'] ?? '') ? await beginningOf(answer) : '',
    };
  } finally {
    answer.destroy();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  });
}

function request(url: URL, pinned: LookupAddress, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((settle, fail) => {
    const options = {
      signal,
      agent: false,
      maxHeaderSize: 16 * 1024,
      headers: {
        'user-agent': 'tumen-check (link check of a newsletter)',
        accept: 'text/html,*/*;q=0.5',
        'accept-encoding': 'identity',
      },
      // Asking the name a second time could give another address than the one that was judged.
      lookup: (_: string, __: object, answer: (error: null, addresses: LookupAddress[]) => void) =>
        answer(null, [pinned]),
    };
    const client = url.protocol === 'https:' ? https : http;
    client.get(url, options as https.RequestOptions, settle).on('error', fail);
  });
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8');
}
