/** How fast each recipient domain is mailed: a limit where one is set, slower where it asks for that, never in bursts. */
import { domainToASCII } from 'node:url';
import { UserError } from '../publication/problem.ts';
import { ownSlots, type Slots } from './slots.ts';

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
};

/** Times are of the clock that `slots` go by, in milliseconds. */
export function createPace(limits: DomainLimits, slots: Slots = ownSlots()): Pace {
  const closed = new Set<string>();
  const intervalOf = (domain: string): number => {
    const perSecond = limits[domain] ?? limits['*'];
    return perSecond === undefined ? 0 : 1000 / perSecond;
  };
  return {
    pick: (items, nowMs) => {
      let waitMs: number | null = null;
      for (let index = 0; index < items.length; index++) {
        const item = items[index] as (typeof items)[number];
        if (closed.has(item.domain)) continue;
        const itsWaitMs = slots.take(item.domain, intervalOf(item.domain), nowMs);
        if (itsWaitMs > 0) {
          waitMs = Math.min(waitMs ?? Number.POSITIVE_INFINITY, itsWaitMs);
          continue;
        }
        if (index === 0) items.shift();
        else items.splice(index, 1);
        return { kind: 'item', item };
      }
      return { kind: 'none', waitMs };
    },
    slowDown: (domain, nowMs) => slots.slowDown(domain, intervalOf(domain), nowMs),
    recover: (domain) => slots.recover(domain, intervalOf(domain)),
    close: (domain) => {
      closed.add(domain);
    },
    closed: () => [...closed],
    busyFor: (horizonMs, nowMs) => [...new Set([...closed, ...slots.busy(horizonMs, nowMs)])],
  };
}
