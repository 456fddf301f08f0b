import { sql } from 'kysely';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changeState, unsubscribe, unsubscribeFromAll, unsubscribeMany } from '../../src/audience/consent.ts';
import { ownData } from '../../src/audience/own-data.ts';
import { askForConfirmation, confirmSubscriptions } from '../../src/audience/signup.ts';
import {
  addSubscriber,
  countSubscribers,
  findSubscriber,
  removeSubscriber,
  updateSubscriber,
} from '../../src/audience/subscribers.ts';
import { liftSuppression, suppress } from '../../src/audience/suppressions.ts';
import type { Database } from '../../src/database/open.ts';
import { everywhere } from '../database/stores.ts';

const form = { source: 'form', address: '192.0.2.7', textVersion: 'form-2' };

async function history(database: Database, email: string): Promise<string[]> {
  const id = (await findSubscriber(database, email))?.subscriber.id ?? 0;
  const data = await ownData(database, id);
  return (data?.consent ?? []).map(
    ({ list, state, source, address, textVersion, agreedAtMs }) =>
      `${list} ${state} ${source} ${address} ${textVersion} ${agreedAtMs === null ? 'no' : 'agreed'}`,
  );
}

everywhere('who agreed to what, when, how and in which words is kept through every change', (withDatabase) =>
  withDatabase(async (database) => {
    const before = Date.now();
    const asked = await askForConfirmation(
      database,
      ['weekly'],
      { email: 'Ada@example.org', name: 'Ada' },
      form,
    );
    assert.equal(asked, { subscriberId: 1, alreadyActive: [] });
    const waiting = (await findSubscriber(database, 'ada@example.org'))?.subscriptions[0];
    assert.is(waiting?.state, 'unconfirmed');
    assert.is(waiting?.agreedAtMs, null);
    assert.is(waiting?.consentSource, null);
    const yes = { source: 'confirmation', address: '192.0.2.9', textVersion: 'form-2' };
    assert.is(await confirmSubscriptions(database, 1, ['weekly'], yes), true);
    const active = (await findSubscriber(database, 'ada@example.org'))?.subscriptions[0];
    assert.is(active?.state, 'active');
    assert.ok((active?.agreedAtMs ?? 0) >= before);
    assert.is(active?.consentSource, 'confirmation');
    assert.is(active?.consentAddress, '192.0.2.9');
    assert.is(active?.consentText, 'form-2');
    assert.is(await unsubscribe(database, 'weekly', 1, 'one-click'), true);
    assert.is(await unsubscribe(database, 'weekly', 1, 'one-click'), false);
    const left = (await findSubscriber(database, 'ada@example.org'))?.subscriptions[0];
    assert.is(left?.consentSource, 'confirmation', 'what was agreed to then stays known');
    assert.is(await confirmSubscriptions(database, 1, ['weekly'], yes), true);
    assert.equal(await history(database, 'ada@example.org'), [
      'weekly unconfirmed form 192.0.2.7 form-2 no',
      'weekly active confirmation 192.0.2.9 form-2 agreed',
      'weekly unsubscribed one-click null null no',
      'weekly active confirmation 192.0.2.9 form-2 agreed',
    ]);
  }),
);

everywhere('the history cannot be rewritten, not even by a statement of this program', (withDatabase) =>
  withDatabase(async (database) => {
    await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x');
    try {
      await sql`update consent_history set state = 'unsubscribed'`.execute(database.kysely);
      assert.unreachable('it was rewritten');
    } catch (error) {
      assert.match((error as Error).message, /rows of consent_history are never changed/);
    }
    assert.equal(await history(database, 'ada@example.org'), ['weekly active x desk null agreed']);
  }),
);

everywhere('a form changes nothing about somebody who is known, whoever filled it in', (withDatabase) =>
  withDatabase(async (database) => {
    await addSubscriber(database, 'weekly', { email: 'ada@example.org', name: 'Ada' }, 'x');
    await addSubscriber(database, 'alerts', { email: 'ada@example.org' }, 'x');
    await removeSubscriber(database, 'alerts', 'ada@example.org', 'x');
    const asked = await askForConfirmation(
      database,
      ['weekly', 'alerts', 'extra'],
      { email: 'ADA@example.org', name: 'Mallory', attributes: { city: 'Nowhere' } },
      form,
    );
    assert.equal(asked, { subscriberId: 1, alreadyActive: ['weekly'] });
    const found = await findSubscriber(database, 'ada@example.org');
    assert.equal(found?.subscriber, { id: 1, email: 'ada@example.org', name: 'Ada', attributes: {} });
    assert.equal(
      found?.subscriptions.map(({ list, state }) => `${list} ${state}`),
      ['alerts unsubscribed', 'extra unconfirmed', 'weekly active'],
    );
  }),
);

