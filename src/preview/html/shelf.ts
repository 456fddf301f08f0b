/** The shelf: every issue of the publication, the newest first, each with how far it has come. */
import { html } from 'hono/html';
import type { ShelvedIssue } from '../shelf.ts';
import type { Markup } from './markup.ts';

export function shelf(issues: readonly ShelvedIssue[]): Markup {
  if (issues.length === 0)
    return html`<p class="shelf-empty">There is no issue yet. <code>tumen compose</code> writes the first.</p>`;
  return html`<ol class="shelf" reversed>${issues.map(
    ({ number, title, date, state, stories, sources }) => html`<li><a href="/issues/${number}">
      <span class="shelf-number">${number}</span>
      <span class="shelf-subject">${title}</span>
      <span class="chip ${state}">${state}</span>
      <span class="shelf-note">${date === null ? 'cannot be read' : html`<time datetime="${date}">${longDate(date)}</time> · ${counted(stories, 'story', 'stories')} · ${counted(sources, 'source', 'sources')}`}</span>
    </a></li>`,
  )}</ol>
<p class="quiet shelf-keys"><kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Enter</kbd> opens, a figure opens the issue of that number.</p>`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `16 September 2023` */
function longDate(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}
