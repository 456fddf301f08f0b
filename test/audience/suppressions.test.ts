import { sql } from 'kysely';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addSubscriber } from '../../src/audience/subscribers.ts';
import {
  findSuppression,
  liftSuppression,
  listSuppressions,
  suppress,
  suppressed,
} from '../../src/audience/suppressions.ts';
import { addTag, parseTag, removeTag, tagsOf } from '../../src/audience/tags.ts';
import { everywhere } from '../database/stores.ts';

everywhere(
  'an address is suppressed in every spelling, a domain for everyone at it and for nobody under it',
  (withDatabase) =>
    withDatabase(async (database) => {
      for (const email of [
        'ada@example.org',
        'Bo@bücher.example.net',
        'cy@mail.example.net',
        'dee@example.com',
      ]) {
        await addSubscriber(database, 'weekly', { email }, 'x');
      }
      assert.is(await suppress(database, ' ADA@Example.org ', 'complaint', 'report'), true);
      assert.is(await suppress(database, 'ada@example.org', 'desk', 'again'), false);
      assert.is(await suppress(database, 'Bücher.example.net', 'desk', 'x'), true);
      assert.is(await suppress(database, 'example.net', 'desk', 'x'), true);
      const { rows } = await sql<{
        email: string;
      }>`select email from subscribers where ${suppressed} order by id`.execute(database.kysely);
      assert.equal(
        rows.map(({ email }) => email),
        ['ada@example.org', 'Bo@bücher.example.net'],
      );
      const found = await findSuppression(database, 'aDa@example.org');
      assert.is(found?.reason, 'complaint');
      assert.is(found?.source, 'report');
      assert.is(await findSuppression(database, 'cy@mail.example.net'), null);
      assert.is(await findSuppression(database, 'not an address'), null);
      assert.is((await listSuppressions(database)).length, 3);
      assert.is(await liftSuppression(database, 'ADA@example.org'), true);
      assert.is(await liftSuppression(database, 'ada@example.org'), false);
    }),
);

everywhere('what is neither an address nor a domain is refused', (withDatabase) =>
  withDatabase(async (database) => {
    for (const what of ['', 'example', 'a b.org', '@example.org', 'ada@', '*.example.org']) {
      try {
        await suppress(database, what, 'desk', 'x');
        assert.unreachable(what);
      } catch (error) {
        assert.is((error as Error).name, 'UserError', what);
      }
    }
    assert.equal(await listSuppressions(database), []);
  }),
);

everywhere('a tag is written in one way, stuck on once and taken off', (withDatabase) =>
  withDatabase(async (database) => {
    assert.equal(parseTag('  Press \t Corps '), { tag: 'press corps' });
    for (const text of ['', '  ', 'a,b', 'a;b', 'a\x07', 'x'.repeat(101)])
      assert.ok('refused' in parseTag(text), text);
    for (const email of ['a@example.org', 'b@example.org'])
      await addSubscriber(database, 'weekly', { email }, 'x');
    assert.is(await addTag(database, [1, 2], 'press'), 2);
    assert.is(await addTag(database, [1], 'press'), 0);
    assert.is(await addTag(database, [1], 'analyst'), 1);
    assert.equal(
      [...(await tagsOf(database.kysely, [1, 2, 3]))],
      [
        [1, ['analyst', 'press']],
        [2, ['press']],
      ],
    );
    assert.is(await removeTag(database, [1, 2], 'press'), 2);
    assert.is(await removeTag(database, [1, 2], 'press'), 0);
    assert.equal([...(await tagsOf(database.kysely, [1, 2]))], [[1, ['analyst']]]);
  }),
);

test.run();
