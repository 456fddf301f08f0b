import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changeState } from '../../../src/audience/consent.ts';
import { eraseSubscriber } from '../../../src/audience/erasure.ts';
import { ownData } from '../../../src/audience/own-data.ts';
import {
  addSubscriber,
  countSubscribers,
  findSubscriber,
  removeSubscriber,
} from '../../../src/audience/subscribers.ts';
import { findSuppression, listSuppressions, suppress } from '../../../src/audience/suppressions.ts';
import { everywhere } from '../../database/stores.ts';
import { bring, fixture, list, told } from './importing.ts';

everywhere('an import accounts for every row and tells the bad ones by line and reason', (withDatabase) =>
  withDatabase(async (database) => {
    await addSubscriber(database, 'weekly', { email: 'old@example.org' }, 'x');
    const summary = await bring(
      database,
      [
        '\ufeffName,EMAIL,City,Unused,favourite tea', // 1
        'Ada,ada@example.org,Seoul,x,green', // 2
        '"Kim, Bo",bo@example.org,,,', // 3
        '"two\nlines",cy@example.org,,,', // 4 and 5
        '', // 6
        'Ada again,ADA@example.org,,,', // 7
        'Old,old@example.org,,,', // 8
        'Dee,not an address,,,', // 9
        'short,e@example.org', // 10
        'Eve,eve@example.org,"Se\x07oul",,', // 11
        'Fay,fay@example.org,Pyongyang,,', // 12
        'open,"gay@example.org,,,', // 13
        "hal,hal@example.org,'=1+1,,", // 14
      ].join('\r\n'),
    );
    assert.is(told(summary), '1 already, 1 changed, 1 duplicates, 11 rows, 4 added, 5 rejected');
    assert.equal(
      summary.rejected.map(({ at, reason }) => `${at} ${reason.slice(0, 40)}`),
      [
        '4 The name holds a line break or a control',
        '9 “not an address” holds a space or an invi'.slice(0, 42),
        '10 The row has more or fewer columns than t',
        '11 The city holds a line break or a control',
        '13 A quotation mark is not closed, or the r',
      ],
    );
    assert.equal(summary.rejected[1]?.cells, ['Dee', 'not an address', '', '', '']);
    assert.is(summary.format, 'a plain list');
    assert.is(summary.encoding, 'UTF-8');
    assert.equal(summary.leftOut, ['Unused']);
    assert.equal(await list(database), [
      'ada@example.org Ada active city=Seoul favouriteTea=green',
      'bo@example.org Kim, Bo active',
      'fay@example.org Fay active city=Pyongyang',
      'hal@example.org hal active city==1+1',
      'old@example.org Old active',
    ]);
  }),
);

everywhere(
  'nobody who left, bounced, complained, is suppressed or erased comes back, by whatever file',
  (withDatabase) =>
    withDatabase(async (database) => {
      for (const name of ['left', 'bounced', 'complained', 'erased']) {
        await addSubscriber(database, 'weekly', { email: `${name}@example.org`, name: 'Before' }, 'x');
      }
      await removeSubscriber(database, 'weekly', 'left@example.org', 'x');
      for (const state of ['bounced', 'complained'] as const) {
        const found = await findSubscriber(database, `${state}@example.org`);
        const place = { list: 'weekly', subscriberId: found?.subscriber.id ?? 0 };
        await database.transaction((transaction) =>
          changeState(
            database,
            transaction,
            ['active'],
            state,
            { source: 'x', address: null, textVersion: null },
            [place],
          ),
        );
      }
      await eraseSubscriber(
        database,
        (await findSubscriber(database, 'erased@example.org'))?.subscriber.id ?? 0,
      );
      await suppress(database, 'suppressed@example.org', 'desk', 'x');
      await suppress(database, 'blocked.example.net', 'desk', 'x');
      const before = await list(database);
      const file =
        'email,name,tags,state\n' +
        [
          'Left@example.org',
          'bounced@example.org',
          'complained@EXAMPLE.org',
          'Erased@example.org',
          'suppressed@example.org',
          'anyone@blocked.example.net',
        ]
          .map((email) => `${email},After,vip,active\n`)
          .join('');
      for (const update of [false, true]) {
        const summary = await bring(database, file, { update });
        assert.is(told(summary), '1 erased, 2 suppressed, 3 left, 6 rows');
        assert.equal(await list(database), before);
      }
      assert.is(await findSubscriber(database, 'erased@example.org'), null);
      assert.is(await findSubscriber(database, 'suppressed@example.org'), null);
      const other = await bring(database, file, { list: 'alerts' });
      assert.is(told(other), '1 erased, 2 suppressed, 3 added, 6 rows', 'another list was never left');
    }),
);

