/**
 * The data phase on one open line, pipelined: the next envelope goes out behind the last byte of the message before it,
 * and where the server offers CHUNKING several messages are under way at once. Bodies are CRLF-clean and free of leading
 * dots already, so they are written as they are.
 */

import type { Message } from './message.ts';
import { type Line, type SmtpTimeouts, smtpTimeouts } from './smtp-open.ts';
import { createReplyReader, type Reply } from './smtp-reply.ts';
import type { Answer, Leave, Stage } from './transport.ts';

export type Session = {
  /** How many messages it takes now before the first is answered. */
  readonly window: () => number;
  readonly isOpen: () => boolean;
  /** Null when leave was not given. */
  readonly send: (message: Message, leave: Leave) => Promise<Answer | null>;
  /** Says QUIT behind everything that is under way. */
  readonly quit: () => Promise<void>;
};

/** Called with a reply that is still to come; with null when the line ends before it does. */
type Hear = (reply: Reply | null) => void;

/** DATA: one in transfer, one envelope behind it, two being noted. CHUNKING: enough for a long line. */
const windows = { plain: 1, pipelined: 4, chunked: 8 };
/**
 * Whoever answers so quickly waits for our own notes: as many more may be noted meanwhile. With a slow one they would only
 * be more deliveries of which nobody knows, should this process die.
 */
const quickMs = 20;
const quickFactor = 6;

const crlf = '\r\n';
const finalDot = '.\r\n';

