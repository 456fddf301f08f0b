import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eraseSubscriber, erasureHash, erasureSalt, isErased } from '../../src/audience/erasure.ts';
import { ownData } from '../../src/audience/own-data.ts';
import { askForConfirmation, confirmSubscriptions } from '../../src/audience/signup.ts';
import { addSubscriber, findSubscriber, findSubscriberById } from '../../src/audience/subscribers.ts';
import { suppress } from '../../src/audience/suppressions.ts';
import { addTag } from '../../src/audience/tags.ts';
import { everywhere } from '../database/stores.ts';
import { withDatabase } from '../database/temporary-store.ts';

const form = { source: 'form', address: '192.0.2.7', textVersion: 'form-2' };

test('an erased reader is gone from every table and from the file, but for a salted hash', () =>
  withDatabase(async (database, folder) => {
    const email = 'Zenobia.Unmistakable@example.org';
    await addSubscriber(database, 'weekly', { email, name: 'Zenobia', attributes: { city: 'Palmyra' } }, 'x');
    await addSubscriber(database, 'weekly', { email: 'bo@example.org' }, 'x');
    await addTag(database, [1, 2], 'analyst');
    await suppress(database, email, 'complaint', 'x');
    await database.kysely
      .insertInto('mailings')
      .values({
        uid: 'u',
        issue_number: 1,
        issue_slug: 's',
        list: 'weekly',
        content_hash: 'h',
        subject: 's',
        state: 'open',
        audience: 1,
        not_before: 0,
        opened_at: 0,
      })
      .execute();
    await database.kysely
      .insertInto('deliveries')
      .values({
        mailing_id: 1,
        subscriber_id: 1,
        email,
        domain: 'example.org',
        state: 'refused',
        epoch: 1,
        worker_id: null,
        due_at: 0,
        attempts: 1,
        first_handed_at: 1,
        settled_at: 1,
        code: 550,
        reason: `no such user ${email}`,
        relay: 'r',
      })
      .execute();
    await database.kysely
      .insertInto('bounces')
      .values({
        event_key: 'k',
        at: 1,
        subscriber_id: 1,
        mailing_id: 1,
        kind: 'hard',
        status: '5.1.1',
        diagnostic: `<${email}> unknown`,
        origin: 'pipe',
        decision: 'd',
      })
      .execute();

    assert.is(await eraseSubscriber(database, 1), true);
    assert.is(await eraseSubscriber(database, 1), false);

    assert.is(await ownData(database, 1), null);
    for (const table of [
      'subscribers',
      'subscriptions',
      'consent_history',
      'tags',
      'bounces',
      'suppressions',
      'deliveries',
      'erasures',
    ] as const) {
      const rows = await database.kysely.selectFrom(table).selectAll().execute();
      assert.not.match(JSON.stringify(rows), /zenobia|palmyra/i, table);
    }
    const [delivery] = await database.kysely.selectFrom('deliveries').selectAll().execute();
    assert.is(delivery?.state, 'refused', 'what was sent stays counted');
    assert.is((await findSubscriberById(database, 2))?.subscriber.email, 'bo@example.org');
    for (const file of ['tumen.db', 'tumen.db-wal']) {
      const bytes = readFileSync(join(folder, '.tumen', file)).toString('latin1');
      assert.not.match(bytes, /zenobia|palmyra/i, `${file} still holds them`);
    }
    const salt = (await erasureSalt(database.kysely)) as string;
    assert.ok(salt.length >= 40);
    assert.equal(
      (await database.kysely.selectFrom('erasures').select('hash').execute()).map(({ hash }) => hash),
      [erasureHash(salt, 'zenobia.unmistakable@example.org')],
    );
  }));

everywhere('an erased reader is not brought back by the desk, only by themselves', (withDatabase) =>
  withDatabase(async (database) => {
    await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x');
    assert.is(await isErased(database.kysely, 'ada@example.org'), false);
    await eraseSubscriber(database, 1);
    assert.is(await isErased(database.kysely, 'ada@example.org'), true);
    assert.is(await addSubscriber(database, 'weekly', { email: 'ADA@example.org' }, 'x'), 'erased');
    assert.is(await findSubscriber(database, 'ada@example.org'), null);
    const asked = await askForConfirmation(database, ['weekly'], { email: 'ada@example.org' }, form);
    const { subscriberId } = asked as { subscriberId: number };
    assert.not.equal(subscriberId, 1, 'a number is never given twice: an old link opens nobody');
    assert.is(await isErased(database.kysely, 'ada@example.org'), true, 'asking is not yet agreeing');
    assert.is(await confirmSubscriptions(database, subscriberId, ['weekly'], form), true);
    assert.is(await isErased(database.kysely, 'ada@example.org'), false);
  }),
);

test('two publications keep different hashes of the same reader', () => {
  assert.not.equal(erasureHash('one', 'ada@example.org'), erasureHash('two', 'ada@example.org'));
});

test.run();
