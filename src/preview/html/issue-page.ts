/** The page on which an issue is looked at: the bar, the views, one or two panes, and what stands beside them. */
import { html } from 'hono/html';
import type { Newsroom } from '../../publication/newsroom.ts';
import { keyTable } from '../page/keys.ts';
import { narrowest, widest, widths } from '../page/look.ts';
import { palettes } from '../palettes/palette.ts';
import { personas } from '../personas.ts';
import type { Proof } from '../proofs.ts';
import { clients, insides } from '../views.ts';
import type { Markup } from './markup.ts';
import { problemsPanel } from './problems.ts';

export type IssuePage = { readonly newsroom: Newsroom; readonly number: number; readonly proof: Proof };

/** Every view with its key: the clients are 1 to 8. */
export const keyedViews = [
  ...clients.map(({ id, title }, at) => ({ id, title, key: String(at + 1) })),
  ...insides.map(({ id, title, key }) => ({ id, title, key })),
];

export function issuePage({ newsroom, number, proof }: IssuePage): Markup {
  return html`<body class="issue-page" data-issue="${number}" data-root="${newsroom.root}">
<a class="skip" href="#stage">Skip to the issue</a>
<header class="bar">
  <a class="home" href="/" aria-keyshortcuts="l">${newsroom.publication?.title ?? 'All issues'}</a>
  <h1><span class="bar-number">${number}</span> <span id="subject">${subjectOf(newsroom, number)}</span></h1>
  <span class="connection" role="status">The preview has stopped. Start it again to go on.</span>
  <div class="tools">
    <button type="button" data-action="search" aria-keyshortcuts="/">Search <kbd>/</kbd></button>
    <button type="button" data-action="test" aria-keyshortcuts="@">Send a test <kbd>@</kbd></button>
    <button type="button" data-action="findings" aria-keyshortcuts="f" aria-expanded="true" aria-controls="inspector">Findings <kbd>f</kbd></button>
    <button type="button" data-action="help" aria-keyshortcuts="?" aria-label="Help">?</button>
  </div>
</header>
<div class="work">
${viewsNav()}
<main id="stage" tabindex="-1">
  <div id="problems" aria-live="polite">${problemsPanel(proof)}</div>
  ${controls()}
  <div class="panes">${pane(0)}${pane(1)}</div>
</main>
<aside id="inspector" aria-label="Findings and weight">
  <section><h2>Findings</h2><div id="findings"><p class="quiet">Being checked …</p></div></section>
  <section><h2>Weight</h2><div id="weight"></div></section>
</aside>
</div>
${dialogs()}
</body>`;
}

export function subjectOf(newsroom: Newsroom, number: number): string {
  return newsroom.issues.find((issue) => issue.number === number)?.subject ?? `Issue ${number}`;
}

function viewsNav(): Markup {
  return html`<nav class="views" aria-label="Views">
  <h2>Mail clients</h2>
  ${clients.map(({ id, title, fidelity, rulesOf, does }, at) => viewButton({ id, title, key: String(at + 1), does, fidelity, rulesOf }))}
  <h2>Inside</h2>
  ${insides.map(({ id, title, key, does }) => viewButton({ id, title, key, does, fidelity: '', rulesOf: '' }))}
</nav>`;
}

type ViewButton = { id: string; title: string; key: string; does: string; fidelity: string; rulesOf: string };

function viewButton({ id, title, key, does, fidelity, rulesOf }: ViewButton): Markup {
  return html`<button type="button" data-view="${id}" data-title="${title}" data-does="${does}" data-fidelity="${fidelity}" data-rules="${rulesOf}" aria-keyshortcuts="${key}">${title} <kbd>${key}</kbd></button>`;
}

