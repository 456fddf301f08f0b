import { rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Archive, readArchive } from '../../src/site/archive.ts';
import { atomFeed, jsonFeed, rssFeed } from '../../src/site/feeds.ts';
import { robots, sitemap } from '../../src/site/sitemap.ts';
import { temporaryPublication } from '../temporary-publication.ts';
import { secondIssue } from './running-site.ts';

const feeds = suite<{ archive: Archive }>('feeds');

feeds.before(async (context) => {
  const root = await temporaryPublication(secondIssue);
  context.archive = (await readArchive(root, new Date('2030-01-01T00:00:00Z'))).archive;
  await rm(root, { recursive: true, force: true });
});

feeds('RSS names each issue once, with its day and its whole text', ({ archive }) => {
  const rss = rssFeed(archive);
  assert.equal(
    [...rss.matchAll(/<guid isPermaLink="true">([^<]*)</g)].map((match) => match[1]),
    ['https://harbour.example.org/issues/002-fog/', 'https://harbour.example.org/issues/001-ship/'],
  );
  assert.match(rss, '<pubDate>Sat, 29 Jun 2024 00:00:00 +0000</pubDate>');
  assert.match(
    rss,
    '<atom:link href="https://harbour.example.org/feed.xml" rel="self" type="application/rss+xml"/>',
  );
  assert.match(rss, 'The Gazette heard that fog kept the ship from leaving.');
  assert.not.match(rss, '{{');
  assert.not.match(rss, /unsubscribe/i);
});

feeds('Atom says when an issue was corrected, and the correction stands first', ({ archive }) => {
  const [, , corrected] = atomFeed(archive).split('<entry>');
  assert.match(corrected ?? '', '<id>https://harbour.example.org/issues/001-ship/</id>');
  assert.match(
    corrected ?? '',
    '<published>2024-06-22T00:00:00Z</published>\n<updated>2024-06-29T00:00:00Z</updated>',
  );
  assert.match(
    corrected ?? '',
    '<content type="html">&lt;p&gt;&lt;strong&gt;Corrected in No. 2.&lt;/strong&gt; The crane stood still on Wednesday',
  );
});

feeds('JSON Feed holds the same', ({ archive }) => {
  const feed = JSON.parse(jsonFeed(archive));
  assert.is(feed.version, 'https://jsonfeed.org/version/1.1');
  assert.is(feed.feed_url, 'https://harbour.example.org/feed.json');
  assert.equal(
    feed.items.map(({ id, title, date_published, date_modified }: Record<string, string>) => [
      id,
      title,
      date_published,
      date_modified,
    ]),
    [
      [
        'https://harbour.example.org/issues/002-fog/',
        'Fog, and what it hid',
        '2024-06-29T00:00:00Z',
        '2024-06-29T00:00:00Z',
      ],
      [
        'https://harbour.example.org/issues/001-ship/',
        'A ship, and a crane that stands still',
        '2024-06-22T00:00:00Z',
        '2024-06-29T00:00:00Z',
      ],
    ],
  );
  assert.match(feed.items[1].content_html, '<h2 id="story-2024-06-19-crane">The crane stands still</h2>');
  assert.not.match(feed.items[1].content_html, /<table|style=|class=/);
});

feeds('what XML cannot hold does not get in', ({ archive }) => {
  const spoiled = { ...archive, publication: { ...archive.publication, title: 'A\u0000<b>&\u000b\ud800"' } };
  assert.match(rssFeed(spoiled), '<title>A&lt;b&gt;&amp;\ufffd&quot;</title>');
});

feeds('a publication without issues has feeds without entries', ({ archive }) => {
  const none = { ...archive, issues: [] };
  assert.not.match(rssFeed(none), '<item>');
  assert.match(atomFeed(none), '<updated>1970-01-01T00:00:00Z</updated>');
  assert.equal(JSON.parse(jsonFeed(none)).items, []);
});

feeds(
  'search engines are told of every page that is for everybody, and kept from those that are not',
  ({ archive }) => {
    assert.equal(
      [...sitemap(archive).matchAll(/<loc>([^<]*)<\/loc><lastmod>([^<]*)</g)].map(([, loc, day]) => [
        loc,
        day,
      ]),
      [
        ['https://harbour.example.org/', '2024-06-29'],
        ['https://harbour.example.org/issues/', '2024-06-29'],
        ['https://harbour.example.org/corrections/', '2024-06-29'],
        ['https://harbour.example.org/issues/002-fog/', '2024-06-29'],
        ['https://harbour.example.org/issues/001-ship/', '2024-06-29'],
      ],
    );
    assert.match(robots(archive), 'Disallow: /unsubscribe/\nDisallow: /preferences/\n');
    assert.match(robots(archive), '\nSitemap: https://harbour.example.org/sitemap.xml\n');
  },
);

feeds.run();
