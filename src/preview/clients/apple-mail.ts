/** Apple Mail on macOS and iOS, which shows mail in WebKit as it was written. */
import type { Client } from './client.ts';

export const appleMail: Client = {
  id: 'apple-mail',
  title: 'Apple Mail',
  fidelity: 'high',
  rulesOf: '2026-06',
  does: 'Shows what was written, media queries and dark colours included. This browser’s engine is near to WebKit, not the same; when Apple Mail inverts colours of its own accord is disputed, so its inversion is a choice beside the others.',
  simulate: (html) => html,
};
