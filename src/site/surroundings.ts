/** Where a page made of an issue stands, and what of the subscriber's copy has no place there. */

export type Surroundings = {
  /** The publication's address without a slash at the end, and the path of it: `/` or `/letters/`. */
  readonly url: string;
  readonly base: string;
  /** The issue's own address: a link to it from itself leads nowhere. */
  readonly self: string;
  /** Where the personal links of a copy that is nobody's lead to. */
  readonly personal: readonly string[];
  /** The sentence "You receive this because …": on the web nobody does. */
  readonly whyYouGetThis: string;
  /** The heading of the standing text at the end, which a feed does not repeat. */
  readonly about: string;
};

/** The path under which a publication lives at its address, with a slash at its end: `/` or `/letters/`. */
export function basePath(url: string): string {
  return new URL(`${url}/`).pathname;
}

/** The name of the picture in `cid:letter-1a2b.png@example.org`. */
export function imageOfCid(address: string): string {
  return address.slice('cid:'.length).split('@')[0] ?? '';
}
