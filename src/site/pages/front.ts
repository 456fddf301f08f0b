/** The front page: the latest issue, how to subscribe, what the publication is, and what came before. */
import { html, raw } from 'hono/html';
import type { Archive, ArchivedIssue } from '../archive.ts';
import { formatLongDay } from '../day.ts';
import { textsFor } from '../texts/texts.ts';
import { issueList } from './issue-list.ts';
import { type House, layout } from './layout.ts';
import { type Markup, own, type Page } from './markup.ts';

/** Issues after the latest that the front page names; the archive has all. */
const earlierOnFront = 5;

/** `about` is the standing text as HTML, `subscribe` the form or nothing. */
export function frontPage(house: House, { issues }: Archive, about: string, subscribe: Markup | null): Page {
  const { publication, base } = house;
  const texts = textsFor(publication.language);
  const [latest, ...others] = issues;
  const earlier = others.slice(0, earlierOnFront);
  return layout(house, {
    title: publication.title,
    path: '',
    ...(latest === undefined ? {} : { card: `${latest.url}card.png` }),
    main: html`<div class="frame front">
<div>
${latest === undefined ? html`<p class="latest">${texts.front.none}</p>` : latestIssue(house, latest)}
${
  earlier.length === 0
    ? ''
    : html`<section aria-labelledby="earlier"><h2 class="headed" id="earlier">${texts.front.earlier}</h2>
${issueList(house, earlier)}
<p><a class="onward" href="${base}issues/">${texts.archive.title}</a></p></section>`
}
</div>
<div>
${subscribe === null ? '' : html`<section class="panel first" aria-labelledby="subscribe"><h2 id="subscribe">${texts.subscribe.title}</h2>${subscribe}</section>`}
<section class="plain" aria-labelledby="about"><h2 id="about">${texts.about}</h2>${raw(about)}</section>
</div>
</div>`,
  });
}

function latestIssue(
  { publication, base }: House,
  { issue, path, subject, preheader, picture }: ArchivedIssue,
): Markup {
  const texts = textsFor(publication.language);
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
  return html`<article class="latest" aria-labelledby="latest">
<p class="meta">${texts.front.latest} · ${texts.issueNumber(issue.number)} · <time datetime="${issue.date}">${formatLongDay(issue.date, publication.language)}</time></p>
<h2 id="latest"><a href="${path}">${own(subject)}</a></h2>
<p class="standfirst">${own(preheader)}</p>
${
  picture === null
    ? ''
    : html`<img class="picture" src="${base}images/${picture.name}" width="${picture.width}" height="${picture.height}" alt="${issue.lead.image?.alt ?? ''}">`
}
<h3 class="meta">${texts.front.contents}</h3>
<ul class="contents">${stories.map(({ id, title }) => html`<li><a href="${path}#story-${id}">${own(title)}</a></li>`)}</ul>
<p><a class="onward" href="${path}">${texts.front.read}</a></p>
</article>`;
}
