/** HTML of the public pages, as hono's tagged template makes it: every value in it is escaped. */
import { html } from 'hono/html';

export type Markup = ReturnType<typeof html>;

/**
 * A whole page. A plain string: what the template gives is an object, for which the server makes a stream and reads it
 * again, and an answer costs twice as much.
 */
export type Page = string;

/** Words of the desk's own: whatever language they are in, they run in its direction, and not in that of the page. */
export function own(words: string | Markup): Markup {
  return html`<bdi>${words}</bdi>`;
}
