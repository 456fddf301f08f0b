/** What the link in an issue can do, and where a reader without one asks for a link. */
import { html, raw } from 'hono/html';
import { textsFor } from '../texts/texts.ts';
import { type House, layout } from './layout.ts';
import type { Page } from './markup.ts';
import { trapField } from './subscribe.ts';

export function preferencesPage(house: House): Page {
  const texts = textsFor(house.publication.language).preferences;
  return layout(house, {
    title: texts.title,
    path: null,
    main: html`<div class="frame"><h1>${texts.title}</h1>
<div class="column"><p>${texts.text}</p>
<form method="post"><input type="hidden" name="do" value="leave"><button type="submit">${texts.end}</button></form>
<div class="part"><p>${texts.everything}</p>
<form method="post"><input type="hidden" name="do" value="link"><button type="submit" class="second">${texts.sendLink}</button></form></div>
</div></div>`,
  });
}

export function askPage(house: House, refused?: { readonly email: string; readonly fault: string }): Page {
  const { preferences, subscribe } = textsFor(house.publication.language);
  const described = refused === undefined ? '' : ' aria-invalid="true" aria-describedby="email-fault"';
  return layout(house, {
    title: preferences.title,
    path: 'preferences/',
    main: html`<div class="frame"><h1>${preferences.title}</h1>
<div class="column"><p class="standfirst">${preferences.ask}</p>
<form method="post" action="${house.base}preferences/"${raw(refused === undefined ? '' : ' novalidate')}>
<p class="field"><label for="email">${subscribe.email}</label>
<input type="email" id="email" name="email" value="${refused?.email ?? ''}" autocomplete="email" required maxlength="320"${raw(described)}>${refused === undefined ? '' : html`<span class="fault small" id="email-fault">${refused.fault}</span>`}</p>
<p class="trap" aria-hidden="true"><label>${subscribe.trap} <input type="text" name="${trapField}" tabindex="-1" autocomplete="off"></label></p>
<p><button type="submit">${preferences.sendLink}</button></p>
</form></div></div>`,
  });
}
