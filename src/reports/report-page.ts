/** A report as one HTML page that needs nothing else: charts inline, no script, nothing loaded. */
import type { Publication } from '../publication/types.ts';
import { escapeHtml } from '../render/escape-html.ts';
import { type Colours, paletteOf } from '../render/palette.ts';
import { barChart, riseChart } from './charts.ts';
import { clickMap } from './click-map.ts';
import { countOf, momentOf, numberOf, type Report, share } from './report.ts';

export type ReportPageParts = {
  readonly publication: Publication;
  readonly report: Report;
  /** Of the same list, the latest first. */
  readonly earlier: readonly Report[];
  /** The issue's HTML with its merge fields, to draw the clicks on; null where it cannot be rendered any more. */
  readonly html: string | null;
};

export function reportPage({ publication, report, earlier, html }: ReportPageParts): string {
  const { mailing } = report;
  const title = `No. ${mailing.issueNumber} to ${mailing.list}: ${mailing.subject}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} – ${escapeHtml(publication.title)}</title>
<style>${style(publication)}</style>
</head>
<body>
<main>
<p class="wordmark">${escapeHtml(publication.title)}</p>
<h1>${escapeHtml(mailing.subject)}</h1>
<p class="meta">No. ${mailing.issueNumber} to ${escapeHtml(mailing.list)} · begun ${momentOf(mailing.openedAtMs)} UTC · ${mailing.state}</p>
${sum(report)}
${section('Acceptance over time', acceptance(report))}
${section('By domain', domains(report))}
${section('Refusals', refusals(report))}
${section('Who left', farewells(report))}
${section('Clicks', clicks(publication, report, html))}
${section('Beside earlier issues', comparison(report, earlier))}
<p class="meta">“Accepted” means that the mail server took the message. Whether it reached a mailbox, or was read, nobody can know from here.</p>
</main>
</body>
</html>
`;
}

function section(title: string, content: string): string {
  return `<section><h2>${title}</h2>\n${content}</section>`;
}

function sum({ totals }: Report): string {
  const { audience, accepted, refused, skipped, unknown, waiting } = totals;
  const figures = Object.entries({ accepted, refused, skipped, unknown, waiting });
  return `<dl class="figures"><div class="whole"><dt>audience</dt><dd>${countOf(audience)}</dd></div>
${figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${countOf(value)} <span>${share(value, audience)}</span></dd></div>`).join('\n')}</dl>`;
}

function acceptance({ acceptance: curve, mailing, totals }: Report): string {
  const last = curve.at(-1);
  if (last === undefined) return '<p>No message has been accepted yet.</p>';
  const start = Math.max(mailing.openedAtMs, mailing.notBeforeMs);
  const points = curve.map(({ untilMs, accepted }) => ({ x: untilMs - start, y: accepted }));
  const label = `${countOf(last.accepted)} of ${countOf(totals.audience)} messages accepted between ${momentOf(start)} and ${momentOf(last.untilMs)} UTC.`;
  return `<p>${label}</p>${riseChart(points, totals.audience, label, [momentOf(start), momentOf(last.untilMs)])}`;
}

function domains({ domains: all, totals }: Report): string {
  if (all.length === 0) return '<p>The audience has no domains to show.</p>';
  const bars = all.map(({ domain, audience, accepted, refused, waiting }) => ({
    name: domain,
    parts: [
      { value: accepted, class: 'accepted' },
      { value: refused, class: 'refused' },
      { value: audience - accepted - refused, class: 'other' },
    ],
    note: `${countOf(accepted)} of ${countOf(audience)}${refused === 0 ? '' : `, ${countOf(refused)} refused`}${waiting === 0 ? '' : `, ${countOf(waiting)} waiting`}`,
  }));
  const shown = all.reduce((count, { audience }) => count + audience, 0);
  const rest = totals.audience - shown;
  return `<p class="key"><span class="accepted">accepted</span> <span class="refused">refused</span> <span class="other">neither yet</span></p>
