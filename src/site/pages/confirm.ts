/** The page of the link in the confirmation letter: scanners follow every link, so only its button counts. */
import { html } from 'hono/html';
import { textsFor } from '../texts/texts.ts';
import type { House } from './layout.ts';
import type { Page } from './markup.ts';
import { noticePage } from './notice.ts';

export function confirmPage(house: House): Page {
  const { title, text, button } = textsFor(house.publication.language).confirm;
  const more = html`<form method="post"><button type="submit">${button}</button></form>`;
  return noticePage(house, { title, text, more });
}

export function confirmedPage(house: House): Page {
  const { confirm, archive } = textsFor(house.publication.language);
  const more = html`<p><a class="onward" href="${house.base}issues/">${archive.title}</a></p>`;
  return noticePage(house, { ...confirm.done, more });
}
