import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addSubscriber, findSubscriber, removeSubscriber } from '../../src/audience/subscribers.ts';
import { suppress } from '../../src/audience/suppressions.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { forgetUnconfirmed } from '../../src/site/housekeeping.ts';
import { lettersOf, posted } from './mailbox.ts';
import { openTestSite, type TestSite } from './running-site.ts';

const subscribing = suite<{ site: TestSite; database: Database; clock: { aheadMs: number } }>('subscribing');

subscribing.before.each(async (context) => {
  context.clock = { aheadMs: 0 };
  context.site = await openTestSite({ now: () => new Date(Date.now() + context.clock.aheadMs) });
  context.database = await openDatabase(context.site.root);
});
subscribing.after.each(async ({ site, database }) => {
  await database.close();
  assert.equal(site.errors, []);
  await site.close();
});

const stateOf = async (database: Database, email: string) =>
  (await findSubscriber(database, email))?.subscriptions.map(({ list, state }) => `${list} ${state}`).join();

subscribing(
  'the form, the letter, the link, the button: only then is somebody on the list',
  async ({ site, database }) => {
    const answer = await site.ask(
      'subscribe',
      posted({ email: 'Ada@Example.org', name: 'Ada', list: 'weekly' }),
    );
    assert.is(answer.status, 200);
    assert.match(await answer.text(), 'Look into your mailbox');
    assert.is(await stateOf(database, 'ada@example.org'), 'weekly unconfirmed');
    const [letter, ...more] = await lettersOf(site);
    assert.equal(more, []);
    assert.is(letter?.to, 'Ada@example.org');
    assert.is(letter?.subject, 'Please confirm: The Harbour Letter');
    assert.is(letter?.headers.get('auto-submitted'), 'auto-generated');
    assert.match(letter?.html ?? '', `href="https://harbour.example.org/${letter?.link}"`);

    for (const method of ['GET', 'HEAD'])
      assert.is((await site.ask(letter?.link ?? '', { method })).status, 200);
    assert.is(
      await stateOf(database, 'ada@example.org'),
      'weekly unconfirmed',
      'a scanner follows every link',
    );
    const confirmed = await site.ask(letter?.link ?? '', posted({}));
    assert.is(confirmed.status, 200);
    assert.match(await confirmed.text(), 'You are on the list');
    assert.is(await stateOf(database, 'ada@example.org'), 'weekly active');
    const consent = await database.kysely.selectFrom('subscriptions').selectAll().executeTakeFirstOrThrow();
    assert.is(consent.consent_source, 'form');
    assert.is(consent.consent_address, '203.0.113.7');
    assert.match(consent.consent_text ?? '', /^en-[0-9a-f]{8}$/);
  },
);

subscribing(
  'what a stranger wrote as a name does not reach the mailbox of whom they wrote to',
  async ({ site }) => {
    await site.text(
      'subscribe',
      posted({ email: 'ada@example.org', name: 'Win at https://spam.example', list: 'weekly' }),
    );
    const [letter] = await lettersOf(site);
    assert.not.match(`${letter?.text}${letter?.html}${letter?.subject}`, 'spam');
  },
);

subscribing(
  'the same answer for known, unknown, suppressed and trapped, byte for byte',
  async ({ site, database }) => {
    await addSubscriber(database, 'weekly', { email: 'known@example.org' }, 'test');
    await suppress(database, 'never@example.org', 'desk', 'test');
    const answers = [];
    for (const email of [
      'known@example.org',
      'unknown@example.org',
      'never@example.org',
      'unknown@example.org',
    ]) {
      answers.push(await site.text('subscribe', posted({ email, list: 'weekly' })));
    }
    answers.push(
      await site.text('subscribe', posted({ email: 'bot@example.org', list: 'weekly', website: 'x' })),
    );
    assert.is(new Set(answers).size, 1);
    const letters = await lettersOf(site);
    assert.equal(letters.map(({ to, subject }) => [to, subject]).sort(), [
      ['known@example.org', 'You receive The Harbour Letter already'],
      ['unknown@example.org', 'Please confirm: The Harbour Letter'],
    ]);
    assert.is(await findSubscriber(database, 'bot@example.org'), null);
  },
);

subscribing(
  'one letter a day to an address, however it is spelt and whoever asks',
  async ({ site, database }) => {
    for (let index = 0; index < 12; index++) {
      const email = ['victim@example.org', 'VICTIM@example.org', 'victim@EXAMPLE.org'][index % 3] as string;
      await site.text('subscribe', posted({ email, list: 'weekly' }, `198.51.${index}.1`));
      await site.text('preferences/', posted({ email }, `198.51.${100 + index}.1`));
    }
    assert.is((await lettersOf(site)).length, 1);
    await database.kysely.updateTable('allowances').set({ ends_at: 0 }).execute();
    await site.text('subscribe', posted({ email: 'victim@example.org', list: 'weekly' }));
    assert.is((await lettersOf(site)).length, 2, 'the next day there can be another');
  },
);

