/** One HTTP request whose last byte waits for leave: up to there the server cannot have the whole message. */
import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export type HttpPost = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export type HttpReply = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
};

/** In milliseconds. */
export type HttpTimeouts = {
  /** For the connection and all of the body but its last byte. */
  readonly uploadMs: number;
  /** Behind the last byte. A short one makes duplicates: the server may take the message after we gave up. */
  readonly answerMs: number;
};

/** What is asked of us, and told to us, while the request is on its way. */
export type HandOver = {
  /** Asked at once before the last byte; false: the request is broken off. */
  readonly mayFinish: () => boolean;
  /** Called when the last byte is given to the socket: from now on the server may have everything. */
  readonly handedOver: () => void;
};

/** An answer is a few hundred octets; whatever is longer is no answer of the server that was asked. */
const longestAnswer = 1_000_000;

/** POSTs `asked`; resolves with the whole answer. @throws Error when the connection ends, or time, before that. */
export function postWithLeave(
  asked: HttpPost,
  agent: Agent,
  handOver: HandOver,
  { uploadMs, answerMs }: HttpTimeouts,
): Promise<HttpReply> {
  const { protocol, hostname, port, path, headers } = asked;
  const request = protocol === 'http:' ? httpRequest : httpsRequest;
  const { body } = asked;
  return new Promise<HttpReply>((resolve, reject) => {
    const outgoing = request({ protocol, hostname, port, path, headers, agent, method: 'POST' });
    let timer = setTimeout(() => outgoing.destroy(new Error('no connection in time')), uploadMs);
    outgoing.once('close', () => clearTimeout(timer));
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      collect(incoming).then(resolve, reject);
    });
    // Called when the kernel has these bytes, so behind the connection and TLS.
    outgoing.write(body.subarray(0, -1), (error) => {
      if (error != null || outgoing.destroyed) return;
      if (!handOver.mayFinish()) {
        outgoing.destroy(new Error('the lease ended before the message did'));
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(() => outgoing.destroy(new Error('no answer in time')), answerMs);
      handOver.handedOver();
      outgoing.end(body.subarray(-1));
    });
  });
}

async function collect(incoming: IncomingMessage): Promise<HttpReply> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > longestAnswer) throw new Error('an answer without end');
    pieces.push(piece);
  }
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    statusCode: incoming.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(pieces),
  };
}