everywhere(
  'only a confirmation brings back who left; the desk does not, and a complaint outlives a farewell',
  (withDatabase) =>
    withDatabase(async (database) => {
      await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x');
      const place = { list: 'weekly', subscriberId: 1 };
      await database.transaction((transaction) =>
        changeState(database, transaction, ['active'], 'complained', { ...form, source: 'report' }, [place]),
      );
      assert.is(await unsubscribe(database, 'weekly', 1, 'one-click'), false);
      assert.is(await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x'), 'left');
      assert.is((await countSubscribers(database, 'weekly')).complained, 1);
      assert.is(await confirmSubscriptions(database, 1, ['weekly'], form), true);
      assert.is((await countSubscribers(database, 'weekly')).active, 1);
      assert.is(await confirmSubscriptions(database, 99, ['weekly'], form), false);
    }),
);

everywhere('leaving all lists ends each of them and says which', (withDatabase) =>
  withDatabase(async (database) => {
    for (const list of ['weekly', 'alerts', 'extra'])
      await addSubscriber(database, list, { email: 'ada@example.org' }, 'x');
    await unsubscribe(database, 'extra', 1, 'x');
    assert.equal(await unsubscribeFromAll(database, 1, 'preferences'), ['alerts', 'weekly']);
    assert.equal(await unsubscribeFromAll(database, 1, 'preferences'), []);
    assert.equal(await unsubscribeFromAll(database, 99, 'preferences'), []);
  }),
);

everywhere('many subscriptions end in one transaction, each once', (withDatabase) =>
  withDatabase(async (database) => {
    for (let index = 1; index <= 50; index++) {
      await addSubscriber(database, 'weekly', { email: `r${index}@example.org` }, 'x');
    }
    const places = Array.from({ length: 50 }, (_, index) => ({ list: 'weekly', subscriberId: index + 1 }));
    const origin = { source: 'one-click', address: null, textVersion: null };
    const ended = await unsubscribeMany(database, origin, [
      ...places,
      ...places,
      { list: 'no', subscriberId: 1 },
    ]);
    assert.is(ended.length, 50);
    assert.is((await countSubscribers(database, 'weekly')).unsubscribed, 50);
    const { count } = await database.kysely
      .selectFrom('consent_history')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('state', '=', 'unsubscribed')
      .executeTakeFirstOrThrow();
    assert.is(Number(count), 50);
  }),
);

everywhere(
  'a suppressed address gets no confirmation and is not added; one that bounced may ask once more',
  (withDatabase) =>
    withDatabase(async (database) => {
      await suppress(database, 'example.org', 'desk', 'x');
      await suppress(database, 'bo@example.net', 'complaint', 'x');
      await suppress(database, 'cy@example.net', 'bounce', 'x');
      for (const email of ['ada@EXAMPLE.org', 'Bo@example.net']) {
        assert.is(await askForConfirmation(database, ['weekly'], { email }, form), 'suppressed');
        assert.is(await addSubscriber(database, 'weekly', { email }, 'x'), 'suppressed');
        assert.is(await findSubscriber(database, email), null, 'nothing was written down');
      }
      assert.is(await addSubscriber(database, 'weekly', { email: 'cy@example.net' }, 'x'), 'suppressed');
      const asked = await askForConfirmation(database, ['weekly'], { email: 'cy@example.net' }, form);
      assert.equal(asked, { subscriberId: 1, alreadyActive: [] });
      assert.is(await confirmSubscriptions(database, 1, ['weekly'], form), true);
      assert.is(await liftSuppression(database, 'cy@example.net'), false, 'the confirmation has lifted it');
      assert.is(await liftSuppression(database, 'example.org'), true);
      assert.is(await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x'), 'added');
    }),
);

everywhere('a confirmation after the desk suppressed the reader changes nothing', (withDatabase) =>
  withDatabase(async (database) => {
    await askForConfirmation(database, ['weekly'], { email: 'ada@example.org' }, form);
    await suppress(database, 'ada@example.org', 'desk', 'x');
    assert.is(await confirmSubscriptions(database, 1, ['weekly'], form), false);
    assert.is((await countSubscribers(database, 'weekly')).unconfirmed, 1);
  }),
);

everywhere('name and attributes are changed one by one; an empty text takes one away', (withDatabase) =>
  withDatabase(async (database) => {
    const attributes = { city: 'Seoul', age: '40' };
    await addSubscriber(database, 'weekly', { email: 'ada@example.org', name: 'Ada', attributes }, 'x');
    await updateSubscriber(database, 1, { attributes: { city: '', press: 'true' } });
    const changed = (await findSubscriber(database, 'ada@example.org'))?.subscriber;
    assert.equal(changed, {
      id: 1,
      email: 'ada@example.org',
      name: 'Ada',
      attributes: { age: '40', press: 'true' },
    });
    await updateSubscriber(database, 1, { name: null });
    assert.is((await findSubscriber(database, 'ada@example.org'))?.subscriber.name, null);
  }),
);

test.run();
