/** The issue as it was sent, with the clicks of each link written behind it. */

import type { Publication } from '../publication/types.ts';
import { escapeHtml } from '../render/escape-html.ts';
import { fill, parseMergeTemplate } from '../render/personalise.ts';
import type { LinkCount } from './report.ts';

/**
 * `html` is the rendered issue with its merge fields. Returns a document without scripts, pictures from elsewhere or
 * links that lead anywhere, for a frame that shows it alone.
 */
export function clickMap(html: string, publication: Publication, links: readonly LinkCount[]): string {
  const most = Math.max(1, ...links.map(({ people }) => people));
  let next = 0;
  const marked = html.replace(/<a\b[^>]*?\shref="https?:\/\/[^"{}]*"[^>]*>[\s\S]*?<\/a>/g, (anchor) => {
    next++;
    const found = links.find(({ link }) => link === next);
    if (found === undefined) return anchor;
    return `${anchor}${badge(found, most)}`;
  });
  const still = marked
    .replace(/ (?:href|src)="[^"#][^"]*"/g, '')
    .replace('</head>', `<style>${badgeStyle}</style></head>`);
  const nobody = { subscriber: {}, unsubscribeUrl: publication.url, preferencesUrl: publication.url };
  return fill(parseMergeTemplate(still), nobody, 'html');
}

/** The more clicks, the fuller its colour; the number says it too. */
function badge({ people, url }: LinkCount, most: number): string {
  const strength = people === 0 ? 0 : 1 + Math.round((3 * people) / most);
  return `<span class="clicks clicks-${strength}" title="${escapeHtml(url)}">${people.toLocaleString('en')}</span>`;
}

const badgeStyle = `.clicks{display:inline-block;margin:0 4px;padding:0 7px;border:1px solid #8a2c0d;border-radius:9px;font:700 14px/1.4 Arial,sans-serif;color:#8a2c0d;background:#fff}
.clicks-0{color:#5c5850;border-color:#5c5850}.clicks-2{background:#fbe3d9}.clicks-3{background:#f0b79f}.clicks-4{background:#8a2c0d;color:#fff}a{pointer-events:none}`;
