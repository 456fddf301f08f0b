/** The frame of every public page: head, masthead, footer. No scripts, nothing from another place. */
import { html, raw } from 'hono/html';
import type { Publication } from '../../publication/types.ts';
import { directionOf } from '../../render/languages.ts';
import { pagePolicy } from '../headers.ts';
import type { SiteTexts } from '../texts/site-texts.ts';
import { textsFor } from '../texts/texts.ts';
import { type Markup, own, type Page } from './markup.ts';

/** What all pages of a publication share. */
export type House = {
  readonly publication: Publication;
  /** Path of the publication at its address, `/` or `/letters/`. */
  readonly base: string;
  /** Path of the stylesheet. */
  readonly style: string;
  /** The service answers at the same address: there can be forms. */
  readonly live: boolean;
};

export type PageParts = {
  readonly title: string;
  readonly main: Markup;
  /** Path below the base, for the canonical address and the menu; null for a page that is one reader's alone. */
  readonly path: string | null;
  readonly description?: string;
  /** Absolute address of a picture, for whoever links to the page. */
  readonly card?: string;
  /** A stylesheet of this page's own, by its path. */
  readonly ownStyle?: string;
  /** A small masthead, where the page has a big one of its own. */
  readonly slim?: boolean;
  /** Another language than the publication's. */
  readonly language?: string;
};

export function layout(house: House, page: PageParts): Page {
  const { publication, base, style } = house;
  const language = page.language ?? publication.language;
  const texts = textsFor(language);
  const title = page.path === '' ? publication.title : `${page.title} – ${publication.title}`;
  const whole = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${page.path === null ? html`<meta name="robots" content="noindex">` : described(house, page, title)}
<meta http-equiv="content-security-policy" content="${pagePolicy}">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="${base}icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
${page.ownStyle === undefined ? '' : html`<link rel="stylesheet" href="${page.ownStyle}">`}
</head>
<body>
<a class="skip" href="#text">${texts.skip}</a>
${page.slim === true ? slim(house, page, texts) : masthead(house, page, texts)}
<main id="text">
${page.main}
</main>
${footer(house, texts)}
</body>
</html>
`;
  return whole.toString();
}

function described({ publication, base }: House, page: PageParts, title: string): Markup {
  const address = `${publication.url}/${page.path}`;
  const description = page.description ?? publication.tagline;
  return html`<meta name="description" content="${description}">
<link rel="canonical" href="${address}">
<link rel="alternate" type="application/rss+xml" title="RSS" href="${base}feed.xml">
<link rel="alternate" type="application/atom+xml" title="Atom" href="${base}atom.xml">
<link rel="alternate" type="application/feed+json" title="JSON Feed" href="${base}feed.json">
<meta property="og:site_name" content="${publication.title}">
<meta property="og:title" content="${page.path === '' ? title : page.title}">
<meta property="og:description" content="${description}">
<meta property="og:url" content="${address}">
<meta property="og:type" content="${page.card === undefined ? 'website' : 'article'}">
${
  page.card === undefined
    ? ''
    : html`<meta property="og:image" content="${page.card}">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">
<meta name="twitter:card" content="summary_large_image">`
}`;
}

function masthead(house: House, page: PageParts, texts: SiteTexts): Markup {
  const { publication, base } = house;
  const name = html`<a href="${base}">${own(publication.title)}</a>`;
  return html`<header class="frame masthead">
${page.path === '' ? html`<h1 class="wordmark">${name}</h1>` : html`<p class="wordmark">${name}</p>`}
<p class="tagline">${own(publication.tagline)}</p>
<nav aria-label="${texts.pages}">${menu(house, page, texts)}</nav>
</header>`;
}

function slim(house: House, page: PageParts, texts: SiteTexts): Markup {
  return html`<header class="frame slim">
<div class="bar"><a class="name" href="${house.base}">${own(house.publication.title)}</a>
<nav aria-label="${texts.pages}">${menu(house, page, texts)}</nav></div>
</header>`;
}

function menu({ base, live }: House, page: PageParts, texts: SiteTexts): Markup {
  const entries = [
    { path: 'issues/', text: texts.archive.title },
    { path: 'corrections/', text: texts.corrections.title },
    ...(live ? [{ path: 'subscribe', text: texts.subscribe.title }] : []),
  ];
  const link = ({ path, text }: (typeof entries)[number]) =>
    html`<li><a href="${base}${path}"${page.path === path ? raw(' aria-current="page"') : ''}>${text}</a></li>`;
  return html`<ul class="menu">${entries.map(link)}</ul>`;
}

function footer({ publication, base }: House, texts: SiteTexts): Markup {
  return html`<footer class="foot"><div class="frame">
<p class="links">${texts.footer.follow}: <a href="${base}feed.xml">RSS</a> <a href="${base}atom.xml">Atom</a> <a href="${base}feed.json">JSON Feed</a></p>
<address>${own(publication.postalAddress.join(' · '))}</address>
<p>${texts.footer.quiet}</p>
</div></footer>`;
}
