import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startSite } from '../../src/site/server.ts';
import { writeFiles } from '../temporary-publication.ts';
import { openTestSite, secondIssue, type TestSite, testSecret } from './running-site.ts';

const serving = suite<{ site: TestSite; clock: { now: Date } }>('the public service');

serving.before(async (context) => {
  context.clock = { now: new Date('2024-07-01T00:00:00Z') };
  context.site = await openTestSite({ files: secondIssue, now: () => context.clock.now });
});
serving.after(async ({ site }) => {
  assert.equal(site.errors, []);
  await site.close();
});

serving('the pages, feeds and pictures of the archive are there, each as what it is', async ({ site }) => {
  const types: Record<string, string> = {
    '': 'text/html; charset=utf-8',
    'issues/': 'text/html; charset=utf-8',
    'issues/002-fog/': 'text/html; charset=utf-8',
    'corrections/': 'text/html; charset=utf-8',
    'issues/002-fog/card.png': 'image/png',
    'feed.xml': 'application/rss+xml; charset=utf-8',
    'atom.xml': 'application/atom+xml; charset=utf-8',
    'feed.json': 'application/feed+json; charset=utf-8',
    'sitemap.xml': 'application/xml; charset=utf-8',
    'robots.txt': 'text/plain; charset=utf-8',
    'icon.svg': 'image/svg+xml',
  };
  for (const [path, type] of Object.entries(types)) {
    const response = await site.ask(path);
    assert.is(response.status, 200, path);
    assert.is(response.headers.get('content-type'), type, path);
  }
});

serving('no answer lets a script run, a frame be made of it or a cookie be set', async ({ site }) => {
  for (const path of ['', 'issues/002-fog/', 'issues/?q=fog', 'unsubscribe/x', 'nowhere', 'feed.xml']) {
    const { headers } = await site.ask(path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, "default-src 'none'");
    assert.match(policy, "frame-ancestors 'none'");
    assert.not.match(policy, 'unsafe');
    assert.not.match(policy, 'script-src');
    assert.is(headers.get('x-content-type-options'), 'nosniff');
    assert.is(headers.get('set-cookie'), null);
  }
});

serving('pages hold no script, no inline style and nothing from another place', async ({ site }) => {
  for (const path of ['', 'issues/', 'issues/002-fog/', 'corrections/', 'issues/?q=ship', 'unsubscribe/x']) {
    const page = await site.text(path);
    assert.not.match(page, /<script|<style|style="|javascript:| on\w+=/i);
    const loaded = [...page.matchAll(/<(?:link rel="(?:stylesheet|icon)" href|img[^>]* src)="([^"]*)"/g)];
    assert.ok(loaded.length > 0);
    for (const [, address] of loaded) assert.match(address ?? '', /^\/[^/]/, path);
  }
});

serving(
  'the address of an issue without its slash leads to it, one of nothing to a page that says so',
  async ({ site }) => {
    const moved = await site.ask('issues/002-fog');
    assert.is(moved.status, 301);
    assert.is(moved.headers.get('location'), '/issues/002-fog/');
    for (const path of [
      'issues/003-none/',
      '%ff',
      '..%2f..%2fpackage.json',
      'content/publication.md',
      '404.html',
    ]) {
      const response = await site.ask(path);
      assert.is(response.status, 404, path);
      assert.match(await response.text(), 'There is no such page');
    }
  },
);

serving('what has not changed is not sent again', async ({ site }) => {
  const first = await site.ask('issues/002-fog/');
  const tag = first.headers.get('etag') ?? '';
  assert.is((await site.ask('issues/002-fog/', { headers: { 'if-none-match': tag } })).status, 304);
  assert.is((await site.ask('issues/001-ship/', { headers: { 'if-none-match': tag } })).status, 200);
  const style = /href="(\/assets\/issue-[^"]*)"/.exec(await first.text())?.[1] ?? '';
  const { headers } = await site.ask(style.slice(1));
  assert.is(headers.get('cache-control'), 'public, max-age=31536000, immutable');
});

serving('a search answers with stories, and shows what was asked as text', async ({ site }) => {
  const found = await site.text('issues/?q=fog');
  assert.match(found, '<a href="/issues/002-fog/#story-2024-06-26-fog"><bdi>Fog over the quay</bdi></a>');
  assert.match(found, '<meta name="robots" content="noindex">');
  const nothing = await site.text(`issues/?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
  assert.match(nothing, '&lt;script&gt;');
  assert.not.match(nothing, '<script');
});

serving('corrections are shown with the issue that they are of, and all on a page', async ({ site }) => {
  const issue = await site.text('issues/001-ship/');
  assert.match(
    issue,
    /<a href="\/issues\/002-fog\/">Corrected in No. 2<\/a>\.<\/strong> The crane stood still on Wednesday/,
  );
  assert.not.match(await site.text('issues/002-fog/'), 'id="corrections"');
  assert.match(await site.text('corrections/'), 'The crane stood still on Wednesday');
  assert.match(
    await site.text('issues/'),
    '<a class="chip" href="/issues/001-ship/#corrections">Corrected</a>',
  );
});

serving('a changed file is shown after a look, a broken one leaves the last good state', async ({ site }) => {
  const file = 'issues/002-fog.md';
  const text = secondIssue[file] as string;
  await writeFiles(site.root, {
    [file]: text.replace('subject: Fog, and what it hid', 'subject: The fog has lifted'),
  });
  await site.refresh();
  assert.match(await site.text(''), 'The fog has lifted');
  await writeFiles(site.root, { 'content/publication.md': 'nothing' });
  await site.refresh();
  assert.match(await site.text(''), 'The fog has lifted');
  assert.is(site.problems.at(-1)?.file, 'content/publication.md');
});

serving('a port that is taken is told as such', async ({ site }) => {
  const port = Number(new URL(site.url).port);
  const other = await openTestSite();
  const options = {
    root: other.root,
    host: '127.0.0.1',
    port,
    environment: { TUMEN_SECRET: testSecret },
    proxies: [],
    onProblems: () => {},
    onError: () => {},
  };
  await startSite(options).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, `Port ${port} at 127.0.0.1 cannot be had`),
  );
  await other.close();
});

serving.run();
