import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { addSubscriber, findSubscriber } from '../../src/audience/subscribers.ts';
import { makeToken } from '../../src/audience/token.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { openTestSite, type TestSite, testSecret } from './running-site.ts';

const secret = readSecret('', testSecret);
const leaving = suite<{ site: TestSite; database: Database }>('one-click unsubscribe');

leaving.before(async (context) => {
  context.site = await openTestSite();
  context.database = await openDatabase(context.site.root);
});
leaving.after(async ({ site, database }) => {
  await database.close();
  assert.equal(site.errors, []);
  await site.close();
});

let count = 0;
async function newReader({ database }: { database: Database }) {
  const email = `reader${count++}@example.org`;
  await addSubscriber(database, 'weekly', { email }, 'test');
  const found = await findSubscriber(database, email);
  const token = makeToken(secret, 'unsubscribe', { list: 'weekly', subscriberId: found?.subscriber.id ?? 0 });
  const state = async () => (await findSubscriber(database, email))?.subscriptions[0]?.state;
  return { path: `unsubscribe/${token}`, token, state, id: found?.subscriber.id ?? 0 };
}

const body = 'List-Unsubscribe=One-Click';

leaving('a POST as providers send it answers 200 at once, and the reader has left', async (context) => {
  const { site } = context;
  const multipart = new FormData();
  multipart.set('List-Unsubscribe', 'One-Click');
  const kinds: RequestInit[] = [
    { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { body: multipart },
    {},
  ];
  for (const kind of kinds) {
    const reader = await newReader(context);
    const response = await site.ask(reader.path, { method: 'POST', ...kind });
    assert.is(response.status, 200);
    assert.match(await response.text(), 'You have left');
    assert.is(response.headers.get('set-cookie'), null);
    assert.is(await reader.state(), 'unsubscribed');
  }
});

leaving('twice is harmless, and does not change when it was', async (context) => {
  const { site, database } = context;
  const reader = await newReader(context);
  const since = () =>
    database.kysely
      .selectFrom('subscriptions')
      .select('since')
      .where('subscriber_id', '=', reader.id)
      .executeTakeFirst();
  await site.text(reader.path, { method: 'POST', body });
  const first = await since();
  assert.is((await site.ask(reader.path, { method: 'POST', body })).status, 200);
  assert.equal(await since(), first);
});

leaving('GET, HEAD and OPTIONS change nothing and show a page with a button', async (context) => {
  const { site } = context;
  const reader = await newReader(context);
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    const response = await site.ask(reader.path, { method });
    assert.is(response.status, 200, method);
    const page = await response.text();
    if (method === 'HEAD') assert.is(page, '');
    else assert.match(page, /<form method="post">[\s\S]*<button type="submit">Unsubscribe<\/button>/);
  }
  for (const method of ['PUT', 'DELETE', 'PATCH'])
    assert.is((await site.ask(reader.path, { method })).status, 404, method);
  assert.is(await reader.state(), 'active');
});

leaving('a forged token gets the same pages, byte for byte, and changes nothing', async (context) => {
  const { site } = context;
  const reader = await newReader(context);
  const other = makeToken(secret, 'preferences', { list: 'weekly', subscriberId: reader.id });
  const forged = [
    `${reader.token.slice(0, -1)}${reader.token.endsWith('A') ? 'B' : 'A'}`,
    reader.token.slice(0, 30),
    'sample',
    other,
    encodeURIComponent('<script>'),
  ];
  const page = await site.text(reader.path);
  for (const token of forged) {
    assert.is(await site.text(`unsubscribe/${token}`), page, token);
    const posted = await site.ask(`unsubscribe/${token}`, { method: 'POST', body });
    assert.is(posted.status, 200);
    assert.match(await posted.text(), 'You have left');
  }
  assert.is(await reader.state(), 'active');
});

leaving('the pages say nothing of whose link it is, and are kept by nobody', async (context) => {
  const { site } = context;
  const reader = await newReader(context);
  const response = await site.ask(reader.path);
  assert.not.match(await response.text(), /example\.org|reader\d/);
  assert.is(response.headers.get('cache-control'), 'no-store');
  assert.is(response.headers.get('referrer-policy'), 'no-referrer');
});

leaving('a body too long for a form is refused, and nothing is done', async (context) => {
  const { site } = context;
  const reader = await newReader(context);
  const response = await site.ask(reader.path, { method: 'POST', body: 'x'.repeat(100_000) });
  assert.is(response.status, 413);
  assert.is(await reader.state(), 'active');
});

leaving('hundreds at once all leave', async (context) => {
  const readers = [];
  for (let index = 0; index < 300; index++) readers.push(await newReader(context));
  const statuses = await Promise.all(
    readers.map(async ({ path }) => (await context.site.ask(path, { method: 'POST', body })).status),
  );
  assert.ok(statuses.every((status) => status === 200));
  for (const reader of readers) assert.is(await reader.state(), 'unsubscribed');
});

leaving(
  'while a sender holds the database, pages are answered and a farewell waits its turn',
  async (context) => {
    const reader = await newReader(context);
    const sender = new SQLite(join(context.site.root, '.tumen/tumen.db'));
    sender.exec('begin immediate');
    const farewell = context.site.ask(reader.path, { method: 'POST', body });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.is((await context.site.ask('')).status, 200);
    assert.is(await reader.state(), 'active');
    sender.exec('commit');
    sender.close();
    assert.is((await farewell).status, 200);
    assert.is(await reader.state(), 'unsubscribed');
  },
);

leaving.run();
