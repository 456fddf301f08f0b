/** A reader's own page, in the reader's own language where they have chosen one. */
import { html, raw } from 'hono/html';
import type { Found } from '../../audience/subscribers.ts';
import { baseLanguage } from '../../render/languages.ts';
import { siteLanguages, textsFor } from '../texts/texts.ts';
import { type House, layout } from './layout.ts';
import { own, type Page } from './markup.ts';
import { noticePage } from './notice.ts';

export type ReaderState = {
  readonly found: Found;
  readonly token: string;
  /** What has just been done, or could not be. */
  readonly said: 'saved' | 'left' | 'unsure' | 'badName' | null;
};

export function readerPage(house: House, { found, token, said }: ReaderState): Page {
  const { publication, base } = house;
  const { subscriber, subscriptions } = found;
  const language = subscriber.attributes.language ?? publication.language;
  const { reader: texts, subscribe } = textsFor(language);
  const words = { saved: texts.saved, left: texts.left, unsure: texts.unsure, badName: subscribe.badName };
  const isOn = (list: string) => subscriptions.some((each) => each.list === list && each.state === 'active');
  const chosen = baseLanguage(language);
  return layout(house, {
    title: texts.title,
    path: null,
    language,
    main: html`<div class="frame"><h1>${texts.title}</h1>
<div class="column"><p class="standfirst">${texts.intro(subscriber.email)}</p>
${said === null ? '' : html`<p class="fault" role="${said === 'saved' || said === 'left' ? 'status' : 'alert'}">${words[said]}</p>`}
<form method="post"><input type="hidden" name="do" value="save">
<fieldset><legend>${texts.lists}</legend>
${publication.lists.map(
  ({
    id,
    name,
    description,
  }) => html`<label class="choice"><input type="checkbox" name="list" value="${id}"${raw(isOn(id) ? ' checked' : '')}>
<strong>${own(name)}</strong><span class="hint">${own(description)}</span></label>`,
)}</fieldset>
<p class="field"><label for="name">${subscribe.name} <span class="hint">(${subscribe.optional})</span></label>
<input type="text" id="name" name="name" value="${subscriber.name ?? ''}" autocomplete="name" maxlength="200"></p>
<p class="field"><label for="language">${texts.language}</label>
<select id="language" name="language">${Object.entries(siteLanguages).map(
      ([id, { name }]) =>
        html`<option value="${id}" lang="${id}"${raw(id === chosen ? ' selected' : '')}>${name}</option>`,
    )}</select></p>
<p><button type="submit">${texts.save}</button></p></form>
<section class="part" aria-labelledby="leave"><h2 id="leave">${texts.leaveAll}</h2><p>${texts.leaveAllText}</p>
<form method="post"><input type="hidden" name="do" value="leave"><button type="submit" class="second">${texts.leaveAll}</button></form></section>
<section class="part" aria-labelledby="data"><h2 id="data">${texts.data}</h2><p>${texts.dataText}</p>
<p><a class="onward" href="${base}reader/${token}/data" download>${texts.download}</a></p></section>
<section class="part" aria-labelledby="erase"><h2 id="erase">${texts.erase}</h2><p>${texts.eraseText}</p>
<form method="post"><input type="hidden" name="do" value="erase">
<p><label class="choice"><input type="checkbox" name="sure" value="yes"> <strong>${texts.eraseSure}</strong></label></p>
<button type="submit" class="second">${texts.eraseButton}</button></form></section>
</div></div>`,
  });
}

export function erasedPage(house: House): Page {
  return noticePage(house, textsFor(house.publication.language).reader.erased);
}
