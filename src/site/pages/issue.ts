/** One issue in the browser: what was mailed, with what was put right since, between its neighbours. */
import { html, raw } from 'hono/html';
import type { Archive, ArchivedIssue } from '../archive.ts';
import { textsFor } from '../texts/texts.ts';
import { type House, layout } from './layout.ts';
import { type Markup, own, type Page } from './markup.ts';

/** `style` is the path of the issue's own stylesheet. */
export function issuePage(house: House, archive: Archive, shown: ArchivedIssue, style: string): Page {
  const texts = textsFor(house.publication.language);
  const place = archive.issues.indexOf(shown);
  const neighbour = (other: ArchivedIssue | undefined, kind: string, label: string) =>
    other === undefined
      ? html`<span></span>`
      : html`<p class="${kind}"><span>${label}</span><a href="${other.path}" rel="${kind === 'older' ? 'prev' : 'next'}">${own(other.subject)}</a></p>`;
  return layout(house, {
    title: shown.subject,
    description: shown.preheader,
    path: `issues/${shown.name}/`,
    card: `${shown.url}card.png`,
    ownStyle: style,
    slim: true,
    main: html`${shown.corrections.length === 0 ? '' : errata(house, shown)}
<div class="paper-frame">${raw(shown.body.html)}</div>
<div class="frame"><nav class="turn" aria-label="${texts.archive.title}">
${neighbour(archive.issues[place + 1], 'older', texts.issue.older)}
${neighbour(archive.issues[place - 1], 'newer', texts.issue.newer)}
</nav></div>`,
  });
}

function errata({ publication }: House, { corrections }: ArchivedIssue): Markup {
  const texts = textsFor(publication.language);
  return html`<div class="frame"><aside class="errata" id="corrections" aria-label="${texts.corrections.title}">
${corrections.map(({ text, by, byPath }) => html`<p><strong><a href="${byPath}">${texts.corrections.madeIn(by.number)}</a>.</strong> ${text}</p>`)}
</aside></div>`;
}