everywhere(
  'a file that says somebody left takes them off, and keeps whoever was unknown away for good',
  (withDatabase) =>
    withDatabase(async (database) => {
      await addSubscriber(database, 'weekly', { email: 'here@example.org' }, 'x');
      await addSubscriber(database, 'weekly', { email: 'dead@example.org' }, 'x');
      const file =
        'email,status\nhere@example.org,unsubscribed\nnew@example.org,unsubscribed\nwait@example.org,pending\ndead@example.org,bounced\nspam@example.org,complained\n';
      assert.is(told(await bring(database, file)), '1 unconfirmed, 2 leaves, 2 recorded, 5 rows');
      assert.equal(await list(database), [
        'dead@example.org bounced',
        'here@example.org unsubscribed',
        'new@example.org unsubscribed',
        'spam@example.org complained',
        'wait@example.org unconfirmed',
      ]);
      const reasons = (await listSuppressions(database))
        .map(({ value, reason }) => `${value} ${reason}`)
        .sort();
      assert.equal(reasons, ['dead@example.org bounce', 'spam@example.org complaint']);
      const again = await bring(
        database,
        file.replaceAll(/unsubscribed|pending|bounced|complained/g, 'active'),
      );
      assert.is(
        told(again),
        '1 added, 2 left, 2 suppressed, 5 rows',
        'only the unconfirmed one was waiting for a yes',
      );
      assert.is((await countSubscribers(database, 'weekly')).active, 1);
    }),
);

everywhere(
  'of one reader twice in a file the first row counts, but one that says they left counts before it',
  (withDatabase) =>
    withDatabase(async (database) => {
      const summary = await bring(
        database,
        'email,name,state\na@example.org,First,active\nb@example.org,B,active\nA@Example.org,Second,active\nB@example.org,,unsubscribed\nb@EXAMPLE.org,,active\n',
      );
      assert.is(told(summary), '1 added, 1 recorded, 3 duplicates, 5 rows');
      assert.equal(await list(database), ['B@example.org unsubscribed', 'a@example.org First active']);
    }),
);

everywhere(
  'what a file knows fills in what is missing; with update it takes the place of what was known',
  (withDatabase) =>
    withDatabase(async (database) => {
      await addSubscriber(database, 'weekly', { email: 'a@example.org', attributes: { city: 'Seoul' } }, 'x');
      await addSubscriber(database, 'weekly', { email: 'b@example.org', name: 'Bo' }, 'x');
      const file = 'email,name,city,age,tags\na@example.org,Ada,Busan,40,"x; y"\nb@example.org,Bo,,,\n';
      const dry = await bring(database, file, { dryRun: true });
      assert.is(told(dry), '1 changed, 2 already, 2 rows');
      assert.equal(
        dry.changes.map(({ email, name, attributes }) => [email, name, attributes]),
        [
          [
            'a@example.org',
            { before: null, after: 'Ada' },
            { before: { city: 'Seoul' }, after: { age: '40', city: 'Seoul' } },
          ],
        ],
      );
      assert.equal(await list(database), ['a@example.org active city=Seoul', 'b@example.org Bo active']);
      assert.is(told(await bring(database, file)), '1 changed, 2 already, 2 rows');
      assert.equal(await list(database), [
        'a@example.org Ada active age=40 city=Seoul #x #y',
        'b@example.org Bo active',
      ]);
      assert.is(told(await bring(database, file)), '2 already, 2 rows', 'nothing new in it');
      assert.is(told(await bring(database, file, { update: true })), '1 changed, 2 already, 2 rows');
      assert.equal(await list(database), [
        'a@example.org Ada active age=40 city=Busan #x #y',
        'b@example.org Bo active',
      ]);
    }),
);

