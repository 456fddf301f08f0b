/** Every address that an issue leads to, with its place: in the texts, in the records of sources, in the templates. */
import { textContent } from 'domutils';
import type { Context } from './context.ts';
import type { Place } from './passage.ts';
import { sharpen } from './template-place.ts';

export type Link = {
  readonly href: string;
  /** The linked words; null in a record. */
  readonly text: string | null;
  readonly place: Place;
  readonly from: 'text' | 'record' | 'template';
};

/** Merge fields as addresses are no concern of these; `mail/leftover` sees that they are filled. */
export function linksOf(context: Context): Link[] {
  const { issue, stories, read, html, templates } = context;
  const proses = [
    issue.letter,
    ...stories.map(({ body }) => body),
    ...issue.sources.map(({ note }) => note),
    issue.publication.about,
  ];
  const inTexts = proses
    .flatMap((prose) => read(prose).links)
    .flatMap(({ href, text, place }): Link[] => (href === null ? [] : [{ href, text, place, from: 'text' }]));
  const inRecords = [issue.publication, ...issue.sources].flatMap(({ url, file, lines }): Link[] =>
    url === null
      ? []
      : [{ href: url, text: null, place: { file, line: lines.get('url') ?? 1 }, from: 'record' }],
  );
  const known = new Set([...inTexts, ...inRecords].map(({ href }) => href));
  const inTemplates = html.elements
    .filter(({ name, attribs }) => name === 'a' && attribs.href !== undefined)
    .filter(({ attribs: { href = '' } }) => !known.has(href) && !href.startsWith('#') && !href.includes('{{'))
    .map((anchor): Link => {
      const href = anchor.attribs.href as string;
      const place = sharpen(templates, html.placeOf(anchor), href);
      return { href, text: textContent(anchor).trim(), place, from: 'template' };
    });
  return [...inTexts, ...inRecords, ...inTemplates];
}

/** The address as a URL, or null where it is none. */
export function parseAddress(href: string): URL | null {
  return URL.canParse(href) ? new URL(href) : null;
}

/** Web addresses of others that the issue leads to, each once: what `--online` asks. */
export function addressesOf(context: Context): string[] {
  const own = context.issue.publication.url;
  const outside = linksOf(context).filter(({ href }) => /^https?:\/\//i.test(href) && !href.startsWith(own));
  return [...new Set(outside.map(({ href }) => href))].filter((href) => URL.canParse(href));
}
