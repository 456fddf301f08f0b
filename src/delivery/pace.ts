/** How fast each recipient domain is mailed: a limit where one is set, slower where it asks for that, never in bursts. */
import { domainToASCII } from 'node:url';
import { UserError } from '../publication/problem.ts';

/** Messages a second; `*` for every domain that is not named. */
export type DomainLimits = Readonly<Record<string, number>>;

/**
 * Reads `gmail.com=20 *=50`: messages a second for a domain, `*` for each of the others; with spaces or commas between.
 * @throws UserError for what is no domain or no positive number.
 */
export function parseDomainLimits(text: string): DomainLimits {
  const limits: Record<string, number> = {};
  for (const word of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const [, domain, number] = /^([^=]+)=([0-9]+(?:\.[0-9]+)?)$/.exec(word) ?? [];
    const name = domain === '*' ? '*' : domainToASCII(domain ?? '');
    if (name === '' || !(Number(number) > 0)) {
      throw new UserError(
        `DOMAIN_LIMITS holds “${word}”. Write domain=messages a second, for instance gmail.com=20 or *=50.`,
      );
    }
    limits[name] = Number(number);
  }
  return limits;
}

export type Pick<Item> =
  | { readonly kind: 'item'; readonly item: Item }
  /** Nothing may go now; something may in `waitMs`, or never by itself when that is null. */
  | { readonly kind: 'none'; readonly waitMs: number | null };

export type Pace = {
  /** Takes the first of `items` whose domain may be mailed now out of the array, and counts it as begun. */
  readonly pick: <Item extends { readonly domain: string }>(items: Item[], nowMs: number) => Pick<Item>;
  /** The domain asks for patience: half the rate from now on, down to one message a minute. */
  readonly slowDown: (domain: string, nowMs: number) => void;
  /** The domain takes mail: a little faster again, up to its limit. */
  readonly recover: (domain: string) => void;
  /** Nothing more for this domain in this run: it refuses us, not its readers. */
  readonly close: (domain: string) => void;
  readonly closed: () => readonly string[];
  /** Domains that may not be mailed within `horizonMs`, closed ones among them: of no use in a claim. */
  readonly busyFor: (horizonMs: number, nowMs: number) => readonly string[];
  /** Other machines share the limits: each keeps to its part. */
  readonly shareWith: (machines: number) => void;
};

/** The interval at which a domain that was unlimited is slowed first, and what all slowing ends at. */
const firstSlowIntervalMs = 500;
const slowestIntervalMs = 60_000;
/** Each accepted message takes this part of a slowed domain's interval away. */
const recovery = 0.1;

type State = {
  /** Between two messages; 0 for no limit. */
  intervalMs: number;
  nextAtMs: number;
  /** Answers to what was under way when it was slowed do not slow it again. */
  slowedUntilMs: number;
  closed: boolean;
};

/**
 * A bucket that holds one message: `limit` messages a second mean one every 1/`limit` seconds, and what was not used is
 * not made up for. Times are the caller's, in milliseconds of any clock that only goes forward.
 */
export function createPace(limits: DomainLimits): Pace {
  const states = new Map<string, State>();
  let machines = 1;

  const limitOf = (domain: string): number => {
    const perSecond = limits[domain] ?? limits['*'];
    return perSecond === undefined ? 0 : (1000 * machines) / perSecond;
  };
  const stateOf = (domain: string): State => {
    let state = states.get(domain);
    if (state === undefined) {
      state = { intervalMs: limitOf(domain), nextAtMs: 0, slowedUntilMs: 0, closed: false };
      states.set(domain, state);
    }
    return state;
  };

  return {
    pick: (items, nowMs) => {
      let waitMs: number | null = null;
      for (let index = 0; index < items.length; index++) {
        const item = items[index] as (typeof items)[number];
        const state = stateOf(item.domain);
        if (state.closed) continue;
        if (state.nextAtMs > nowMs) {
          waitMs = Math.min(waitMs ?? Number.POSITIVE_INFINITY, state.nextAtMs - nowMs);
          continue;
        }
        state.nextAtMs = nowMs + state.intervalMs;
        if (index === 0) items.shift();
        else items.splice(index, 1);
        return { kind: 'item', item };
      }
      return { kind: 'none', waitMs };
    },
    slowDown: (domain, nowMs) => {
      const state = stateOf(domain);
      if (nowMs < state.slowedUntilMs) return;
      state.intervalMs = Math.min(slowestIntervalMs, Math.max(firstSlowIntervalMs, state.intervalMs * 2));
      state.nextAtMs = nowMs + state.intervalMs;
      state.slowedUntilMs = state.nextAtMs;
    },
    recover: (domain) => {
      const state = stateOf(domain);
      const limit = limitOf(domain);
      if (state.intervalMs === limit) return;
      const faster = state.intervalMs * (1 - recovery);
      state.intervalMs = faster <= Math.max(limit, 20) ? limit : faster;
    },
    close: (domain) => {
      stateOf(domain).closed = true;
    },
    closed: () => [...states].filter(([, { closed }]) => closed).map(([domain]) => domain),
    busyFor: (horizonMs, nowMs) =>
      [...states]
        .filter(([, { closed, nextAtMs }]) => closed || nextAtMs > nowMs + horizonMs)
        .map(([domain]) => domain),
    shareWith: (count) => {
      if (count === machines) return;
      const before = new Map([...states.keys()].map((domain) => [domain, limitOf(domain)]));
      machines = count;
      for (const [domain, state] of states) {
        if (state.intervalMs === before.get(domain)) state.intervalMs = limitOf(domain);
      }
    },
  };
}
