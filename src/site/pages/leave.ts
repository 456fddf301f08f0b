/** Leaving by the link in an issue: the same page for everybody, since whose link it is nobody needs to be told. */
import { html } from 'hono/html';
import { textsFor } from '../texts/texts.ts';
import { noticePage } from './notice.ts';
import { sameForAll } from './same-for-all.ts';

/** The form goes to the page's own address, which holds the token. */
export const leavePage = sameForAll((house) => {
  const texts = textsFor(house.publication.language).leave;
  const more = html`<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit">${texts.button}</button></form>`;
  return noticePage(house, { title: texts.title, text: texts.text, more });
});

export const leftPage = sameForAll((house) => {
  const texts = textsFor(house.publication.language).leave;
  const more = html`<p><a class="onward" href="${house.base}subscribe">${texts.back}</a></p>`;
  return noticePage(house, { ...texts.done, more });
});
