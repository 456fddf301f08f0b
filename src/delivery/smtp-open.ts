/** Connecting, TLS and AUTH: nodemailer's, up to the point where mail can be sent. The socket is then taken over. */
import type { Socket } from 'node:net';
import type { NodemailerError } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { createReplyReader, type Reply } from './smtp-reply.ts';
import type { Answer, SmtpUrl, Stage } from './transport.ts';

/** A connection on which MAIL may be said, and what its server offers. */
export type Line = {
  readonly socket: Socket;
  readonly pipelining: boolean;
  readonly chunking: boolean;
  readonly smtpUtf8: boolean;
  readonly eightBitMime: boolean;
  /** Octets of the largest message; null where the server names none. */
  readonly sizeLimit: number | null;
};

/** In milliseconds. */
export type SmtpTimeouts = {
  /** For a connection, its greeting, TLS and AUTH each. */
  readonly setUpMs: number;
  /** For MAIL, RCPT and DATA. */
  readonly commandMs: number;
  /** Behind the last byte. A short one makes duplicates: the server may take the message after we gave up. */
  readonly finalMs: number;
};

/** RFC 5321 4.5.3.2, but for the set-up: there a second try costs nothing. */
export const smtpTimeouts: SmtpTimeouts = { setUpMs: 30_000, commandMs: 5 * 60_000, finalMs: 10 * 60_000 };

/** Resolves with an open line, or with what went wrong; never throws for what a server does. */
export async function openLine(
  url: SmtpUrl,
  { setUpMs }: SmtpTimeouts = smtpTimeouts,
): Promise<Line | Answer> {
  const connection = new SMTPConnection({
    host: url.host,
    port: url.port,
    secure: url.implicitTls,
    requireTLS: url.tls === 'required' && !url.implicitTls,
    ignoreTLS: url.tls === 'off',
    opportunisticTLS: url.tls === 'opportunistic',
    // Opportunistic TLS keeps listeners out and proves nothing about the other end (RFC 7435).
    tls: { rejectUnauthorized: url.tls === 'required' },
    connectionTimeout: setUpMs,
    greetingTimeout: setUpMs,
    socketTimeout: setUpMs,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.once('end', () => reject(new Error('The server closed the connection.')));
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    if (url.user !== null) await login(connection, url.user, url.password ?? '');
  } catch (error) {
    connection.close();
    return toAnswer(error as NodemailerError);
  }
  return greet(takeOver(connection), connection.name, setUpMs);
}

function login(connection: SMTPConnection, user: string, pass: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.login({ user, credentials: { user, pass } }, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}

/** From here on the socket is ours alone. nodemailer has nothing under way on it and holds no timer. */
function takeOver(connection: SMTPConnection): Socket {
  const socket = connection._socket as Socket;
  for (const event of ['data', 'end', 'close', 'error', 'timeout']) socket.removeAllListeners(event);
  connection.removeAllListeners();
  socket.setTimeout(0);
  socket.setNoDelay(true);
  // Replaced by whoever takes the line; an error without a listener would end the process.
  socket.on('error', () => {});
  return socket;
}

/** Asks once more what the server offers: the answer to nodemailer's own question is not in its public interface. */
async function greet(socket: Socket, name: string, setUpMs: number): Promise<Line | Answer> {
  const reply = await ask(socket, `EHLO ${name}\r\n`, setUpMs);
  if (reply === null || reply.code !== 250) {
    socket.destroy();
    if (reply === null)
      return { kind: 'dropped', stage: 'greeting', handedOver: false, text: 'no answer to EHLO' };
    return { kind: 'reply', stage: 'greeting', code: reply.code, enhanced: reply.enhanced, text: reply.text };
  }
  const offers = new Map(reply.lines.slice(1).map((line) => [line.split(' ')[0]?.toUpperCase() ?? '', line]));
  const size = Number(offers.get('SIZE')?.split(' ')[1] ?? 0);
  return {
    socket,
    pipelining: offers.has('PIPELINING'),
    chunking: offers.has('CHUNKING'),
    smtpUtf8: offers.has('SMTPUTF8'),
    eightBitMime: offers.has('8BITMIME'),
    sizeLimit: Number.isSafeInteger(size) && size > 0 ? size : null,
  };
}

function ask(socket: Socket, command: string, timeoutMs: number): Promise<Reply | null> {
  return new Promise((resolve) => {
    const read = createReplyReader();
    const finish = (reply: Reply | null) => {
      clearTimeout(timer);
      for (const event of ['data', 'end', 'close']) socket.removeAllListeners(event);
      resolve(reply);
    };
    const timer = setTimeout(() => finish(null), timeoutMs);
    socket.on('data', (data: Buffer) => {
      const [reply] = read(data.toString('latin1'));
      if (reply !== undefined) finish(reply);
    });
    socket.on('end', () => finish(null));
    socket.on('close', () => finish(null));
    socket.write(command);
  });
}

function toAnswer(error: NodemailerError): Answer {
  const stage = stageOf(error);
  if (error.responseCode === undefined) {
    return { kind: 'dropped', stage, handedOver: false, text: inPlainWords(error.message) };
  }
  // The server's own words, where nodemailer passes them on.
  const [, enhanced = null, text = error.message] =
    /^\d{3}[ -](?:(\d\.\d{1,3}\.\d{1,3})[ ])?(.*)$/s.exec(error.response ?? '') ?? [];
  const command = stage === 'tls' ? ' (to STARTTLS)' : stage === 'auth' ? ' (to AUTH)' : '';
  return { kind: 'reply', stage, code: error.responseCode, enhanced, text: text + command };
}

/** OpenSSL names its own source files, and Node a switch of Node's: neither helps whoever sends a letter. */
function inPlainWords(message: string): string {
  if (/wrong version number|packet length too long/.test(message))
    return 'it speaks no TLS from the first byte on, as smtps:// asks; smtp:// begins with STARTTLS';
  return message
    .replace(/; if the root CA is installed locally.*$/s, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function stageOf(error: NodemailerError): Stage {
  if (error.code === 'ETLS' || error.command === 'STARTTLS') return 'tls';
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH') return 'auth';
  return error.code === 'EPROTOCOL' || error.command === 'EHLO' ? 'greeting' : 'connect';
}