function controls(): Markup {
  return html`<div class="controls">
    <div class="choice" role="group" aria-label="Colours">${palettes.map(
      ({ id, title, fidelity, rulesOf, does }) =>
        html`<button type="button" data-palette="${id}" data-title="${title}" data-does="${does}" data-fidelity="${fidelity}" data-rules="${rulesOf}" title="${does}">${title.replace('’s inversion', '')}</button>`,
    )}</div>
    <div class="choice" role="group" aria-label="Width in pixels">${widths.map(
      (width) => html`<button type="button" data-width="${width}">${width}</button>`,
    )}</div>
    <div class="choice" role="group" aria-label="What is shown">
      <button type="button" data-action="images" aria-keyshortcuts="i">Images off</button>
      <button type="button" data-action="fields" aria-keyshortcuts="m">Merge fields</button>
      <button type="button" data-action="beside" aria-keyshortcuts="v">Side by side</button>
    </div>
    <div class="choice"><button type="button" data-action="reader" aria-keyshortcuts="p" aria-haspopup="dialog">As <span id="reader-title"></span></button></div>
    <label class="version">Version <select id="version">
      <option value="now">Now</option><option value="head">Committed</option><option value="previous">Issue before</option>
    </select></label>
  </div>`;
}

function pane(at: number): Markup {
  const name = at === 0 ? 'First view' : 'Second view';
  return html`<section class="pane" data-pane="${at}" aria-label="${name}" ${at === 1 ? 'hidden' : ''}>
  <header class="pane-head"><strong class="pane-title"></strong> <span class="badge" hidden></span><span class="pane-size"></span></header>
  <div class="desk"><div class="frame-box">
    <iframe class="sheet" src="/frame" sandbox="allow-same-origin" title="${name} of the issue"></iframe>
    <div class="handle" role="separator" tabindex="0" aria-orientation="vertical" aria-label="Width of the ${name.toLowerCase()}" aria-valuemin="${narrowest}" aria-valuemax="${widest}" aria-valuenow="680"></div>
  </div></div>
  <footer class="pane-foot"><p class="pane-does"></p><p class="pane-place" hidden></p></footer>
</section>`;
}

function dialogs(): Markup {
  return html`<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2>
  <dl class="keys">${keyTable(keyedViews).map(({ key, does, action, value }) => html`<div data-key="${key}" data-key-action="${action}" data-key-value="${value ?? ''}"><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}</dl>
  <p class="quiet">Drag the edge of the sheet for any width. Click a part of the issue to see the line that made it. Simulations follow published rules; none is a screenshot of a client.</p>
  <form method="dialog"><button>Close</button></form></dialog>
<dialog id="readers" aria-labelledby="readers-title"><h2 id="readers-title">Look at it as</h2>
  <div class="readers">${personas.map(({ id, title, tries }) => html`<button type="button" data-reader="${id}" data-title="${title}"><bdi>${title}</bdi><span>${tries}</span></button>`)}</div>
  <form id="reader-search"><label>Subscriber’s address <input type="email" name="address" autocomplete="off" placeholder="reader@example.org"></label><button>Find</button></form>
  <div class="readers" id="subscribers" aria-live="polite"></div>
  <form method="dialog"><button>Close</button></form></dialog>
<dialog id="test" aria-labelledby="test-title"><h2 id="test-title">Send a test</h2>
  <form id="test-form"><p>One message, through the same road as <code>tumen send --test</code>; no list and no ledger is touched.</p>
  <label>Address <input type="email" name="address" required autocomplete="email" placeholder="you@example.org"></label>
  <label class="check"><input type="checkbox" name="outbox"> into the outbox folder, not to the relay</label>
  <p><button class="primary">Send</button></p><p id="test-answer" role="status"></p></form>
  <form method="dialog"><button>Close</button></form></dialog>
<dialog id="search" aria-label="Search"><input id="search-text" type="text" role="combobox" aria-expanded="true" aria-controls="search-results" aria-autocomplete="list" aria-label="Search issues, stories, views and words" placeholder="Search issues, stories, views, words" autocomplete="off">
  <ul id="search-results" role="listbox" aria-label="Found"></ul></dialog>`;
}
