/** The shelf: every issue of the publication, the newest first. */
import { html } from 'hono/html';
import type { Newsroom } from '../../publication/newsroom.ts';
import type { Markup } from './markup.ts';

export function shelf({ issues, issueFiles }: Newsroom): Markup {
  if (issueFiles.length === 0)
    return html`<p class="shelf-empty">There is no issue yet. <code>tumen compose</code> writes the first.</p>`;
  return html`<ol class="shelf" reversed>${issueFiles.toReversed().map(({ number, slug, file }) => {
    const issue = issues.find((each) => each.file === file);
    return html`<li><a href="/issues/${number}">
      <span class="shelf-number">${number}</span>
      <span class="shelf-subject">${issue?.subject ?? slug}</span>
      ${issue === undefined ? html`<span class="shelf-note">cannot be read</span>` : html`<time datetime="${issue.date}">${longDate(issue.date)}</time>`}
    </a></li>`;
  })}</ol>`;
}

/** `16 September 2023` */
export function longDate(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}
