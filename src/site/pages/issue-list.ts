/** Issues in a list: date and number, subject, preheader, and whether something in them was put right. */
import { html } from 'hono/html';
import type { ArchivedIssue } from '../archive.ts';
import { formatLongDay } from '../day.ts';
import { textsFor } from '../texts/texts.ts';
import type { House } from './layout.ts';
import { type Markup, own } from './markup.ts';

export function issueList({ publication }: House, issues: readonly ArchivedIssue[]): Markup {
  const texts = textsFor(publication.language);
  const entry = ({ issue, path, subject, preheader, corrections }: ArchivedIssue) => html`<li>
<p class="meta">${texts.issueNumber(issue.number)}<br><time datetime="${issue.date}">${formatLongDay(issue.date, publication.language)}</time></p>
<div><h3><a href="${path}">${own(subject)}</a>${corrections.length === 0 ? '' : html` <a class="chip" href="${path}#corrections">${texts.corrections.mark}</a>`}</h3>
<p>${own(preheader)}</p></div>
</li>`;
  return html`<ol class="issues dated" reversed>${issues.map(entry)}</ol>`;
}