everywhere('a dry run counts what the real one then does, and changes nothing at all', (withDatabase) =>
  withDatabase(async (database) => {
    await addSubscriber(database, 'weekly', { email: 'r3@example.org' }, 'x');
    await removeSubscriber(database, 'weekly', 'r3@example.org', 'x');
    await suppress(database, 'r4@example.org', 'desk', 'x');
    const file = `email,state\n${Array.from({ length: 100 }, (_, index) => `r${index % 90}@example.org,${index % 10 === 9 ? 'unsubscribed' : 'active'}\n`).join('')}bad\n`;
    const snapshot = async () =>
      JSON.stringify(
        await Promise.all(
          (['subscribers', 'subscriptions', 'consent_history', 'tags', 'suppressions'] as const).map(
            (table) => database.kysely.selectFrom(table).selectAll().execute(),
          ),
        ),
      );
    const before = await snapshot();
    const dry = await bring(database, file, { dryRun: true });
    assert.is(await snapshot(), before);
    assert.equal(dry.examples.suppressed, ['r4@example.org']);
    assert.equal(dry.examples.added.slice(0, 3), ['r0@example.org', 'r1@example.org', 'r2@example.org']);
    const real = await bring(database, file);
    assert.equal(real.counts, dry.counts);
    assert.is(told(dry), '1 left, 1 rejected, 1 suppressed, 10 duplicates, 101 rows, 79 added, 9 recorded');
  }),
);

everywhere('consent keeps the time, the address and the source that the file gives', (withDatabase) =>
  withDatabase(async (database) => {
    const summary = await bring(database, fixture('mailchimp-subscribed.csv'), {
      source: 'import members.csv',
    });
    assert.is(summary.format, 'Mailchimp');
    assert.is(told(summary), '3 added, 3 rows');
    assert.ok(summary.leftOut.includes('MEMBER_RATING') && !summary.leftOut.includes('City'));
    assert.equal(await list(database), [
      'Bo@example.org active',
      'ada@example.org Ada Quist active city=Seoul #analysts #press',
      'cy@example.org Cy active city=Rason, North #press',
    ]);
    const ada = await findSubscriber(database, 'ada@example.org');
    const [subscription] = ada?.subscriptions ?? [];
    assert.is(subscription?.agreedAtMs, Date.parse('2023-04-21T11:16:57Z'));
    assert.is(subscription?.consentAddress, '192.0.2.7');
    assert.is(subscription?.consentSource, 'import members.csv (Mailchimp)');
    assert.is(subscription?.consentText, null);
    const data = await ownData(database, ada?.subscriber.id ?? 0);
    assert.equal(
      data?.consent.map(({ state, agreedAtMs, source, address }) => [state, agreedAtMs, source, address]),
      [['active', Date.parse('2023-04-21T11:16:57Z'), 'import members.csv (Mailchimp)', '192.0.2.7']],
    );
    const bo = await findSubscriber(database, 'bo@example.org');
    assert.is(
      bo?.subscriptions[0]?.consentAddress,
      'desk',
      'the desk brought them, from nowhere that is known',
    );
  }),
);

