/** The archive as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, each issue with its whole text. */
import render from 'dom-serializer';
import { escapeHtml } from '../render/escape-html.ts';
import type { Archive, ArchivedIssue } from './archive.ts';
import { textsFor } from './texts/texts.ts';

/** Feed readers keep what they have seen; the whole archive in a feed would be fetched again and again. */
const mostEntries = 20;

export function rssFeed({ publication, issues }: Archive): string {
  const { title, tagline, url, language } = publication;
  const entries = issues.slice(0, mostEntries).map(
    (each) => `<item>
<title>${xml(each.subject)}</title>
<link>${xml(each.url)}</link>
<guid isPermaLink="true">${xml(each.url)}</guid>
<pubDate>${rfc822(each.issue.date)}</pubDate>
<description>${xml(each.preheader)}</description>
<content:encoded>${xml(contentOf(each))}</content:encoded>
</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>${xml(title)}</title>
<link>${xml(url)}/</link>
<description>${xml(tagline)}</description>
<language>${xml(language.toLowerCase())}</language>
<atom:link href="${xml(url)}/feed.xml" rel="self" type="application/rss+xml"/>
${issues[0] === undefined ? '' : `<lastBuildDate>${rfc822(lastUpdate(issues))}</lastBuildDate>\n`}${entries.join('\n')}
</channel>
</rss>
`;
}

export function atomFeed({ publication, issues }: Archive): string {
  const { title, tagline, url, language } = publication;
  const entries = issues.slice(0, mostEntries).map(
    (each) => `<entry>
<id>${xml(each.url)}</id>
<title>${xml(each.subject)}</title>
<link rel="alternate" type="text/html" href="${xml(each.url)}"/>
<published>${midnight(each.issue.date)}</published>
<updated>${midnight(each.updated)}</updated>
<summary>${xml(each.preheader)}</summary>
<content type="html">${xml(contentOf(each))}</content>
</entry>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(language)}">
<id>${xml(url)}/</id>
<title>${xml(title)}</title>
<subtitle>${xml(tagline)}</subtitle>
<link rel="alternate" type="text/html" href="${xml(url)}/"/>
<link rel="self" type="application/atom+xml" href="${xml(url)}/atom.xml"/>
<updated>${midnight(lastUpdate(issues))}</updated>
<author><name>${xml(publication.from.name)}</name></author>
${entries.join('\n')}
</feed>
`;
}

export function jsonFeed({ publication, issues }: Archive): string {
  const { title, tagline, url, language } = publication;
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    description: tagline,
    home_page_url: `${url}/`,
    feed_url: `${url}/feed.json`,
    language,
    authors: [{ name: publication.from.name, url: `${url}/` }],
    items: issues.slice(0, mostEntries).map((each) => ({
      id: each.url,
      url: each.url,
      title: each.subject,
      summary: each.preheader,
      content_html: contentOf(each),
      image: `${each.url}card.png`,
      date_published: midnight(each.issue.date),
      date_modified: midnight(each.updated),
      language,
    })),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}

/** What was put right stands before what was written. */
function contentOf({ issue, body, corrections }: ArchivedIssue): string {
  const texts = textsFor(issue.publication.language).corrections;
  const errata = corrections.map(
    ({ text, by }) => `<p><strong>${escapeHtml(texts.madeIn(by.number))}.</strong> ${escapeHtml(text)}</p>`,
  );
  return errata.join('') + render([...body.blocks], { encodeEntities: 'utf8', emptyAttrs: true });
}

/** An issue knows its day and no hour. */
function midnight(day: string): string {
  return `${day}T00:00:00Z`;
}

function rfc822(day: string): string {
  return new Date(midnight(day)).toUTCString().replace('GMT', '+0000');
}

/** Of a feed without entries, the day on which there was nothing yet. */
function lastUpdate(issues: readonly ArchivedIssue[]): string {
  return (
    issues
      .map(({ updated }) => updated)
      .toSorted()
      .at(-1) ?? '1970-01-01'
  );
}

/** Escaped, and without the controls that XML 1.0 cannot hold even escaped. */
function xml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return escapeHtml(text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));
}
