/** What stands beside the issue: what is to mend in its files, what `check` found, and what it weighs. */
import { html } from 'hono/html';
import { type Finding, severities } from '../../check/finding.ts';
import { isCausedBy } from '../findings.ts';
import type { Weight } from '../gmail-line.ts';
import type { Markup } from './markup.ts';

export function findingsPanel(findings: readonly Finding[], view: string, root: string): Markup {
  if (findings.length === 0) return html`<p class="quiet">Nothing to object to.</p>`;
  const bySeverity = severities.flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity),
  );
  const here = bySeverity.filter((finding) => isCausedBy(finding, view));
  const others = bySeverity.filter((finding) => !here.includes(finding));
  const grave = others.filter(({ severity }) => severity !== 'notice');
  const notices = others.filter(({ severity }) => severity === 'notice');
  const list = (some: readonly Finding[]) =>
    html`<ol class="findings">${some.map((finding) => findingItem(finding, root))}</ol>`;
  return html`${grave.length === 0 ? html`<p class="quiet">No errors and no warnings.</p>` : list(grave)}
${here.length === 0 ? '' : html`<h3>Caused by this mail client</h3>${list(here)}`}
${notices.length === 0 ? '' : html`<details><summary>${notices.length === 1 ? 'One notice' : `${notices.length} notices`}</summary>${list(notices)}</details>`}`;
}

function findingItem(
  { severity, rule, file, line, column, what, remedy, clients = [] }: Finding,
  root: string,
): Markup {
  const affected = clients.map(({ name }) => name).join(', ');
  return html`<li class="finding ${severity}">
    <button type="button" class="finding-open" data-place="${file}:${line}"><span class="severity">${severity}</span> <span class="finding-what">${what}</span></button>
    <p>${remedy}</p>${affected === '' ? '' : html`<p class="quiet">${affected}</p>`}
    <p class="finding-place">${editorLink(root, file, line, column)} <span class="quiet">${rule}</span></p>
  </li>`;
}

/** Opens the file at the line in an editor that takes such addresses (VS Code and its kin register `vscode:`). */
export function editorLink(root: string, file: string, line: number, column?: number): Markup {
  const place = `${file}:${line}`;
  return html`<a href="${editorAddress(root, file, line, column)}">${place}</a>`;
}

export function editorAddress(root: string, file: string, line: number, column = 1): string {
  return encodeURI(`vscode://file${root.startsWith('/') ? '' : '/'}${root}/${file}:${line}:${column}`);
}

export function weightPanel({ htmlBytes, limitBytes, stories }: Weight): Markup {
  const share = Math.round((htmlBytes / limitBytes) * 100);
  const lost = stories.filter(({ fate }) => fate !== 'shown');
  const heaviest = Math.max(1, ...stories.map(({ bytes }) => bytes));
  return html`<p><strong>${kilobytes(htmlBytes)}</strong> of ${kilobytes(limitBytes)} before Gmail cuts (${share} %).</p>
<meter class="weight" min="0" max="${limitBytes}" high="${Math.round(limitBytes * 0.88)}" optimum="0" value="${Math.min(htmlBytes, limitBytes)}" aria-label="Share of Gmail’s limit">${share} %</meter>
${lost.length === 0 ? html`<p class="quiet">Every story stays above the line.</p>` : html`<p class="lost-count">${lost.length === 1 ? 'One story is' : `${lost.length} stories are`} cut or lost below Gmail’s line.</p>`}
<ol class="stories">${stories.map(
    ({
      story,
      bytes,
      fate,
    }) => html`<li class="${fate}"><button type="button" data-place="${story.file}:" title="Go to the story">${story.title}</button>
    <span class="story-bytes">${kilobytes(bytes)}${fate === 'shown' ? '' : html` <em>${fate}</em>`}</span><meter min="0" max="${heaviest}" value="${bytes}" aria-hidden="true"></meter></li>`,
  )}</ol>`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} KB`;
}