everywhere(
  'a state that nobody knows and a farewell that is not clear are refused, never taken for active',
  (withDatabase) =>
    withDatabase(async (database) => {
      const { rejected } = await bring(database, fixture('mailchimp-unsubscribed.csv'));
      assert.match(rejected[0]?.reason as string, /whether they left is not clear/);
      const odd = await bring(database, fixture('buttondown.csv'), { list: 'alerts' });
      assert.match(
        odd.rejected[0]?.reason as string,
        /The type is “levitating”: whether they may be mailed cannot be told/,
      );
      const states = await bring(database, 'email,state\na@example.org,CA\nb@example.org,\n', {
        list: 'extra',
      });
      assert.is(told(states), '2 rejected, 2 rows');
      assert.match(states.rejected[0]?.reason as string, /rename the column if it means something else/);
    }),
);

everywhere('attributes are held to their types, times to being times', (withDatabase) =>
  withDatabase(async (database) => {
    const { rejected } = await bring(
      database,
      'email,age,joined\na@example.org,forty,\nb@example.org,40,18.06.2024\nc@example.org,040.0,2024-06-18\nd@example.org,,2999-01-01\n',
    );
    assert.equal(
      rejected.map(({ at, reason }) => `${at} ${reason.slice(0, 44)}`),
      [
        '2 The age is “forty”: a number is wanted, writ',
        '3 “18.06.2024” is no time when somebody agreed',
        '5 “2999-01-01”, when they are said to have agr',
      ],
    );
    assert.equal(await list(database), ['c@example.org active age=40']);
  }),
);

everywhere('spreadsheets in UTF-16 and Windows-1252 arrive whole', (withDatabase) =>
  withDatabase(async (database) => {
    const text = 'email;name\r\nj@example.org;Jürgen “Jay”\r\n';
    const latin = Buffer.from('email;name\r\nk@example.org;J\xfcrgen \x93Kay\x94\r\n', 'latin1');
    assert.is((await bring(database, Buffer.from(`\ufeff${text}`, 'utf16le'))).encoding, 'UTF-16LE');
    assert.is((await bring(database, latin)).encoding, 'Windows-1252');
    const russian = Buffer.from([...Buffer.from('email,name\nl@example.org,'), 0xcf, 0xf3, 0xf2, 0xfc]);
    assert.is((await bring(database, russian, { encoding: 'windows-1251' })).encoding, 'windows-1251');
    assert.equal(await list(database), [
      'j@example.org Jürgen “Jay” active',
      'k@example.org Jürgen “Kay” active',
      'l@example.org Путь active',
    ]);
  }),
);

everywhere('a file without a column of addresses is refused before anything is written', (withDatabase) =>
  withDatabase(async (database) => {
    for (const [text, reason] of [
      ['', /The file is empty/],
      ['name;city\nAda;Seoul', /one of them "email"; it reads "name, city"/],
      ['email,E-Mail\na@example.org,b@example.org', /names the column "E-Mail" twice/],
      ['[]', /holds no records/],
    ] as const) {
      try {
        await bring(database, text);
        assert.unreachable('it was imported');
      } catch (error) {
        assert.is((error as Error).name, 'UserError', String(error));
        assert.match((error as Error).message, reason);
      }
    }
    assert.equal(await list(database), []);
  }),
);

everywhere('45,000 rows go in by batches, and the same file again changes nothing', (withDatabase) =>
  withDatabase(async (database) => {
    const text = `email\n${Array.from({ length: 45_000 }, (_, index) => `r${index}@example.org`).join('\n')}\n`;
    const settled: number[] = [];
    const first = await bring(database, text, { onSettled: (done) => settled.push(done) });
    assert.is(told(first), '45000 added, 45000 rows');
    assert.equal(settled, [20_000, 40_000, 45_000]);
    assert.is(told(await bring(database, text)), '45000 already, 45000 rows');
    assert.is((await countSubscribers(database, 'weekly')).active, 45_000);
    const { count } = await database.kysely
      .selectFrom('consent_history')
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirstOrThrow();
    assert.is(Number(count), 45_000);
    assert.is(await findSuppression(database, 'r1@example.org'), null);
  }),
);

test.run();