subscribing(
  'a network gets no more than its letters, and others are not kept from theirs',
  async ({ site }) => {
    for (let index = 0; index < 30; index++) {
      await site.text(
        'subscribe',
        posted({ email: `v${index}@example.org`, list: 'weekly' }, `192.0.2.${index}`),
      );
    }
    assert.is((await lettersOf(site)).length, 20);
    await site.text('subscribe', posted({ email: 'honest@example.org', list: 'weekly' }, '192.0.3.1'));
    assert.is((await lettersOf(site, 'honest@example.org')).length, 1);
  },
);

subscribing('a restart forgets no limit', async ({ site, database }) => {
  await site.text('subscribe', posted({ email: 'ada@example.org', list: 'weekly' }));
  await lettersOf(site);
  const rows = await database.kysely.selectFrom('allowances').selectAll().execute();
  assert.is(rows.length, 2);
  assert.not.match(JSON.stringify(rows), /ada|203\.0/, 'whose they are cannot be read from them');
});

subscribing('a link holds for seven days and works once', async ({ site, database, clock }) => {
  await site.text('subscribe', posted({ email: 'ada@example.org', list: 'weekly' }));
  const [letter] = await lettersOf(site);
  clock.aheadMs = 7 * 24 * 3_600_000 + 1000;
  const late = await site.ask(letter?.link ?? '', posted({}));
  assert.is(late.status, 410);
  assert.match(await late.text(), 'This link no longer works');
  assert.is(await stateOf(database, 'ada@example.org'), 'weekly unconfirmed');
  clock.aheadMs = 0;
  await site.text(letter?.link ?? '', posted({}));
  assert.match(await site.text(letter?.link ?? '', posted({})), 'You are on the list', 'pressed twice');
  await removeSubscriber(database, 'weekly', 'ada@example.org', 'test');
  assert.match(await site.text(letter?.link ?? '', posted({})), 'This link no longer works');
  assert.is(
    await stateOf(database, 'ada@example.org'),
    'weekly unsubscribed',
    'a used link brings nobody back',
  );
});

subscribing('a link that was made up, or made for something else, confirms nothing', async ({ site }) => {
  const page = await site.text('confirm/v1.abcdef.AAAA.AAAAAAAAAAAAAAAAAAAAAA');
  assert.match(page, 'Confirm your subscription');
  assert.is((await site.ask('confirm/v1.abcdef.AAAA.AAAAAAAAAAAAAAAAAAAAAA', posted({}))).status, 410);
  assert.is((await site.ask('confirm/sample', posted({}))).status, 410);
});

subscribing('who had left can come back by their own hand alone', async ({ site, database }) => {
  await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'test');
  await removeSubscriber(database, 'weekly', 'ada@example.org', 'test');
  await site.text('subscribe', posted({ email: 'ada@example.org', list: 'weekly' }));
  assert.is(await stateOf(database, 'ada@example.org'), 'weekly unsubscribed');
  const [letter] = await lettersOf(site);
  await site.text(letter?.link ?? '', posted({}));
  assert.is(await stateOf(database, 'ada@example.org'), 'weekly active');
});

subscribing(
  'what is wrong in the form is said beside it, what was written stays, nothing is sent',
  async ({ site }) => {
    const answer = await site.ask(
      'subscribe',
      posted({ email: 'not an address', name: '"><script>', list: 'other' }),
    );
    assert.is(answer.status, 422);
    const page = await answer.text();
    assert.match(page, 'value="not an address"');
    assert.match(page, 'aria-describedby="email-fault"');
    assert.match(page, '&quot;&gt;&lt;script&gt;');
    assert.equal(await lettersOf(site), []);
  },
);

subscribing('an address that nobody confirms is forgotten with its link', async ({ site, database }) => {
  await site.text('subscribe', posted({ email: 'never@example.org', list: 'weekly' }));
  await lettersOf(site);
  await forgetUnconfirmed(database);
  assert.is(await stateOf(database, 'never@example.org'), 'weekly unconfirmed');
  await database.kysely.updateTable('subscriptions').set({ since: 0 }).execute();
  await addSubscriber(database, 'weekly', { email: 'active@example.org' }, 'test');
  await forgetUnconfirmed(database);
  assert.is(await findSubscriber(database, 'never@example.org'), null);
  assert.is(await stateOf(database, 'active@example.org'), 'weekly active');
});

subscribing.run();
