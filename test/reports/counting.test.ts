import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { addSubscriber } from '../../src/audience/subscribers.ts';
import { makeToken } from '../../src/audience/token.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { countEdition, linksOf } from '../../src/reports/counted-links.ts';
import { isMachine } from '../../src/reports/visits.ts';
import { openTestSite, type TestSite, testSecret } from '../site/running-site.ts';
import { smallPublication } from '../temporary-publication.ts';

const secret = readSecret('', testSecret);
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const counts = (counting: string): Record<string, string> => ({
  'content/publication.md': (smallPublication['content/publication.md'] as string).replace(
    'theme:',
    `counting: ${counting}\ntheme:`,
  ),
});

const counting = suite<{ site: TestSite; database: Database }>('counting');

counting.before.each(async (context) => {
  context.site = await openTestSite({ files: counts('clicks and opens') });
  context.database = await openDatabase(context.site.root);
  await addSubscriber(context.database, 'weekly', { email: 'ada@example.org' }, 'test');
});
counting.after.each(async ({ site, database }) => {
  await database.close();
  assert.equal(site.errors, []);
  await site.close();
});

const html =
  '<html><body><a href="https://gazette.example.org/ship?a=1&amp;b=2">ship</a><a href="#story-a">a</a>' +
  '<a href="{{unsubscribeUrl}}">leave</a><a href="https://x.example/?q={{subscriber.name}}">you</a>' +
  '<a href="https://gazette.example.org/crane">crane</a></body></html>';

/** The edition of the site's issue, and the paths of its counted addresses. */
async function counted(database: Database, kind: 'none' | 'clicks' | 'clicks and opens') {
  const publication = { url: 'https://harbour.example.org', counting: kind };
  const issue = { number: 1, publication };
  const edition = {
    issue,
    list: { id: 'weekly' },
    content: { html, text: 'https://gazette.example.org/ship' },
  };
  const sent = await countEdition(database, secret, edition as unknown as Parameters<typeof countEdition>[2]);
  const paths = [...(sent.counted?.html ?? '').matchAll(/https:\/\/harbour\.example\.org\/([ro]\/[\w.-]+)/g)];
  return { sent, paths: paths.map(([, path]) => path as string) };
}

const sums = async (database: Database) =>
  (
    await database.kysely
      .selectFrom('counts')
      .select(['link', 'kind', 'count'])
      .orderBy('link')
      .orderBy('kind')
      .execute()
  ).map(({ link, kind, count }) => `${link} ${kind} ${count}`);
const asReader = (agent = firefox, address = '203.0.113.7'): RequestInit => ({
  headers: { 'user-agent': agent, 'x-forwarded-for': address },
});

counting('nothing is counted unless the publication says so', async ({ database }) => {
  const { sent } = await counted(database, 'none');
  assert.is(sent.counted, undefined);
  assert.equal(await database.kysely.selectFrom('counted_links').selectAll().execute(), []);
});

counting(
  'links to elsewhere are led through us, personal links and the text part stay as they are',
  async ({ database }) => {
    const { sent, paths } = await counted(database, 'clicks');
    assert.equal(linksOf(html), [
      { link: 1, url: 'https://gazette.example.org/ship?a=1&b=2' },
      { link: 2, url: 'https://gazette.example.org/crane' },
    ]);
    assert.is(paths.length, 2);
    assert.match(sent.counted?.html ?? '', 'href="{{unsubscribeUrl}}"');
    assert.match(sent.counted?.html ?? '', 'href="https://x.example/?q={{subscriber.name}}"');
    assert.is(sent.counted?.text, 'https://gazette.example.org/ship');
    assert.not.match(sent.counted?.html ?? '', '<img');
    assert.is(sent.content.html, html, 'what is pinned is what was written');
  },
);

