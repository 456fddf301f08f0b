import { Readable } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ImportSummary, importCsv, type RejectedRow } from '../../src/audience/import.ts';
import {
  addSubscriber,
  countSubscribers,
  findSubscriber,
  listSubscribers,
  removeSubscriber,
} from '../../src/audience/subscribers.ts';
import type { Database } from '../../src/database/open.ts';
import { withDatabase } from '../database/temporary-store.ts';

async function emails(database: Database, list: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { subscriber, subscription } of listSubscribers(database, list, {}, 2)) {
    found.push(`${subscriber.email} ${subscription.state}`);
  }
  return found;
}

async function importText(
  database: Database,
  text: string | Buffer,
  list = 'weekly',
): Promise<{ summary: ImportSummary; rejected: RejectedRow[] }> {
  const rejected: RejectedRow[] = [];
  const summary = await importCsv(database, Readable.from([Buffer.from(text)]), {
    list,
    fields: ['city', 'favouriteTea'],
    source: 'import readers.csv',
    onRejected: (row) => rejected.push(row),
  });
  assert.is(
    summary.rows,
    summary.added + summary.already + summary.left + summary.duplicates + summary.rejected,
  );
  return { summary, rejected };
}

test('a reader is added once, in whatever spelling, and found again', () =>
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
  }));

test('a refused address is told and nothing is written', () =>
  withDatabase(async (database) => {
    try {
      await addSubscriber(database, 'weekly', { email: 'ada@example.org\nBcc: x@example.org' }, 'x');
      assert.unreachable('it was taken');
    } catch (error) {
      assert.is((error as Error).name, 'UserError');
      assert.match((error as Error).message, /line break/);
    }
    assert.equal(await emails(database, 'weekly'), []);
  }));

test('whoever left stays gone: neither adding nor importing brings them back', () =>
  withDatabase(async (database) => {
    await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x');
    assert.is(await removeSubscriber(database, 'weekly', 'ADA@example.org', 'command line'), 'left');
    assert.is(await removeSubscriber(database, 'weekly', 'ada@example.org', 'x'), 'already');
    assert.is(await removeSubscriber(database, 'weekly', 'eve@example.org', 'x'), 'unknown');
    assert.is(await removeSubscriber(database, 'alerts', 'ada@example.org', 'x'), 'unknown');
    assert.is(await addSubscriber(database, 'weekly', { email: 'ada@example.org' }, 'x'), 'left');
    const { summary } = await importText(database, 'email\nada@example.org\nbo@example.org\n');
    assert.equal(summary, { rows: 2, added: 1, already: 0, left: 1, duplicates: 0, rejected: 0 });
    assert.equal(await emails(database, 'weekly'), ['ada@example.org unsubscribed', 'bo@example.org active']);
    assert.equal((await countSubscribers(database, 'weekly')).active, 1);
  }));

test('an import accounts for every row and tells the bad ones by line and reason', () =>
  withDatabase(async (database) => {
    await addSubscriber(database, 'weekly', { email: 'old@example.org' }, 'x');
    const { summary, rejected } = await importText(
      database,
      [
        '\ufeffName,EMAIL,City,Unused', // 1
        'Ada,ada@example.org,Seoul,x', // 2
        '"Kim, Bo",bo@example.org,,', // 3
        '"two\nlines",cy@example.org,,', // 4 and 5
        '', // 6
        'Ada again,ADA@example.org,,', // 7
        'Old,old@example.org,,', // 8
        'Dee,not an address,,', // 9
        'short,e@example.org', // 10
        'Eve,eve@example.org,"Se\x07oul",', // 11
        'Fay,fay@example.org,Pyongyang,', // 12
        'open,"gay@example.org,,', // 13, to the end
        'hal@example.org,,,', // 14
      ].join('\r\n'),
    );
    assert.equal(summary, { rows: 10, added: 3, already: 1, left: 0, duplicates: 1, rejected: 5 });
    assert.equal(
      rejected.map(({ line }) => line),
      [4, 9, 10, 11, 13],
    );
    const reasons = rejected.map(({ reason }) => reason);
    assert.match(reasons[0] as string, /The name holds a line break/);
    assert.match(reasons[1] as string, /“not an address” holds a space/);
    assert.match(reasons[2] as string, /more or fewer columns/);
    assert.match(reasons[3] as string, /The city holds a line break or a control/);
    assert.match(reasons[4] as string, /quotation mark is not closed.*nothing was read from here on/);
    assert.equal((await findSubscriber(database, 'ada@example.org'))?.subscriber.attributes, {
      city: 'Seoul',
    });
    assert.is((await findSubscriber(database, 'bo@example.org'))?.subscriber.name, 'Kim, Bo');
    assert.is(await findSubscriber(database, 'hal@example.org'), null);
  }));

test('a file without a usable header is refused before anything is written', () =>
  withDatabase(async (database) => {
    for (const [text, reason] of [
      ['', /The file is empty/],
      ['name;email\nAda;ada@example.org', /one of them "email"; it reads "name;email"/],
      ['email,Email\na@example.org,b@example.org', /names the column "email" twice/],
    ] as const) {
      try {
        await importText(database, text);
        assert.unreachable('it was imported');
      } catch (error) {
        assert.is((error as Error).name, 'UserError', String(error));
        assert.match((error as Error).message, reason);
      }
    }
    assert.equal(await emails(database, 'weekly'), []);
  }));

test('a row that is not UTF-8 is told and not stored as something else', () =>
  withDatabase(async (database) => {
    const latin1 = Buffer.from('email,name\nj@example.org,J\xfcrgen\nk@example.org,Kim\n', 'latin1');
    const { summary, rejected } = await importText(database, latin1);
    assert.is(summary.added, 1);
    assert.equal(rejected, [
      { line: 2, reason: 'The row is not in UTF-8. Save the file as UTF-8 and import it again.' },
    ]);
  }));

test('5,000 rows go in by batches, and the same file again changes nothing', () =>
  withDatabase(async (database) => {
    const text = `email\n${Array.from({ length: 5000 }, (_, index) => `r${index}@example.org`).join('\n')}\n`;
    assert.is((await importText(database, text)).summary.added, 5000);
    const again = (await importText(database, text)).summary;
    assert.equal(again, { rows: 5000, added: 0, already: 5000, left: 0, duplicates: 0, rejected: 0 });
    assert.is((await countSubscribers(database, 'weekly')).active, 5000);
  }));

test.run();
