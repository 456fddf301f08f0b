/** Slots: the moments at which a message may go to a domain or through a relay. Each is used once, or never. */

export type Slots = {
  /**
   * Takes a slot of `key`, of which there is one every `intervalMs` (0: no limit), or fewer while the key is slowed.
   * 0 when it was taken; otherwise how long it is until it is worth asking again, in milliseconds.
   */
  readonly take: (key: string, intervalMs: number, nowMs: number) => number;
  /** Keys of which no slot comes within `horizonMs`. */
  readonly busy: (horizonMs: number, nowMs: number) => readonly string[];
  /** The key asks for patience: half the rate from now on, down to one message a minute. */
  readonly slowDown: (key: string, intervalMs: number, nowMs: number) => void;
  /** The key takes mail: a little faster again, up to its limit. */
  readonly recover: (key: string, intervalMs: number) => void;
  /** Other processes may have slowed a key: looks at once. */
  readonly look: () => void;
  /** Calls `listener` whenever `take` may have another answer than before. */
  readonly onChange: (listener: () => void) => void;
  /** Why no slot comes any more: what the database threw. Null as long as all is well. */
  readonly failure: () => unknown;
};

/** The interval at which a key without a limit is slowed first, and what all slowing ends at. */
const firstSlowIntervalMs = 500;
const slowestIntervalMs = 60_000;
/** Each accepted message takes this part of a slowed interval away. */
const recovery = 0.1;
/** Below this it is no slowing any more. */
const fastestSlowIntervalMs = 20;

/** The interval after one more plea for patience; `slowedMs` is 0 for one that was not slowed. */
export function slower(slowedMs: number, intervalMs: number): number {
  const doubled = Math.max(slowedMs, intervalMs) * 2;
  return Math.min(slowestIntervalMs, Math.max(firstSlowIntervalMs, doubled));
}

/** The interval after one more message that was taken; 0 when it is not slowed any more. */
export function faster(slowedMs: number, intervalMs: number): number {
  const less = slowedMs * (1 - recovery);
  return less <= Math.max(intervalMs, fastestSlowIntervalMs) ? 0 : less;
}

type State = { slowedMs: number; nextAtMs: number; slowedUntilMs: number };

/**
 * Slots of one process alone: a bucket that holds one message. `limit` messages a second mean one every 1/`limit` seconds,
 * and what was not used is not made up for. Times are the caller's, of any clock that only goes forward.
 */
export function ownSlots(): Slots {
  const states = new Map<string, State>();
  const stateOf = (key: string): State => {
    let state = states.get(key);
    if (state === undefined) {
      state = { slowedMs: 0, nextAtMs: 0, slowedUntilMs: 0 };
      states.set(key, state);
    }
    return state;
  };
  return {
    take: (key, intervalMs, nowMs) => {
      const state = stateOf(key);
      if (state.nextAtMs > nowMs) return state.nextAtMs - nowMs;
      state.nextAtMs = nowMs + Math.max(intervalMs, state.slowedMs);
      return 0;
    },
    busy: (horizonMs, nowMs) =>
      [...states].filter(([, { nextAtMs }]) => nextAtMs > nowMs + horizonMs).map(([key]) => key),
    slowDown: (key, intervalMs, nowMs) => {
      const state = stateOf(key);
      if (nowMs < state.slowedUntilMs) return;
      state.slowedMs = slower(state.slowedMs, intervalMs);
      state.nextAtMs = nowMs + state.slowedMs;
      state.slowedUntilMs = state.nextAtMs;
    },
    recover: (key, intervalMs) => {
      const state = stateOf(key);
      if (state.slowedMs > 0) state.slowedMs = faster(state.slowedMs, intervalMs);
    },
    look: () => {},
    onChange: () => {},
    failure: () => null,
  };
}