export function openSession(line: Line, timeouts: SmtpTimeouts = smtpTimeouts): Session {
  const { socket } = line;
  const chunked = line.chunking && line.pipelining;
  const expected: { readonly hear: Hear; readonly timeoutMs: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let ended: { readonly text: string; readonly by421: boolean } | null = null;
  /** Resolves when the message before has been written to its last byte. */
  let turn = Promise.resolve();
  let resetFirst = false;
  /** What leaves together, as soon as nobody adds to it. Commands that follow each other are one piece. */
  let outgoing: (Buffer | string)[] = [];
  /** Called when the kernel has all of `outgoing`, or when the line has ended. */
  let taken: (() => void)[] = [];
  const usualWindow = chunked ? windows.chunked : line.pipelining ? windows.pipelined : windows.plain;
  let window = usualWindow;

  const end = (text: string, by421 = false) => {
    if (ended !== null) return;
    ended = { text, by421 };
    clearTimeout(timer);
    socket.destroy();
    for (const { hear } of expected.splice(0)) hear(null);
  };

  const watch = () => {
    clearTimeout(timer);
    const [first] = expected;
    if (first !== undefined) timer = setTimeout(() => end('no answer in time'), first.timeoutMs);
  };

  const read = createReplyReader();
  socket.on('data', (data: Buffer) => {
    for (const reply of read(data.toString('utf8'))) {
      const next = expected.shift();
      next?.hear(reply);
      if (reply.code === 421) return end(`421 ${reply.text}`, true);
      // Whatever follows rubbish, or an answer to nothing, cannot be matched with a command.
      if (reply.code === 0 || next === undefined) return end(`an answer that makes no sense: ${reply.text}`);
    }
    watch();
  });
  socket.removeAllListeners('error');
  socket.on('error', (error) => end(error.message));
  socket.on('end', () => end('the server closed the connection'));
  socket.on('close', () => end('the connection was lost'));

  const flush = () => {
    const [pieces, told] = [outgoing, taken];
    [outgoing, taken] = [[], []];
    let stuck: NodeJS.Timeout | undefined;
    const tell = (error?: Error | null) => {
      clearTimeout(stuck);
      if (error) end(error.message);
      for (const resolve of told) resolve();
    };
    if (ended !== null) return tell();
    socket.cork();
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    socket.write(pieces.at(-1) as Buffer | string, tell);
    socket.uncork();
    if (socket.writableLength > 0)
      stuck = setTimeout(() => end('the server took nothing more'), timeouts.finalMs);
  };

  const say = (piece: Buffer | string): void => {
    if (outgoing.length === 0) process.nextTick(flush);
    const last = outgoing.length - 1;
    if (typeof piece === 'string' && typeof outgoing[last] === 'string') outgoing[last] += piece;
    else outgoing.push(piece);
  };

  /** Resolves when everything that was said has left us, or when the line has ended. */
  const allSaid = (): Promise<void> => new Promise((resolve) => taken.push(resolve));

  /** `hear` is called with the reply to the next of what was said. */
  const expect = (hear: Hear, timeoutMs = timeouts.commandMs): void => {
    if (ended === null) {
      expected.push({ hear, timeoutMs });
      if (expected.length === 1) watch();
    } else hear(null);
  };

  /** The reply to `words`. */
  const ask = (words: string, timeoutMs?: number): Promise<Reply | null> => {
    say(words);
    return new Promise((resolve) => expect(resolve, timeoutMs));
  };

  /** Writes a message, from the envelope on. `give` is called when the verdict comes; by then others may be written. */
  const write = async (
    message: Message,
    mayFinish: Leave['mayFinish'],
    give: (answer: Answer) => void,
  ): Promise<void> => {
    const { pipelining } = line;
    let handedOver = false;
    /** Why the envelope was not taken; null as long as it was. */
    let refusal: Answer | null = null;
    const dropped = (stage: Stage): Answer => ({
      kind: 'dropped',
      stage,
      // Replies come in order: behind a 421 nothing more was done.
      handedOver: handedOver && ended?.by421 !== true,
      text: ended?.text ?? '',
    });
    const judge = (stage: Stage, reply: Reply | null) => {
      if (reply === null) refusal ??= dropped(stage);
      else if (!isYes(reply)) refusal ??= toAnswer(stage, reply);
    };
    const { from, to } = envelopeCommands(line, message);
    if (resetFirst) {
      const reset = ask('RSET\r\n');
      if (!pipelining) await reset;
    }
    // With several under way nobody knows yet whether the one before was refused half-way: RSET clears it (RFC 3030).
    resetFirst = chunked;
    if (pipelining) {
      say(from + to);
      expect((reply) => judge('mail', reply));
      expect((reply) => judge('rcpt', reply));
    } else {
      judge('mail', await ask(from));
      judge('rcpt', await ask(to));
    }
    if (chunked) say(`BDAT ${message.size} LAST\r\n`);
    else {
      const reply = await ask('DATA\r\n');
      if (refusal !== null || reply?.code !== 354) {
        resetFirst = true;
        // The server waits for a body all the same (RFC 2920 3.1): an empty one, to nobody.
        if (reply?.code === 354) await ask(finalDot, timeouts.finalMs);
        return give(refusal ?? (reply === null ? dropped('data') : toAnswer('data', reply)));
      }
    }
    // Up to here the server cannot have the whole message: its last bytes follow when all before have left us.
    const { chunks } = message;
    const last = chunks.length - 1;
    for (let index = 0; index < last; index++) say(chunks[index] as Buffer);
    // Every message ends with CRLF; under CHUNKING these two bytes are what completes it.
    say(chunked ? (chunks[last] as Buffer).subarray(0, -2) : (chunks[last] as Buffer));
    await allSaid();
    if (!mayFinish()) end('the lease ended before the message did');
    handedOver = ended === null;
    say(chunked ? crlf : finalDot);
    const writtenAtMs = performance.now();
    expect((reply) => {
      if (reply !== null && refusal === null) {
        const quick = pipelining && performance.now() - writtenAtMs < quickMs;
        window = quick ? Math.min(window + 1, usualWindow * quickFactor) : usualWindow;
      }
      give(refusal ?? (reply === null ? dropped('body') : toAnswer('body', reply)));
    }, timeouts.finalMs);
  };

  const send = (message: Message, leave: Leave): Promise<Answer | null> =>
    new Promise((resolve, reject) => {
      const unfit = refuse(line, message);
      if (unfit !== null) return resolve(unfit);
      // Asked for at once, and not when its turn has come; a failure is heard at once as well.
      const allowed = leave.begin().catch((error: unknown) => {
        reject(error);
        return false;
      });
      turn = turn
        .then(async () => {
          if (await allowed) await write(message, leave.mayFinish, resolve);
          else resolve(null);
        })
        .catch(reject);
    });

  const quit = async () => {
    await turn;
    if (ended !== null) return;
    await ask('QUIT\r\n');
    end('closed');
  };

  return {
    window: () => window,
    isOpen: () => ended === null,
    send,
    quit,
  };
}

function refuse(line: Line, message: Message): Answer | null {
  if (message.envelope.smtpUtf8 && !(line.smtpUtf8 && line.eightBitMime)) {
    return { kind: 'unfit', text: 'The address needs SMTPUTF8 (RFC 6531), which the relay does not offer.' };
  }
  if (line.sizeLimit !== null && message.size > line.sizeLimit) {
    const text = `The message has ${message.size} octets; the relay takes ${line.sizeLimit}.`;
    return { kind: 'reply', stage: 'mail', code: 552, enhanced: '5.3.4', text };
  }
  return null;
}

function envelopeCommands(
  line: Line,
  { envelope, size }: Message,
): { readonly from: string; readonly to: string } {
  const itsSize = line.sizeLimit === null ? '' : ` SIZE=${size}`;
  const itsForm = envelope.smtpUtf8 ? ' BODY=8BITMIME SMTPUTF8' : '';
  return { from: `MAIL FROM:<${envelope.from}>${itsSize}${itsForm}\r\n`, to: `RCPT TO:<${envelope.to}>\r\n` };
}

function isYes(reply: Reply): boolean {
  return reply.code >= 200 && reply.code < 300;
}

function toAnswer(stage: Stage, { code, enhanced, text }: Reply): Answer {
  return { kind: 'reply', stage, code, enhanced, text };
}
