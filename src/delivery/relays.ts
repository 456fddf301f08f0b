/** Several relays as one road: shared out by weight, each at its own pace, the next one where one does not take mail. */
import type { Message } from './message.ts';
import { ownSlots, type Slots } from './slots.ts';
import type { Answer, Leave, Transport } from './transport.ts';
import { describeAnswer, judge } from './verdict.ts';

export type Relay = {
  readonly transport: Transport;
  /** Of two relays one with twice the weight gets twice the messages. */
  readonly weight: number;
  /** Messages a second, evenly spaced; null for no limit. */
  readonly perSecond: number | null;
};

/** A relay that did not take mail is asked again after so long. */
const usualRestMs = 30_000;
/** A relay whose hands are full is waited for, so that the weights are kept, unless it has settled nothing for so long. */
const stuckMs = 5_000;
const longestWaitMs = 1_000;

type State = {
  readonly relay: Relay;
  sent: number;
  underWay: number;
  nextAtMs: number;
  downUntilMs: number;
  /** When it last settled something, or was idle. */
  movedAtMs: number;
};

/** `onNews`: told in a sentence when a relay takes no mail while others do, and when it takes mail again. */
export function combineRelays(
  relays: readonly Relay[],
  slots: Slots = ownSlots(),
  onNews: (news: string) => void = () => {},
  restMs = usualRestMs,
): Transport {
  const states = relays.map(
    (relay): State => ({ relay, sent: 0, underWay: 0, nextAtMs: 0, downUntilMs: 0, movedAtMs: 0 }),
  );
  /** Messages that wait for a place, the first one first. */
  const waiting: (() => void)[] = [];

  slots.onChange(() => {
    for (const state of states) state.nextAtMs = 0;
    for (const wake of [...waiting]) wake();
  });

  const up = (nowMs: number): State[] => states.filter(({ downUntilMs }) => downUntilMs <= nowMs);

  /** The relay that is furthest behind its share, if it can take a message now. */
  const choose = (nowMs: number): State | null => {
    const candidates = (up(nowMs).length > 0 ? up(nowMs) : states)
      .filter(({ nextAtMs }) => nextAtMs <= nowMs)
      .toSorted((a, b) => a.sent / a.relay.weight - b.sent / b.relay.weight);
    for (const state of candidates) {
      if (state.underWay < state.relay.transport.inFlight()) {
        const { perSecond, transport } = state.relay;
        const waitMs = perSecond === null ? 0 : slots.take(transport.name, 1000 / perSecond, nowMs);
        if (waitMs === 0) return state;
        state.nextAtMs = nowMs + waitMs;
      } else if (nowMs - state.movedAtMs < stuckMs) return null;
    }
    return null;
  };

  /** What goes out while a relay rests is not made up for: the others would stand idle meanwhile. */
  const forgetShares = ({ sent, relay }: State, nowMs: number): void => {
    for (const other of states) {
      if (other.downUntilMs > nowMs)
        other.sent = Math.max(other.sent, (sent / relay.weight) * other.relay.weight);
    }
  };

  const takePlace = async (): Promise<State> => {
    for (;;) {
      const failure = slots.failure();
      if (failure !== null) throw failure;
      const nowMs = performance.now();
      const state = choose(nowMs);
      if (state !== null) {
        if (state.underWay === 0) state.movedAtMs = nowMs;
        state.sent++;
        state.underWay++;
        forgetShares(state, nowMs);
        return state;
      }
      const soonest =
        Math.min(...states.map(({ nextAtMs }) => nextAtMs).filter((atMs) => atMs > nowMs)) - nowMs;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          const place = waiting.indexOf(wake);
          if (place !== -1) waiting.splice(place, 1);
          resolve();
        };
        const timer = setTimeout(wake, Math.min(soonest, longestWaitMs));
        waiting.push(wake);
      });
    }
  };

  const send = async (message: Message, name: string, leave: Leave): Promise<Answer | null> => {
    const state = await takePlace();
    const { transport } = state.relay;
    try {
      const answer = await transport.send(message, name, leave);
      if (answer === null) return null;
      const told: Answer = { ...answer, relay: transport.name };
      const verdict = judge(answer);
      const nowMs = performance.now();
      const wasDown = state.downUntilMs > 0;
      if (verdict.kind !== 'released' || verdict.pause !== 'relay') {
        // What was under way when it failed may still be taken: that proves nothing.
        if (wasDown && verdict.kind === 'accepted' && state.downUntilMs <= nowMs) {
          state.downUntilMs = 0;
          onNews(`${transport.name} takes mail again.`);
        }
        return told;
      }
      state.downUntilMs = nowMs + restMs;
      if (up(nowMs).length === 0) return told;
      if (!wasDown) {
        const words = describeAnswer(answer).replace(/\.$/, '');
        onNews(`${transport.name} does not take mail: ${words}. The others take its share.`);
      }
      // The others take mail: for this delivery it is as if a connection had been lost, and it goes by another road.
      const text = answer.text;
      return { kind: 'dropped', stage: 'mail', handedOver: false, text, relay: transport.name };
    } finally {
      state.underWay--;
      state.movedAtMs = performance.now();
      waiting[0]?.();
    }
  };

  return {
    name: relays.map(({ transport }) => transport.name).join(', '),
    // One that is limited to a few messages a second must not have many waiting: they could not be taken back.
    inFlight: () =>
      relays.reduce(
        (sum, { transport, perSecond }) =>
          sum + Math.min(transport.inFlight(), Math.ceil(perSecond ?? Number.POSITIVE_INFINITY)),
        0,
      ),
    rewrites: [...new Set(relays.flatMap(({ transport }) => transport.rewrites ?? []))],
    send,
    close: async () => {
      await Promise.all(relays.map(({ transport }) => transport.close()));
    },
  };
}