counting(
  'a click is led on at once and counted as a sum of an hour, with nothing about who it was',
  async ({ site, database }) => {
    const { paths } = await counted(database, 'clicks and opens');
    const answer = await site.ask(paths[0] as string, asReader());
    assert.is(answer.status, 302);
    assert.is(answer.headers.get('location'), 'https://gazette.example.org/ship?a=1&b=2');
    await site.ask(paths[0] as string, asReader(firefox, '203.0.113.8'));
    const picture = await site.ask(paths[2] as string, asReader());
    assert.is(picture.headers.get('content-type'), 'image/gif');
    await site.settled();
    assert.equal(await sums(database), ['0 person 1', '1 person 2']);
    assert.equal(
      Object.keys((await database.kysely.selectFrom('counts').selectAll().executeTakeFirst()) ?? {}).sort(),
      [...['count', 'hour', 'issue_number', 'kind', 'link', 'list']],
    );
  },
);

counting('prefetches, known programs and bursts are counted apart', async ({ site, database }) => {
  const { paths } = await counted(database, 'clicks');
  const [first] = paths as [string];
  await site.ask(first, { ...asReader(), method: 'HEAD' });
  await site.ask(first, { headers: { 'user-agent': firefox, 'sec-purpose': 'prefetch' } });
  await site.ask(first, asReader('Barracuda Sentinel (EE)'));
  await site.settled();
  assert.equal(await sums(database), ['1 machine 3']);
});

counting(
  'who opens more links within seconds than anybody reads is a scanner, and what it opened counts as such',
  async ({ site, database }) => {
    const tokens = [1, 2, 3, 4, 5, 6].map((link) =>
      makeToken(secret, 'click', { list: '1.weekly', subscriberId: link }),
    );
    await database.kysely
      .insertInto('counted_links')
      .values(
        tokens.map((_, index) => ({
          issue_number: 1,
          list: 'weekly',
          link: index + 1,
          url: 'https://x.example/',
        })),
      )
      .execute();
    for (const token of tokens) await site.ask(`r/${token}`, asReader(firefox, '198.51.100.1'));
    await site.ask(`r/${tokens[0]}`, asReader(firefox, '198.51.100.2'));
    await site.settled();
    assert.equal((await sums(database)).slice(0, 3), ['1 machine 1', '1 person 1', '2 machine 1']);
  },
);

counting('the first minutes of a mailing belong to gateways', async ({ site, database }) => {
  const { paths } = await counted(database, 'clicks');
  await database.kysely
    .insertInto('mailings')
    .values({
      ...{ uid: 'u', issue_number: 1, issue_slug: 'ship', list: 'weekly', content_hash: 'h', subject: 's' },
      ...{ state: 'open', audience: 1, not_before: 0, opened_at: Date.now() },
    } as never)
    .execute();
  await site.ask(paths[0] as string, asReader());
  await site.settled();
  assert.equal(await sums(database), ['1 machine 1']);
});

counting('what nobody signed leads nowhere and counts nothing', async ({ site, database }) => {
  const { paths } = await counted(database, 'clicks');
  const [first] = paths as [string];
  const other = makeToken(secret, 'unsubscribe', { list: '1.weekly', subscriberId: 1 });
  const unknown = makeToken(secret, 'click', { list: '1.weekly', subscriberId: 99 });
  for (const path of [
    first.slice(0, -1),
    `r/${other}`,
    `r/${unknown}`,
    'r/https%3A%2F%2Fevil.example',
    first.replace('r/', 'o/'),
  ]) {
    const answer = await site.ask(path, asReader());
    assert.is(answer.status, 404, path);
    assert.is(answer.headers.get('location'), null);
  }
  await site.settled();
  assert.equal(await sums(database), []);
});

counting('a request tells what it is by its method, its purpose and its program', () => {
  const of = (agent: string, method = 'GET') =>
    isMachine({ method, header: (name) => (name === 'user-agent' ? agent : undefined) });
  assert.equal(
    [firefox, 'Mozilla/5.0 (compatible; GoogleImageProxy)'].map((agent) => of(agent)),
    [false, false],
  );
  assert.equal(
    ['', 'Mozilla/5.0', 'curl/8.0', 'Slackbot-LinkExpanding 1.0'].map((agent) => of(agent)),
    [true, true, true, true],
  );
  assert.ok(of(firefox, 'HEAD'));
});

counting.run();
