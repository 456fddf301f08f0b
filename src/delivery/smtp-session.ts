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

/** A reply that is still to come; null when the line ends before it does. */
type Expected = { readonly resolve: (reply: Reply | null) => void; readonly timeoutMs: number };

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
  const expected: Expected[] = [];
  let timer: NodeJS.Timeout | undefined;
  let ended: { readonly text: string; readonly by421: boolean } | null = null;
  /** Resolves when the message before has been written to its last byte. */
  let turn: Promise<void> = Promise.resolve();
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
    for (const { resolve } of expected.splice(0)) resolve(null);
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
      next?.resolve(reply);
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
    const tell = (error?: Error | null) => {
      if (error) end(error.message);
      for (const resolve of told) resolve();
    };
    if (ended !== null) return tell();
    socket.cork();
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    socket.write(pieces.at(-1) as Buffer | string, tell);
    socket.uncork();
  };

  const say = (piece: Buffer | string): void => {
    if (outgoing.length === 0) process.nextTick(flush);
    const last = outgoing.length - 1;
    if (typeof piece === 'string' && typeof outgoing[last] === 'string') outgoing[last] += piece;
    else outgoing.push(piece);
  };

  /** Resolves when everything that was said has left us, or when the line has ended. */
  const allSaid = (): Promise<void> => new Promise((resolve) => taken.push(resolve));

  /** The reply to `words`. */
  const ask = (words: string, timeoutMs = timeouts.commandMs): Promise<Reply | null> => {
    if (ended !== null) return Promise.resolve(null);
    say(words);
    return new Promise((resolve) => {
      expected.push({ resolve, timeoutMs });
      if (expected.length === 1) watch();
    });
  };

  /** From the envelope to the verdict. `passTurn`: the message is written, the next one may be. */
  const converse = async (message: Message, leave: Leave, passTurn: () => void): Promise<Answer> => {
    let handedOver = false;
    const dropped = (stage: Stage): Answer => ({
      kind: 'dropped',
      stage,
      // Replies come in order: behind a 421 nothing more was done.
      handedOver: handedOver && ended?.by421 !== true,
      text: ended?.text ?? '',
    });
    const { from, to } = envelopeCommands(line, message);
    const { pipelining } = line;
    if (resetFirst) {
      const reset = ask('RSET\r\n');
      if (!pipelining) await reset;
    }
    // With several under way nobody knows yet whether the one before was refused half-way: RSET clears it (RFC 3030).
    resetFirst = chunked;
    const mail = ask(from);
    if (!pipelining) await mail;
    const rcpt = ask(to);
    /** Why the envelope was not taken; null when it was. */
    const refusal = async (): Promise<Answer | null> => {
      const mailReply = await mail;
      if (mailReply === null) return dropped('mail');
      if (!isYes(mailReply)) return toAnswer('mail', mailReply);
      const rcptReply = await rcpt;
      if (rcptReply === null) return dropped('rcpt');
      return isYes(rcptReply) ? null : toAnswer('rcpt', rcptReply);
    };
    if (chunked) say(`BDAT ${message.size} LAST\r\n`);
    else {
      if (!pipelining) await rcpt;
      const data = ask('DATA\r\n');
      const refused = await refusal();
      const reply = await data;
      if (refused !== null || reply?.code !== 354) {
        resetFirst = true;
        // The server waits for a body all the same (RFC 2920 3.1): an empty one, to nobody.
        if (reply?.code === 354) await ask(finalDot, timeouts.finalMs);
        return refused ?? (reply === null ? dropped('data') : toAnswer('data', reply));
      }
    }
    // Up to here the server cannot have the whole message: its last bytes follow when all before have left us.
    for (const piece of chunked ? withoutEnd(message.chunks) : message.chunks) say(piece);
    const stuck = setTimeout(() => end('the server took nothing more'), timeouts.finalMs);
    await allSaid();
    clearTimeout(stuck);
    if (!leave.mayFinish()) end('the lease ended before the message did');
    handedOver = ended === null;
    const final = ask(chunked ? crlf : finalDot, timeouts.finalMs);
    passTurn();
    const writtenAtMs = performance.now();
    const refused = await refusal();
    const answer = await final;
    if (refused !== null) return refused;
    if (answer === null) return dropped('body');
    const quick = pipelining && performance.now() - writtenAtMs < quickMs;
    window = quick ? Math.min(window + 1, usualWindow * quickFactor) : usualWindow;
    return toAnswer('body', answer);
  };

  const send = async (message: Message, leave: Leave): Promise<Answer | null> => {
    const unfit = refuse(line, message);
    if (unfit !== null) return unfit;
    const allowed = leave.begin();
    const before = turn;
    let passTurn = () => {};
    turn = new Promise((resolve) => {
      passTurn = resolve;
    });
    try {
      const mayGo = await allowed;
      await before;
      return mayGo ? await converse(message, leave, passTurn) : null;
    } finally {
      // Whatever has happened: nobody writes into the middle of the message before.
      await before;
      passTurn();
    }
  };

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
  const parameters = [
    line.sizeLimit === null ? '' : ` SIZE=${size}`,
    envelope.smtpUtf8 ? ' BODY=8BITMIME SMTPUTF8' : '',
  ].join('');
  return { from: `MAIL FROM:<${envelope.from}>${parameters}\r\n`, to: `RCPT TO:<${envelope.to}>\r\n` };
}

/** Every message ends with CRLF; under CHUNKING these two bytes are what completes it. */
function withoutEnd(chunks: readonly Buffer[]): readonly Buffer[] {
  const last = chunks.at(-1) as Buffer;
  return [...chunks.slice(0, -1), last.subarray(0, -2)];
}

function isYes(reply: Reply): boolean {
  return reply.code >= 200 && reply.code < 300;
}

function toAnswer(stage: Stage, { code, enhanced, text }: Reply): Answer {
  return { kind: 'reply', stage, code, enhanced, text };
}
