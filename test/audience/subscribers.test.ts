import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addSubscriber,
  countSubscribers,
  findSubscriber,
  listSubscribers,
  removeSubscriber,
} from '../../src/audience/subscribers.ts';
import type { Database } from '../../src/database/open.ts';
import { everywhere } from '../database/stores.ts';

async function emails(database: Database, list: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { subscriber, subscription } of listSubscribers(database, list, {}, 2)) {
    found.push(`${subscriber.email} ${subscription.state}`);
  }
  return found;
}

everywhere('a reader is added once, in whatever spelling, and found again', (withDatabase) =>
  withDatabase(async (database) => {
    const reader = { email: 'Ada@Bücher.example.org', name: 'Ada', attributes: { city: 'Seoul' } };
    assert.is(await addSubscriber(database, 'weekly', reader, 'command line'), 'added');
    assert.is(
      await addSubscriber(database, 'weekly', { email: 'ADA@xn--bcher-kva.example.org' }, 'x'),
      'already',
    );
    assert.is(await addSubscriber(database, 'alerts', { email: 'ada@bücher.example.org' }, 'x'), 'added');
    const found = await findSubscriber(database, 'ada@bücher.example.org');
    assert.equal(found?.subscriber, {
      id: 1,
      email: 'Ada@bücher.example.org',
      name: 'Ada',
      attributes: { city: 'Seoul' },
    });
    assert.equal(
      found?.subscriptions.map(({ list, state, source }) => [list, state, source]),
      [
        ['alerts', 'active', 'x'],
        ['weekly', 'active', 'command line'],
      ],
    );
    assert.is(await findSubscriber(database, 'eve@example.org'), null);
  }),
);

everywhere('a refused address is told and nothing is written', (withDatabase) =>
  withDatabase(async (database) => {
    try {
      await addSubscriber(database, 'weekly', { email: 'ada@example.org\nBcc: x@example.org' }, 'x');
      assert.unreachable('it was taken');
    } catch (error) {
      assert.is((error as Error).name, 'UserError');
      assert.match((error as Error).message, /line break/);
    }
    assert.equal(await emails(database, 'weekly'), []);
  }),
);

everywhere('whoever left stays gone: adding does not bring them back', (withDatabase) =>
  withDatabase(async (database) => {
    await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x');
    assert.is(await removeSubscriber(database, 'weekly', 'ADA@example.org', 'command line'), 'left');
    assert.is(await removeSubscriber(database, 'weekly', 'ada@example.org', 'x'), 'already');
    assert.is(await removeSubscriber(database, 'weekly', 'eve@example.org', 'x'), 'unknown');
    assert.is(await removeSubscriber(database, 'alerts', 'ada@example.org', 'x'), 'unknown');
    assert.is(await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x'), 'left');
    assert.equal(await emails(database, 'weekly'), ['ada@example.org unsubscribed']);
    assert.is((await countSubscribers(database, 'weekly')).active, 0);
  }),
);

test.run();
