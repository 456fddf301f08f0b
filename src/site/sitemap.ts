/** What search engines are told: the pages that are for everybody, and the ones that are nobody's business. */
import { escapeHtml } from '../render/escape-html.ts';
import type { Archive } from './archive.ts';

export function sitemap({ publication, issues }: Archive): string {
  const newest = issues
    .map(({ updated }) => updated)
    .toSorted()
    .at(-1);
  const entries = [
    ...['', 'issues/', 'corrections/'].map((path) => entry(`${publication.url}/${path}`, newest)),
    ...issues.map(({ url, updated }) => entry(url, updated)),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${entries.join('\n')}
</urlset>
`;
}

function entry(address: string, changed: string | undefined): string {
  const lastmod = changed === undefined ? '' : `<lastmod>${changed}</lastmod>`;
  return `<url><loc>${escapeHtml(address)}</loc>${lastmod}</url>`;
}

/** Paths below which everything belongs to one reader. */
export const personalPaths = ['unsubscribe/', 'preferences/', 'confirm/', 'reader/'];

export function robots({ publication, base }: Archive): string {
  return `User-agent: *
${personalPaths.map((path) => `Disallow: ${base}${path}`).join('\n')}

Sitemap: ${publication.url}/sitemap.xml
`;
}