${barChart(bars, `Accepted and refused messages of the ${all.length} largest domains.`)}
${rest > 0 ? `<p class="meta">${countOf(rest)} more readers are at smaller domains, or were erased.</p>` : ''}`;
}

function refusals({ refusals: all }: Report): string {
  if (all.length === 0) return '<p>No message was refused for good.</p>';
  return table(
    ['readers', 'code', 'what the server said'],
    all.map(({ count, code, reason }) => [
      countOf(count),
      code === null ? '–' : String(code),
      escapeHtml(reason),
    ]),
  );
}

function farewells({ unsubscribed, complained, totals }: Report): string {
  return `<p>${countOf(unsubscribed)} left the list after this mailing and before the next (${share(unsubscribed, totals.accepted)} of those accepted), ${countOf(complained)} complained.</p>`;
}

function clicks(publication: Publication, { clicks: counted, totals }: Report, html: string | null): string {
  if (counted === null) return '<p>Nothing was counted: the publication has counting turned off.</p>';
  const { links, people, machines, opens, machineOpens } = counted;
  const sentence = `${numberOf(people, 'click')} by people, for ${numberOf(totals.accepted, 'message')} accepted. Prefetches, known scanners, bursts and whatever came in the first two minutes are not among them: ${numberOf(machines, 'click')}, the picture loaded ${numberOf(machineOpens, 'time')}. Otherwise it was loaded ${numberOf(opens, 'time')}; many mail programs never load it, and some load it unread.`;
  const ranked = links.toSorted((a, b) => b.people - a.people || a.link - b.link).slice(0, 15);
  const bars = ranked.map(({ url, people: count, machines: apart }) => ({
    name: url.replace(/^https?:\/\//, ''),
    parts: [{ value: count, class: 'accepted' }],
    note: `${countOf(count)}${apart === 0 ? '' : ` (and ${countOf(apart)} by machines)`}`,
  }));
  const map =
    html === null
      ? ''
      : `<h3>On the issue itself</h3>
<iframe title="The issue with the clicks of each link" sandbox srcdoc="${escapeHtml(clickMap(html, publication, links))}"></iframe>`;
  return `<p>${sentence}</p>${barChart(bars, 'Clicks by people on the most clicked links.')}${map}`;
}

function comparison(report: Report, earlier: readonly Report[]): string {
  if (earlier.length === 0) return '<p>This is the first mailing to its list.</p>';
  const row = ({ mailing, totals, unsubscribed, clicks: counted }: Report) => [
    `No. ${mailing.issueNumber}, ${momentOf(mailing.openedAtMs).slice(0, 10)}`,
    countOf(totals.audience),
    share(totals.accepted, totals.audience),
    share(totals.refused, totals.audience),
    share(unsubscribed, totals.accepted),
    counted === null ? '–' : share(counted.people, totals.accepted),
  ];
  return table(
    ['issue', 'audience', 'accepted', 'refused', 'left', 'clicks per accepted'],
    [report, ...earlier].map(row),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<div class="wide" tabindex="0" role="region" aria-label="${heads.join(', ')}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Refused is told by more than its colour: its number stands beside each bar. */
function style({ theme }: Publication): string {
  const { light, dark } = paletteOf(theme.accent);
  const colours = ({ paper, panel, ink, muted, rule, accent }: Colours, refused: string) =>
    `--paper:${paper};--panel:${panel};--ink:${ink};--muted:${muted};--rule:${rule};--accent:${accent};--refused:${refused}`;
  return `:root{color-scheme:light dark;${colours(light, '#a33a10')}}
@media(prefers-color-scheme:dark){:root{${colours(dark, '#f0916b')}}}
body{margin:0;background:var(--paper);color:var(--ink);font:18px/1.6 'Iowan Old Style','Palatino Linotype',Palatino,Georgia,serif}
main{max-width:704px;margin:0 auto;padding:32px 32px 64px}
main::before{content:"";display:block;border-top:6px solid var(--accent)}
.wordmark{margin:18px 0 0;font-weight:700;font-size:21px}h1{margin:20px 0 8px;font-size:38px;line-height:1.12;text-wrap:balance}
h2{margin:48px 0 14px;padding-top:8px;border-top:3px solid var(--ink);font-size:22px}h3{margin:28px 0 10px;font-size:19px}
.meta,.key,table,text,.figures{font-family:-apple-system,'Segoe UI',Arial,sans-serif}.meta,.key{color:var(--muted);font-size:16px}
.figures{display:flex;flex-wrap:wrap;gap:16px 32px;margin:28px 0 0}.figures dt{color:var(--muted);font-size:16px}
.figures dd{margin:0;font-size:26px;font-weight:700}.figures dd span{color:var(--muted);font-size:16px;font-weight:400}
.chart{display:block;width:100%;height:auto;margin:12px 0 0}text{font-size:15px;fill:var(--muted)}text.name{fill:var(--ink)}
.grid{stroke:var(--rule)}.line{fill:none;stroke:var(--accent);stroke-width:3}.area{fill:var(--accent);opacity:.12}
rect.accepted{fill:var(--accent)}rect.refused{fill:var(--refused)}rect.other{fill:var(--rule)}
.key span::before{content:"";display:inline-block;width:14px;height:14px;margin:0 6px 0 0;vertical-align:-1px}.key span{margin-inline-end:18px}
.key .accepted::before{background:var(--accent)}.key .refused::before{background:var(--refused)}.key .other::before{background:var(--rule)}
.wide{overflow-x:auto}table{width:100%;border-collapse:collapse;font-size:16px}th,td{padding:8px 14px 8px 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}th{border-bottom-width:2px;color:var(--muted)}
iframe{width:100%;height:900px;border:1px solid var(--rule);background:#fff}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media(max-width:479px){main{padding:16px 20px 48px}h1{font-size:30px}}`;
}
