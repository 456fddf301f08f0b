/** A session of POP3 (RFC 1939) up to the mailbox: greeting, STLS (RFC 2595), login; then a command and its answer. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { UserError } from '../publication/problem.ts';
import { describeLine, type MailboxUrl, wordsOf } from './mailbox-url.ts';

export type Pop3 = {
  /** @throws UserError when the answer is a refusal, or none comes. */
  readonly ask: (command: string) => Promise<void>;
  /** The lines behind the answer, dots unstuffed; of more than `most` octets the beginning, the rest is let go. */
  readonly askForText: (command: string, most: number) => Promise<Buffer>;
  readonly close: () => void;
};

/** In milliseconds; a server that says nothing for so long is given up. */
const patienceMs = 2 * 60_000;
/** A server that sends no line end is not waited for: what there is counts as a piece of its line. */
const longestPiece = 64 * 1024;

/** Connects, starts TLS as `at` wants it, and logs in. @throws UserError */
export async function openPop3(at: MailboxUrl, silenceMs = patienceMs): Promise<Pop3> {
  const socket = at.implicitTls ? dialTls(at) : connect({ host: at.host, port: at.port });
  let session = speak(at, socket, silenceMs);
  try {
    await session.answer('the connection');
    if (!at.implicitTls && at.tls !== 'off') session = await startTls(at, session, silenceMs);
    await session.ask(`USER ${at.user}`);
    await session.ask(`PASS ${at.password}`);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

type Session = Pop3 & {
  readonly answer: (command: string) => Promise<void>;
  /** Gives the socket away, with nothing read of it that was not asked for. */
  readonly release: () => Socket;
};

async function startTls(at: MailboxUrl, session: Session, silenceMs: number): Promise<Session> {
  const offered = await session.ask('STLS').then(
    () => true,
    (error: unknown) => {
      if (at.tls === 'opportunistic' && error instanceof Refusal) return false;
      throw error;
    },
  );
  return offered ? speak(at, dialTls(at, session.release()), silenceMs) : session;
}

function dialTls(at: MailboxUrl, socket?: Socket): Socket {
  return connectTls({
    ...(socket === undefined ? { host: at.host, port: at.port } : { socket }),
    // RFC 6066 3: a literal address is no server name.
    ...(/^[\d.]+$|:/.test(at.host) ? {} : { servername: at.host }),
    rejectUnauthorized: at.tls === 'required',
  });
}

/** The server has said no: `-ERR`. */
class Refusal extends UserError {}

function speak(at: MailboxUrl, socket: Socket, silenceMs: number): Session {
  const pieces = readPieces(socket, silenceMs);
  const piece = () =>
    pieces.next().catch((error: unknown) => {
      throw new UserError(describeLine(at, error as Error));
    });
  const answer = async (command: string): Promise<void> => {
    const line = (await piece()).toString('utf8');
    if (/^\+OK\b/i.test(line)) return;
    const words = wordsOf(line.replace(/^-ERR ?/i, '')) || 'it does not say why';
    throw new Refusal(
      /^(USER|PASS) /.test(command)
        ? `${at.name} refuses user or password: ${words}. See that both are right, and percent-encoded.`
        : `${at.name} refuses ${command}: ${words}. What was settled stays; run it again for the rest.`,
    );
  };
  const ask = async (command: string): Promise<void> => {
    socket.write(`${command}\r\n`);
    await answer(command);
  };
  const askForText = async (command: string, most: number): Promise<Buffer> => {
    await ask(command);
    const kept: Buffer[] = [];
    let room = most;
    for (let begins = true; ; ) {
      const one = await piece();
      const dotted = begins && one[0] === dot;
      const text = dotted ? one.subarray(1) : one;
      if (dotted && /^\r?\n$/.test(text.toString('latin1', 0, 3))) return Buffer.concat(kept);
      if (room > 0) kept.push(text.subarray(0, room));
      room -= text.length;
      begins = one.at(-1) === lineFeed;
    }
  };
  const release = (): Socket => {
    // Said before TLS, it would be taken for said within it (CVE-2011-0411).
    if (!pieces.isEmpty()) throw new UserError(`${at.name} goes on talking where TLS begins.`);
    for (const event of ['data', 'error', 'close', 'timeout']) socket.removeAllListeners(event);
    return socket;
  };
  return { ask, askForText, answer, release, close: () => void socket.destroy() };
}

const dot = 0x2e;
const lineFeed = 0x0a;

/** `next`: the next line with its end, or a piece of one that is too long; rejects when the connection has ended. */
function readPieces(
  socket: Socket,
  silenceMs: number,
): {
  readonly next: () => Promise<Buffer>;
  readonly isEmpty: () => boolean;
} {
  let held: Buffer = Buffer.alloc(0);
  let ended: Error | null = null;
  let wake = () => {};
  const end = (error: Error) => {
    ended ??= error;
    socket.destroy();
    wake();
  };
  socket.setTimeout(silenceMs, () => end(new Error(`silence for ${silenceMs / 1000} seconds`)));
  socket.on('error', end);
  socket.on('close', () => end(new Error('the server has closed the connection')));
  socket.on('data', (data: Buffer) => {
    held = held.length === 0 ? data : Buffer.concat([held, data]);
    if (held.length > longestPiece) socket.pause();
    wake();
  });
  const next = async (): Promise<Buffer> => {
    for (;;) {
      const at = held.indexOf(lineFeed) + 1;
      const length = at > 0 ? at : held.length > longestPiece ? longestPiece : 0;
      if (length > 0) {
        const piece = held.subarray(0, length);
        held = held.subarray(length);
        if (held.length <= longestPiece) socket.resume();
        return piece;
      }
      if (ended !== null) throw ended;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { next, isEmpty: () => held.length === 0 };
}
