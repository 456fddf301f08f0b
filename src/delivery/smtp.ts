/** `smtp://` and `smtps://`: a relay reached over a few connections that are opened as they are needed. */
import type { Message } from './message.ts';
import { type Line, openLine, type SmtpTimeouts, smtpTimeouts } from './smtp-open.ts';
import { openSession, type Session } from './smtp-session.ts';
import type { Answer, Leave, SmtpUrl, Transport } from './transport.ts';

export type SmtpLimits = {
  readonly connections: number;
  /** After so many messages a connection is ended and another opened; many relays ask for that. */
  readonly messagesPerConnection: number;
};

type Request = {
  readonly message: Message;
  readonly leave: Leave;
  readonly resolve: (answer: Answer | null) => void;
  readonly reject: (error: unknown) => void;
};

type Slot = { session: Session | null; underWay: number; served: number; answered: number };

/** So many connections in a row that end without one answer about a message: the relay is not well. */
const mostBarrenConnections = 3;

/** For each connection, before anything is known of the server. */
const leastInFlight = 16;

/** How long a server may take to say goodbye before it is left standing. */
const quitMs = 2_000;

export function openSmtp(url: SmtpUrl, limits: SmtpLimits, timeouts: SmtpTimeouts = smtpTimeouts): Transport {
  const waiting: Request[] = [];
  let slots: readonly Slot[] = [];
  /** Slots without a session yet. */
  let opening = 0;
  /** Falls when the server refuses one more connection than it has. */
  let connections = limits.connections;
  let barren = 0;
  let closing = false;

  const forget = (slot: Slot) => {
    slots = slots.filter((other) => other !== slot);
  };

  const dispatch = () => {
    const ended = slots.filter(
      ({ session, underWay }) => session !== null && !session.isOpen() && underWay === 0,
    );
    for (const slot of ended) {
      forget(slot);
      if (slot.served > 0) barren = slot.answered === 0 ? barren + 1 : 0;
    }
    if (barren >= mostBarrenConnections) {
      barren = 0;
      const text = `The relay ended ${mostBarrenConnections} connections in a row without an answer.`;
      for (const { resolve } of waiting.splice(0)) {
        resolve({ kind: 'dropped', stage: 'connect', handedOver: false, text });
      }
    }
    while (waiting.length > 0) {
      const slot = leastBusy(slots, limits);
      if (slot === null) break;
      void run(slot, waiting.shift() as Request);
    }
    if (slots.length < connections && waiting.length > opening) void open();
  };

  const open = async () => {
    const slot: Slot = { session: null, underWay: 0, served: 0, answered: 0 };
    slots = [...slots, slot];
    opening++;
    const opened = await openLine(url, timeouts);
    opening--;
    if ('socket' in opened) {
      slot.session = openSession(opened as Line, timeouts);
      // Nobody needs it any more, and open it would keep the process alive.
      if (closing) void slot.session.quit();
    } else {
      forget(slot);
      if (slots.length > 0) connections = slots.length;
      else for (const request of waiting.splice(0)) request.resolve(opened);
    }
    dispatch();
  };

  const run = async (slot: Slot, { message, leave, resolve, reject }: Request) => {
    const session = slot.session as Session;
    slot.underWay++;
    slot.served++;
    try {
      const answer = await session.send(message, leave);
      if (answer?.kind === 'reply') slot.answered++;
      resolve(answer);
    } catch (error) {
      reject(error);
    }
    slot.underWay--;
    if (slot.served >= limits.messagesPerConnection && slot.underWay === 0) {
      forget(slot);
      void session.quit();
    }
    dispatch();
  };

  return {
    name: `${url.implicitTls ? 'smtps' : 'smtp'}://${url.host}:${url.port}`,
    // Twice as many as there are places now: while some are answered the next are ready.
    inFlight: () => {
      let places = 0;
      for (const { session } of slots) places += session?.window() ?? 0;
      return Math.max(limits.connections * leastInFlight, places * 2);
    },
    send: (message, _name, leave) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, leave, resolve, reject });
        dispatch();
      }),
    close: async () => {
      closing = true;
      const grace = new Promise((resolve) => setTimeout(resolve, quitMs).unref());
      await Promise.race([Promise.all(slots.map((slot) => slot.session?.quit())), grace]);
    },
  };
}

/** The open connection with most room; null when all are full. */
function leastBusy(slots: readonly Slot[], limits: SmtpLimits): Slot | null {
  let best: Slot | null = null;
  for (const slot of slots) {
    const { session, underWay, served } = slot;
    if (
      session === null ||
      !session.isOpen() ||
      underWay >= session.window() ||
      served >= limits.messagesPerConnection
    )
      continue;
    if (best === null || underWay < best.underWay) best = slot;
  }
  return best;
}
