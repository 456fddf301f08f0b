/** The archive as files: what `tumen serve` answers with and what `tumen build` writes are the same bytes. */
import { createHash } from 'node:crypto';
import { directionOf } from '../render/languages.ts';
import { paletteOf } from '../render/palette.ts';
import type { Archive } from './archive.ts';
import { drawCard } from './card.ts';
import { atomFeed, jsonFeed, rssFeed } from './feeds.ts';
import { archivePage } from './pages/archive.ts';
import { correctionsPage } from './pages/corrections.ts';
import { frontPage } from './pages/front.ts';
import { issuePage } from './pages/issue.ts';
import type { House } from './pages/layout.ts';
import type { Page } from './pages/markup.ts';
import { notFoundPage } from './pages/notice.ts';
import { subscribeForm } from './pages/subscribe.ts';
import { robots, sitemap } from './sitemap.ts';
import { siteStyle } from './style.ts';
import { webProse } from './web-prose.ts';

export type PublishedFile = {
  readonly type: string;
  /** Its name carries a hash of what it holds: it can be kept for ever. */
  readonly lasting: boolean;
  readonly read: () => Promise<Uint8Array>;
};

/** The pages' house, and every file by its path below the base: `issues/003-closest-comrade/index.html`. */
export type Published = { readonly house: House; readonly files: ReadonlyMap<string, PublishedFile> };

/** `live`: the forms of `tumen serve` are at the same address. */
export async function publish(archive: Archive, live: boolean): Promise<Published> {
  const { publication, base } = archive;
  const files = new Map<string, PublishedFile>();
  const add = (path: string, type: string, text: string): void => {
    const bytes = Buffer.from(text);
    files.set(path, { type, lasting: false, read: async () => bytes });
  };
  const addStyle = (name: string, css: string): string => {
    const bytes = Buffer.from(css);
    const path = `assets/${name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 10)}.css`;
    files.set(path, { type: 'text/css; charset=utf-8', lasting: true, read: async () => bytes });
    return base + path;
  };
  const addPage = (path: string, page: Page): void => add(path, 'text/html; charset=utf-8', page);

  const house: House = { publication, base, live, style: addStyle('site', siteStyle(publication)) };
  const form = live ? subscribeForm(house, { compact: true }) : null;
  addPage('index.html', frontPage(house, archive, webProse(publication, publication.about), form));
  addPage('issues/index.html', archivePage(house, archive));
  addPage('corrections/index.html', correctionsPage(house, archive));
  addPage('404.html', notFoundPage(house));
  for (const shown of archive.issues) {
    const style = addStyle('issue', shown.body.css);
    addPage(`issues/${shown.name}/index.html`, issuePage(house, archive, shown, style));
    files.set(`issues/${shown.name}/card.png`, {
      type: 'image/png',
      lasting: false,
      read: once(() => drawCard(shown)),
    });
  }
  for (const { name, contentType, bytes } of archive.images.values()) {
    files.set(`images/${name}`, { type: contentType, lasting: true, read: async () => bytes });
  }
  add('feed.xml', 'application/rss+xml; charset=utf-8', rssFeed(archive));
  add('atom.xml', 'application/atom+xml; charset=utf-8', atomFeed(archive));
  add('feed.json', 'application/feed+json; charset=utf-8', jsonFeed(archive));
  add('sitemap.xml', 'application/xml; charset=utf-8', sitemap(archive));
  add('robots.txt', 'text/plain; charset=utf-8', robots(archive));
  add('icon.svg', 'image/svg+xml', icon(archive));
  return { house, files };
}

/** A card takes a tenth of a second to draw; it is drawn when it is first asked for. */
function once(make: () => Promise<Uint8Array>): () => Promise<Uint8Array> {
  let made: Promise<Uint8Array> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The masthead in small: the bar, and two lines under it. */
function icon({ publication }: Archive): string {
  const { light } = paletteOf(publication.theme.accent);
  const short = directionOf(publication.language) === 'rtl' ? 12 : 4;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${light.paper}"/><path fill="${light.accent}" d="M4 5h24v6H4z"/><path fill="${light.ink}" d="M4 15h24v4H4zM${short} 23h16v4H${short}z"/></svg>\n`;
}
