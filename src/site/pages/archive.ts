/** The archive: all issues by year, and the stories that a search has found. */
import { html } from 'hono/html';
import type { Archive } from '../archive.ts';
import { formatLongDay } from '../day.ts';
import type { Hit } from '../search.ts';
import { textsFor } from '../texts/texts.ts';
import { issueList } from './issue-list.ts';
import { type House, layout } from './layout.ts';
import { type Markup, own, type Page } from './markup.ts';

export function archivePage(house: House, { issues }: Archive): Page {
  const { publication } = house;
  const texts = textsFor(publication.language);
  const years = Map.groupBy(issues, ({ issue }) => issue.date.slice(0, 4));
  return layout(house, {
    title: texts.archive.title,
    path: 'issues/',
    main: html`<div class="frame">
<h1>${texts.archive.title}</h1>
${house.live ? searchForm(house, '') : ''}
${issues.length === 0 ? html`<p>${texts.front.none}</p>` : ''}
${[...years].map(([year, ofYear]) => html`<h2 class="headed">${year}</h2>${issueList(house, ofYear)}`)}
</div>`,
  });
}

/** What was found, best first. */
export function searchPage(house: House, query: string, hits: readonly Hit[]): Page {
  const { publication } = house;
  const { archive, issueNumber } = textsFor(publication.language);
  // Set apart, so that words of the other direction do not draw the marks and the number around them along.
  const asked = `\u2068${query}\u2069`;
  const entry = ({ title, path, issue, date, status, excerpt }: Hit) => html`<li class="hit">
<p class="meta">${issueNumber(issue.number)}<br><time datetime="${date}">${formatLongDay(date, publication.language)}</time><br>${status}</p>
<div><h3><a href="${path}">${own(title)}</a></h3>
<p>${own(html`${excerpt.map(({ text, found }) => (found ? html`<mark>${text}</mark>` : text))}`)}</p></div>
</li>`;
  return layout(house, {
    title: archive.title,
    path: null,
    main: html`<div class="frame">
<h1>${archive.title}</h1>
${searchForm(house, query)}
<h2 class="headed">${hits.length === 0 ? archive.nothing(asked) : archive.found(hits.length, asked)}</h2>
${hits.length === 0 ? '' : html`<ol class="issues dated">${hits.map(entry)}</ol>`}
</div>`,
  });
}

function searchForm({ publication, base }: House, query: string): Markup {
  const { archive } = textsFor(publication.language);
  return html`<search><form class="search" action="${base}issues/" method="get">
<label>${archive.search}<input type="search" name="q" value="${query}" maxlength="200"></label>
<button type="submit">${archive.find}</button>
</form></search>`;
}
