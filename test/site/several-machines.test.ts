import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { addSubscriber, findSubscriber } from '../../src/audience/subscribers.ts';
import { makeToken } from '../../src/audience/token.ts';
import type { Database } from '../../src/database/open.ts';
import { tidy } from '../../src/site/housekeeping.ts';
import { postgres } from '../database/stores.ts';
import { lettersOf, posted } from './mailbox.ts';
import { openTestSite, type TestSite, testSecret } from './running-site.ts';

const whenThere = postgres === null ? test.skip : test;

/** Two services over one database, as on two machines behind one address. */
const withSites = (work: (given: { database: Database; here: TestSite; there: TestSite }) => Promise<void>) =>
  (postgres as NonNullable<typeof postgres>).withDatabase(async (database, { url: databaseUrl }) => {
    const here = await openTestSite({ databaseUrl });
    const there = await openTestSite({ databaseUrl });
    try {
      await work({ database, here, there });
      assert.equal([...here.errors, ...there.errors], []);
    } finally {
      await here.close();
      await there.close();
    }
  });

const stateOf = async (database: Database, email: string) =>
  (await findSubscriber(database, email))?.subscriptions.map(({ list, state }) => `${list} ${state}`).join();

whenThere('subscribed at one machine, confirmed at another, and left by one click at the first', () =>
  withSites(async ({ database, here, there }) => {
    const answer = await here.ask(
      'subscribe',
      posted({ email: 'ada@example.org', name: 'Ada', list: 'weekly' }),
    );
    assert.is(answer.status, 200);
    await Promise.all([here.settled(), there.settled()]);
    const letters = [...(await lettersOf(here)), ...(await lettersOf(there))];
    assert.is(letters.length, 1, 'one of them has sent the letter');
    const confirmed = await there.ask(letters[0]?.link ?? '', posted({}));
    assert.match(await confirmed.text(), 'You are on the list');
    assert.is(await stateOf(database, 'ada@example.org'), 'weekly active');

    const found = await findSubscriber(database, 'ada@example.org');
    const subject = { list: 'weekly', subscriberId: found?.subscriber.id ?? 0 };
    const token = makeToken(readSecret('', testSecret), 'unsubscribe', subject);
    const left = await here.ask(`unsubscribe/${token}`, { method: 'POST' });
    assert.is(left.status, 200);
    assert.is(await stateOf(database, 'ada@example.org'), 'weekly unsubscribed');
  }),
);

whenThere('the allowance of letters is one for all machines', () =>
  withSites(async ({ here, there }) => {
    for (const site of [here, there, here, there]) {
      await site.text('subscribe', posted({ email: 'ada@example.org', list: 'weekly' }));
    }
    await Promise.all([here.settled(), there.settled()]);
    assert.is((await lettersOf(here)).length + (await lettersOf(there)).length, 1);
  }),
);

whenThere('a flood of one-click farewells at two machines: everybody has left, once', () =>
  withSites(async ({ database, here, there }) => {
    const secret = readSecret('', testSecret);
    const tokens: string[] = [];
    for (let number = 0; number < 40; number++) {
      const email = `r${number}@example.org`;
      await addSubscriber(database, 'weekly', { email }, 'test');
      const found = await findSubscriber(database, email);
      tokens.push(
        makeToken(secret, 'unsubscribe', { list: 'weekly', subscriberId: found?.subscriber.id ?? 0 }),
      );
    }
    const asked = tokens.flatMap((token) =>
      [here, there].map((site) => site.ask(`unsubscribe/${token}`, { method: 'POST' })),
    );
    assert.ok((await Promise.all(asked)).every(({ status }) => status === 200));
    const rows = await database.kysely
      .selectFrom('consent_history')
      .select('subscriber_id')
      .where('state', '=', 'unsubscribed')
      .execute();
    assert.is(rows.length, 40, 'and the history tells each of them once');
  }),
);

whenThere('health, metrics and tidying up', () =>
  withSites(async ({ database, here }) => {
    assert.is((await here.ask('healthz')).status, 200);
    assert.match(await here.text('metrics'), /tumen_letters_waiting 0/);
    await tidy(database);
  }),
);

test.run();
