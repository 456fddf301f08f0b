/** Pages that say one thing: there is no such page, the message is on its way, this link no longer works. */
import { html } from 'hono/html';
import type { Notice } from '../texts/site-texts.ts';
import { textsFor } from '../texts/texts.ts';
import { type House, layout } from './layout.ts';
import type { Markup } from './markup.ts';

export type NoticeParts = Notice & {
  /** What can be done about it, under the text. */
  readonly more?: Markup;
  readonly language?: string;
};

export function noticePage(house: House, { title, text, more, language }: NoticeParts): Markup {
  return layout(house, {
    title,
    path: null,
    ...(language === undefined ? {} : { language }),
    main: html`<div class="frame"><h1>${title}</h1>
<div class="column"><p class="standfirst">${text}</p>
${more ?? ''}</div></div>`,
  });
}

export function notFoundPage(house: House): Markup {
  const { notFound, archive } = textsFor(house.publication.language);
  const more = html`<p><a class="onward" href="${house.base}issues/">${archive.title}</a></p>`;
  return noticePage(house, { ...notFound, more });
}
