/** A server of our own that speaks the part of Amazon SES's API (version 2) that is used, and misbehaves where it is told to. */
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Received } from './smtp-server.ts';

/** `connect`: a connection is made; `headers`: a request begins; `body`: the whole request has arrived. */
export type SesMoment = 'connect' | 'headers' | 'body';

export type SesFault =
  /** Answers with an error of SES: `MessageRejected`, `TooManyRequestsException` … */
  | { readonly status: number; readonly type: string; readonly message: string }
  /** Answers in words that are not SES's. `kept`: the message had been taken all the same. */
  | { readonly status: number; readonly page: string; readonly kept?: boolean }
  /** Hangs up; `half`: in the middle of an answer. */
  | { readonly drop: true; readonly half?: boolean; readonly kept?: boolean }
  | { readonly hang: true; readonly kept?: boolean }
  /** Does what is right, so many milliseconds late. */
  | { readonly lateMs: number };

export type SesServerOptions = {
  /** `message`: which message of all, from 1; `to`: its recipient, once the body has arrived. */
  readonly fault?: (at: {
    readonly moment: SesMoment;
    readonly message: number;
    readonly to: string;
  }) => SesFault | null;
  /** What GET requests answer, by their path: `/v2/email/account`. */
  readonly pages?: Readonly<Record<string, unknown>>;
};

export type SesServer = {
  /** What AWS_ENDPOINT_URL_SESV2 is to be. */
  readonly endpoint: string;
  readonly received: readonly Received[];
  /** The parsed bodies of all requests that arrived whole. */
  readonly asked: readonly SesRequest[];
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

export type SesRequest = {
  readonly FromEmailAddress: string;
  readonly Destination: Readonly<Record<string, readonly string[]>>;
  readonly Content: { readonly Raw: { readonly Data: string } };
  readonly ConfigurationSetName?: string;
};

export async function startSesServer(options: SesServerOptions = {}): Promise<SesServer> {
  const received: Received[] = [];
  const asked: SesRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let messages = 0;

  const answer = (
    response: ServerResponse,
    status: number,
    headers: Record<string, string>,
    body: string,
  ) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };

  const server = createServer(async (request, response) => {
    request.on('error', () => {});
    const { socket } = request;
    if (request.method === 'GET') {
      const fault = options.fault?.({ moment: 'headers', message: 0, to: '' }) ?? null;
      if (fault !== null && 'type' in fault) {
        const body = JSON.stringify({ message: fault.message });
        return answer(response, fault.status, { 'x-amzn-errortype': fault.type }, body);
      }
      const page = options.pages?.[decodeURIComponent(request.url ?? '')];
      if (page !== undefined) return answer(response, 200, {}, JSON.stringify(page));
      return answer(response, 404, { 'x-amzn-errortype': 'NotFoundException' }, '{"message":"Not here."}');
    }
    const message = ++messages;
    /** True when it misbehaved, so that nothing more is to be done. */
    const misbehave = async (moment: SesMoment, to: string, keep: () => void): Promise<boolean> => {
      const fault = options.fault?.({ moment, message, to }) ?? null;
      if (fault === null) return false;
      if ('lateMs' in fault) {
        await new Promise((resolve) => setTimeout(resolve, fault.lateMs));
        return false;
      }
      if ('type' in fault) {
        const body = JSON.stringify({ message: fault.message });
        answer(response, fault.status, { 'x-amzn-errortype': fault.type }, body);
        return true;
      }
      if (fault.kept === true) keep();
      if ('page' in fault) answer(response, fault.status, { 'content-type': 'text/html' }, fault.page);
      if ('drop' in fault && fault.half === true) {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"Mess', () => socket.destroy());
      } else if ('drop' in fault) socket.destroy();
      return true;
    };
    if (await misbehave('headers', '', () => {})) return;
    const pieces: Buffer[] = [];
    try {
      for await (const piece of request) pieces.push(piece as Buffer);
    } catch {
      return;
    }
    const body = JSON.parse(Buffer.concat(pieces).toString()) as SesRequest;
    asked.push(body);
    const to = body.Destination.ToAddresses?.[0] ?? '';
    const keep = () => {
      received.push({ from: body.FromEmailAddress, to, raw: Buffer.from(body.Content.Raw.Data, 'base64') });
    };
    if (await misbehave('body', to, keep)) return;
    keep();
    answer(response, 200, {}, JSON.stringify({ MessageId: `0100-${message}` }));
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (options.fault?.({ moment: 'connect', message: messages + 1, to: '' }) != null) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    received,
    asked,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Points AWS's own settings of this process to the server, and to nobody's real account. */
export function pointAwsTo(endpoint: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SESV2: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE12',
    AWS_SECRET_ACCESS_KEY: 'a secret that nobody may see',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
}
