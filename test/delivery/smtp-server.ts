/** An SMTP server of our own on node:net, that keeps what it accepts and misbehaves where a test tells it to. */
import { createServer, type Socket } from 'node:net';

/** Where a server can misbehave. `within`: in the middle of a body; `dot`: when the whole message has arrived. */
export type Moment = 'connect' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'within' | 'dot' | 'rset' | 'quit';

export type Fault =
  /** Answers this instead; a message that is answered so at `dot` is not kept. */
  | { readonly reply: string }
  /** Hangs up without a word. `kept`: the message had been taken all the same. */
  | { readonly drop: true; readonly kept?: boolean }
  /** Says nothing more on this connection, and keeps it open. `kept`: see above. */
  | { readonly hang: true; readonly kept?: boolean }
  /** Ends its own half only, and says nothing. */
  | { readonly halfClose: true }
  /** Does what is right, so many milliseconds late. */
  | { readonly lateMs: number }
  /** Does what is right, one octet at a time. */
  | { readonly dribble: true };

export type At = {
  readonly moment: Moment;
  /** Which connection, from 1. */
  readonly connection: number;
  /** Which message of all that have begun with MAIL, from 1. */
  readonly message: number;
  /** What was said: the command line, or the recipient at `dot` and `within`. */
  readonly line: string;
};

export type Received = { readonly from: string; readonly to: string; readonly raw: Buffer };

export type SmtpServer = {
  readonly port: number;
  readonly url: string;
  readonly received: readonly Received[];
  /** Every line that clients said, bodies left out. */
  readonly said: readonly string[];
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

export type SmtpServerOptions = {
  readonly extensions?: readonly string[];
  readonly fault?: (at: At) => Fault | null;
  /** False: bodies are counted and thrown away, and what is said is not kept: for benches. */
  readonly keep?: boolean;
};

const nothing = Buffer.alloc(0);

type Conversation = { from: string; to: string | null; body: Buffer[] | null; chunk: number; last: boolean };

export async function startSmtpServer(options: SmtpServerOptions = {}): Promise<SmtpServer> {
  const extensions = options.extensions ?? ['PIPELINING', '8BITMIME', 'ENHANCEDSTATUSCODES', 'SIZE 10485760'];
  const received: Received[] = [];
  const said: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let messages = 0;

  const server = createServer((socket) => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let talk: Conversation = { from: '', to: null, body: null, chunk: 0, last: false };
    let rest = Buffer.alloc(0);
    let silent = false;
    let busy: Promise<void> = Promise.resolve();

    const keep = (raw: Buffer) => {
      if (talk.to !== null) received.push({ from: talk.from, to: talk.to, raw });
    };
    /** True when the conversation goes on in the right way. */
    const act = async (moment: Moment, line: string, right: string, raw?: Buffer): Promise<boolean> => {
      const fault = options.fault?.({ moment, connection, message: messages, line }) ?? null;
      if (fault === null) {
        if (raw !== undefined) keep(raw);
        if (right !== '') socket.write(`${right}\r\n`);
        return true;
      }
      if ('reply' in fault) {
        socket.write(`${fault.reply}\r\n`);
        if (fault.reply.startsWith('421')) {
          silent = true;
          socket.end();
        }
        return false;
      }
      if ('lateMs' in fault || 'dribble' in fault) {
        if (raw !== undefined) keep(raw);
        if ('lateMs' in fault) await new Promise((resolve) => setTimeout(resolve, fault.lateMs));
        const pieces = 'dribble' in fault ? [...`${right}\r\n`] : [`${right}\r\n`];
        for (const piece of pieces) {
          socket.write(piece);
          if (pieces.length > 1) await new Promise((resolve) => setTimeout(resolve, 1));
        }
        return true;
      }
      if ('kept' in fault && fault.kept === true && raw !== undefined) keep(raw);
      silent = true;
      if ('drop' in fault) socket.destroy();
      if ('halfClose' in fault) socket.end();
      return false;
    };
    const reset = () => {
      talk = { from: '', to: null, body: null, chunk: 0, last: false };
    };

    const command = async (line: string): Promise<void> => {
      if (options.keep !== false) said.push(line);
      const verb = line.split(' ')[0]?.toUpperCase();
      const path = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (verb === 'EHLO')
        await act(
          'ehlo',
          line,
          ['test.example.org', ...extensions]
            .map((text, index, all) => `250${index === all.length - 1 ? ' ' : '-'}${text}`)
            .join('\r\n'),
        );
      else if (verb === 'RSET') {
        reset();
        await act('rset', line, '250 2.0.0 forgotten');
      } else if (verb === 'MAIL') {
        if (talk.from !== '') return void socket.write('503 5.5.1 nested MAIL\r\n');
        messages++;
        if (await act('mail', line, '250 2.1.0 ok')) talk.from = path;
      } else if (verb === 'RCPT') {
        if (talk.from === '') return void socket.write('503 5.5.1 MAIL first\r\n');
        if (await act('rcpt', line, '250 2.1.5 ok')) talk.to = path;
      } else if (verb === 'DATA') {
        if (talk.to === null) return void socket.write('554 5.5.1 no valid recipients\r\n');
        if (await act('data', line, '354 go ahead')) talk.body = [];
      } else if (verb === 'BDAT') {
        talk.chunk = Number(line.split(' ')[1]);
        talk.last = /\bLAST\b/i.test(line);
        talk.body ??= [];
      } else if (verb === 'QUIT') {
        if (await act('quit', line, '221 2.0.0 bye')) socket.end();
      } else socket.write('500 5.5.2 what?\r\n');
    };

    const finish = async (raw: Buffer): Promise<void> => {
      const to = talk.to ?? '';
      if (talk.to === null) socket.write('503 5.5.1 no valid recipients\r\n');
      else await act('dot', to, '250 2.0.0 kept', raw);
      reset();
    };

    const work = async (): Promise<void> => {
      while (!silent && !socket.destroyed) {
        if (talk.body !== null && talk.chunk > 0) {
          if (
            options.fault?.({ moment: 'within', connection, message: messages, line: talk.to ?? '' }) != null
          )
            return void socket.destroy();
          if (rest.length < talk.chunk) return;
          const raw = rest.subarray(0, talk.chunk);
          rest = rest.subarray(talk.chunk);
          talk.chunk = 0;
          await finish(options.keep === false ? nothing : Buffer.from(raw));
        } else if (talk.body !== null) {
          if (
            rest.length > 0 &&
            options.fault?.({ moment: 'within', connection, message: messages, line: talk.to ?? '' }) != null
          )
            return void socket.destroy();
          const end = rest.subarray(0, 3).equals(Buffer.from('.\r\n')) ? 0 : rest.indexOf('\r\n.\r\n');
          if (end === -1) return;
          const raw = rest.subarray(0, end === 0 ? 0 : end + 2);
          rest = rest.subarray(end === 0 ? 3 : end + 5);
          await finish(options.keep === false ? nothing : Buffer.from(raw));
        } else {
          const end = rest.indexOf('\r\n');
          if (end === -1) return;
          const line = rest.subarray(0, end).toString();
          rest = rest.subarray(end + 2);
          await command(line);
        }
      }
    };
    socket.on('data', (data) => {
      rest = Buffer.concat([rest, data as Buffer]);
      busy = busy.then(work);
    });
    void act('connect', '', '220 test.example.org ESMTP');
  });
  server.on('connection', (socket) => socket.setNoDelay(true));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received,
    said,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
