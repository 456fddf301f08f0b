/** Pages that say the same to everybody: made once for a house, and kept for as long as it stands. */
import type { House } from './layout.ts';
import type { Page } from './markup.ts';

export function sameForAll(make: (house: House) => Page): (house: House) => Page {
  const made = new WeakMap<House, Page>();
  return (house) => {
    const page = made.get(house) ?? make(house);
    made.set(house, page);
    return page;
  };
}
