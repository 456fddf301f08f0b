/** The sheets of what is in the message: its text, source, parts, inbox row, and how it sounds. */
import { html, raw } from 'hono/html';
import { escapeHtml } from '../../render/escape-html.ts';
import type { MimePart } from '../inside/mime.ts';
import type { Utterance } from '../inside/reading-order.ts';
import type { SourceLine } from '../inside/source-lines.ts';
import type { Markup } from './markup.ts';

/** `text` is HTML already: the plain text escaped, its merge fields perhaps marked. */
export function textSheet(text: string): Markup {
  return html`<pre>${raw(text)}</pre>`;
}

export function sourceSheet(lines: readonly SourceLine[]): Markup {
  return html`<ol class="source">${lines.map(
    ({ depth, text }) => html`<li>${'  '.repeat(Math.min(depth, 24))}${raw(colourSource(text))}</li>`,
  )}</ol>`;
}

/** One pass over a line of HTML: comments, tags with their attributes, text. */
function colourSource(line: string): string {
  return line.replace(/<!--[\s\S]*?(?:-->|$)|<(?:"[^"]*"|'[^']*'|[^"'>])*(?:>|$)|[^<]+/g, (piece) => {
    if (piece.startsWith('<!')) return `<span class="comment">${escapeHtml(piece)}</span>`;
    if (!piece.startsWith('<')) return escapeHtml(piece);
    const coloured = escapeHtml(piece).replace(
      /([\w:-]+)=(&quot;[\s\S]*?&quot;|&#39;[\s\S]*?&#39;)/g,
      '<span class="attribute">$1</span>=<span class="value">$2</span>',
    );
    return `<span class="tag">${coloured}</span>`;
  });
}

export type Envelope = { readonly from: string; readonly to: string };

export function messageSheet(message: MimePart, envelope: Envelope, octets: number): Markup {
  return html`<h1>Envelope</h1>
<dl><dt>from</dt><dd>${envelope.from}</dd><dt>to</dt><dd>${envelope.to}</dd><dt>size</dt><dd>${count(octets)} octets</dd></dl>
<h2>Headers</h2>
<dl>${message.headers.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<h2>Parts</h2>
<ul class="tree">${partItem(message)}</ul>
<p class="soft">DKIM-Signature is added when the message is handed over.</p>`;
}

function partItem({ type, encoding, bytes, parts, headers }: MimePart): Markup {
  const name = headers.find((header) => header.name.toLowerCase() === 'content-disposition')?.value;
  return html`<li><code>${type}</code> <span class="soft">${encoding}, ${count(bytes)} octets${name === undefined ? '' : `, ${name}`}</span>
    ${parts.length === 0 ? '' : html`<ul>${parts.map(partItem)}</ul>`}</li>`;
}

export function readingSheet(utterances: readonly Utterance[]): Markup {
  return html`<ol class="speech">${utterances.map(
    ({ announced, spoken, place }) =>
      html`<li data-src="${place ?? ''}"><span class="role">${announced}</span><span>${spoken.map(
        ({ role, text }) =>
          role === 'text' ? html`${text} ` : html`<span class="inline">${role}</span> ${text} `,
      )}</span></li>`,
  )}</ol>`;
}

export type InboxRow = {
  readonly from: string;
  readonly subject: string;
  readonly snippet: string;
  readonly preheader: string;
  /** As an inbox gives the day: `22 Jun`. */
  readonly day: string;
};

export function inboxSheet({ from, subject, snippet, preheader, day }: InboxRow): Markup {
  return html`<h1>How it looks before it is opened</h1>
<h2>On a phone, 375 px</h2>
<div class="inbox phone"><div class="row">
  <div class="line"><strong class="clip">${from}</strong><span class="soft">${day}</span></div>
  <div class="clip">${subject}</div><div class="soft two">${snippet}</div>
</div></div>
<h2>In Gmail’s app</h2>
<div class="inbox phone"><div class="row">
  <div class="line"><strong class="clip">${from}</strong><span class="soft">${day}</span></div>
  <div class="clip"><strong>${subject}</strong></div><div class="soft clip">${snippet}</div>
</div></div>
<h2>On a desk, one line</h2>
<div class="inbox"><div class="row line"><span class="clip"><strong>${from}</strong>   ${subject} <span class="soft">– ${snippet}</span></span><span class="soft">${day}</span></div></div>
<h2>Lengths</h2>
<dl>
<dt>Subject</dt><dd>${[...subject].length} characters</dd>
<dt>Preheader</dt><dd>${[...preheader].length} characters; 40 to 90 fill the line without saying it twice</dd>
<dt>First words</dt><dd>${snippet}</dd>
</dl>
<p class="soft">Cut by this browser at these widths, in its own type: inboxes differ by a few characters.</p>`;
}

export type ComparedWith = {
  readonly title: string;
  readonly wordsAdded: number;
  readonly wordsRemoved: number;
};

export function changesSheet(
  { title, wordsAdded, wordsRemoved }: ComparedWith,
  changes: readonly { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }[],
): Markup {
  const summary =
    wordsAdded + wordsRemoved === 0
      ? html`<p>The text is the same, word for word.</p>`
      : html`<p><ins>${count(wordsAdded)} words added</ins>, <del>${count(wordsRemoved)} taken out</del>.</p>`;
  return html`<h1>Compared with ${title}</h1>${summary}
<pre>${changes.map(({ kind, text }) => (kind === 'added' ? html`<ins>${text}</ins>` : kind === 'removed' ? html`<del>${text}</del>` : text))}</pre>`;
}

/** A sheet that says why there is nothing to show. */
export function noteSheet(title: string, text: string): Markup {
  return html`<h1>${title}</h1><p>${text}</p>`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
