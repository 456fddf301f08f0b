/** Every correction that the publication has made, the latest first. */
import { html } from 'hono/html';
import type { Archive } from '../archive.ts';
import { formatLongDay } from '../day.ts';
import { textsFor } from '../texts/texts.ts';
import { type House, layout } from './layout.ts';
import { own, type Page } from './markup.ts';

export function correctionsPage(house: House, { issues }: Archive): Page {
  const { publication } = house;
  const { corrections: texts } = textsFor(publication.language);
  const made = issues
    .flatMap((of) => of.corrections.map((correction) => ({ ...correction, of })))
    .sort((a, b) => b.by.number - a.by.number || b.of.issue.number - a.of.issue.number);
  const entry = ({ text, by, byPath, of }: (typeof made)[number]) => html`<li>
<p class="meta"><a href="${byPath}">${texts.madeIn(by.number)}</a><br><time datetime="${by.date}">${formatLongDay(by.date, publication.language)}</time></p>
<div><h2><a href="${of.path}">${texts.to(of.issue.number)}: ${own(of.subject)}</a></h2><p>${own(text)}</p></div>
</li>`;
  return layout(house, {
    title: texts.title,
    path: 'corrections/',
    description: texts.intro,
    main: html`<div class="frame">
<h1>${texts.title}</h1>
<p class="standfirst">${made.length === 0 ? texts.none : texts.intro}</p>
${made.length === 0 ? '' : html`<ol class="issues dated">${made.map(entry)}</ol>`}
</div>`,
  });
}
