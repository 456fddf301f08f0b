/** HTML of the public pages, as hono's tagged template makes it: every value in it is escaped. */
import type { html } from 'hono/html';

export type Markup = ReturnType<typeof html>;
