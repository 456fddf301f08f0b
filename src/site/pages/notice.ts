/** Pages that say one thing: there is no such page, the message is on its way, this link no longer works. */
import { html } from 'hono/html';
import type { Notice } from '../texts/site-texts.ts';
import { textsFor } from '../texts/texts.ts';
import { type House, layout } from './layout.ts';
import type { Markup, Page } from './markup.ts';
import { sameForAll } from './same-for-all.ts';

export type NoticeParts = Notice & {
  /** What can be done about it, under the text. */
  readonly more?: Markup;
  readonly language?: string;
};

export function noticePage(house: House, { title, text, more, language }: NoticeParts): Page {
  return layout(house, {
    title,
    path: null,
    ...(language === undefined ? {} : { language }),
    main: html`<div class="frame"><h1>${title}</h1>
<div class="column"><p class="standfirst">${text}</p>
${more ?? ''}</div></div>`,
  });
}

export function notFoundPage(house: House): Page {
  const { notFound, archive } = textsFor(house.publication.language);
  const more = html`<p><a class="onward" href="${house.base}issues/">${archive.title}</a></p>`;
  return noticePage(house, { ...notFound, more });
}

/** The answer to every form in which an address is written, whatever became of it. */
export const mailPage = sameForAll((house) =>
  noticePage(house, textsFor(house.publication.language).mailOnItsWay),
);

export function expiredPage(house: House): Page {
  const { expired, preferences, subscribe } = textsFor(house.publication.language);
  const { base } = house;
  const more = html`<p><a class="onward" href="${base}subscribe">${subscribe.title}</a></p>
<p><a class="onward" href="${base}preferences/">${preferences.title}</a></p>`;
  return noticePage(house, { ...expired, more });
}
