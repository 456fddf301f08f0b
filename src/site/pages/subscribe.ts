/** The subscribe form: plain HTML that works without scripts, on its own page and on the front page. */
import { html, raw } from 'hono/html';
import { textsFor } from '../texts/texts.ts';
import { type House, layout } from './layout.ts';
import { type Markup, own, type Page } from './markup.ts';

/** What was written into the form, and what is wrong with it. */
export type FormState = {
  readonly email: string;
  readonly name: string;
  readonly lists: readonly string[];
  readonly faults: { readonly email?: string; readonly name?: string; readonly lists?: string };
};

/** Its name says nothing of its purpose: programs that fill in every field fill in this one too, people never see it. */
export const trapField = 'website';

export function subscribePage(house: House, state?: FormState): Page {
  const texts = textsFor(house.publication.language).subscribe;
  return layout(house, {
    title: texts.title,
    path: 'subscribe',
    main: html`<div class="frame"><h1>${texts.title}</h1>
<div class="column"><p class="standfirst">${own(house.publication.tagline)}</p>
${subscribeForm(house, state === undefined ? {} : { state })}</div></div>`,
  });
}

/** `compact` leaves out the name and the descriptions of the lists. */
export function subscribeForm(
  house: House,
  { state, compact = false }: { readonly state?: FormState; readonly compact?: boolean },
): Markup {
  const { publication, base } = house;
  const texts = textsFor(publication.language).subscribe;
  const faults = state?.faults ?? {};
  const broken = Object.keys(faults).length > 0;
  return html`<form action="${base}subscribe" method="post"${raw(broken ? ' novalidate' : '')}>
${broken ? html`<p class="fault" role="alert">${texts.mend}</p>` : ''}
<p class="field"><label for="email">${texts.email}</label>
<input type="email" id="email" name="email" value="${state?.email ?? ''}" autocomplete="email" required maxlength="320"${described('email', faults.email)}>${fault('email', faults.email)}</p>
${
  compact
    ? ''
    : html`<p class="field"><label for="name">${texts.name} <span class="hint">(${texts.optional})</span></label>
<input type="text" id="name" name="name" value="${state?.name ?? ''}" autocomplete="name" maxlength="200"${described('name', faults.name)}>${fault('name', faults.name)}</p>`
}
${listChoice(house, state, compact)}
<p class="trap" aria-hidden="true"><label>${texts.trap} <input type="text" name="${trapField}" tabindex="-1" autocomplete="off"></label></p>
<p class="hint">${texts.promise}</p>
<p><button type="submit">${texts.button}</button></p>
</form>`;
}

/** With one list there is nothing to choose. The first is chosen where nothing was yet. */
function listChoice({ publication }: House, state: FormState | undefined, compact: boolean): Markup {
  const { lists, language } = publication;
  const texts = textsFor(language).subscribe;
  const [only] = lists;
  if (lists.length === 1 && only !== undefined)
    return html`<input type="hidden" name="list" value="${only.id}">`;
  const chosen = state?.lists ?? (only === undefined ? [] : [only.id]);
  return html`<fieldset${described('lists', state?.faults.lists)}><legend>${texts.lists}</legend>
${lists.map(
  ({
    id,
    name,
    description,
  }) => html`<label class="choice"><input type="checkbox" name="list" value="${id}"${raw(chosen.includes(id) ? ' checked' : '')}>
<strong>${own(name)}</strong>${compact ? '' : html`<span class="hint">${own(description)}</span>`}</label>`,
)}${fault('lists', state?.faults.lists)}</fieldset>`;
}

function described(field: string, text: string | undefined): Markup {
  if (text === undefined) return raw('');
  return raw(` ${field === 'lists' ? '' : 'aria-invalid="true" '}aria-describedby="${field}-fault"`);
}

function fault(field: string, text: string | undefined): Markup | '' {
  return text === undefined ? '' : html`<span class="fault small" id="${field}-fault">${text}</span>`;
}
