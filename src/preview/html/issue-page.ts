/** The page on which an issue is looked at: the bar, the stage, and what is wrong with the files. */
import { html } from 'hono/html';
import type { Newsroom } from '../../publication/newsroom.ts';
import { widths } from '../page/look.ts';
import type { Proof } from '../proofs.ts';
import type { Markup } from './markup.ts';
import { problemsPanel } from './problems.ts';

export type IssuePage = { readonly newsroom: Newsroom; readonly number: number; readonly proof: Proof };

export function issuePage({ newsroom, number, proof }: IssuePage): Markup {
  return html`<body class="issue-page" data-issue="${number}">
<a class="skip" href="#stage">Skip to the issue</a>
<header class="bar">
  <a class="home" href="/">${newsroom.publication?.title ?? 'All issues'}</a>
  <h1><span class="bar-number">${number}</span> <span id="subject">${subjectOf(newsroom, number)}</span></h1>
  <span class="connection" role="status">The preview has stopped. Start it again to go on.</span>
</header>
<main id="stage" tabindex="-1">
  <div id="problems" aria-live="polite">${problemsPanel(proof)}</div>
  <div class="controls">
    <div class="choice" role="group" aria-label="Width in pixels">${widths.map(
      (width) => html`<button type="button" data-width="${width}">${width}</button>`,
    )}</div>
  </div>
  <div class="pane"><iframe class="sheet" src="/frame" sandbox="allow-same-origin" title="The issue as it is mailed"></iframe></div>
</main>
</body>`;
}

export function subjectOf(newsroom: Newsroom, number: number): string {
  return newsroom.issues.find((issue) => issue.number === number)?.subject ?? `Issue ${number}`;
}
