import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withDatabase } from '../../database/temporary-store.ts';
import { bring, fixture, list, told } from './importing.ts';

type Shape = {
  readonly file: string;
  /** Where the columns and the way of writing are documented, or to be seen in a file of another program's tests. */
  readonly seen: string;
  readonly format: string;
  readonly counts: string;
  readonly readers: readonly string[];
  /** When they agreed, in the order of the readers; null where the file does not say, or they never did. */
  readonly agreed: readonly (string | null)[];
};

const migrate = 'https://github.com/TryGhost/migrate/tree/main/packages';

const shapes: readonly Shape[] = [
  {
    file: 'mailchimp-2015.csv',
    seen: 'https://github.com/buren/honey_format/blob/main/spec/honey_format/csv_spec.rb',
    format: 'Mailchimp',
    counts: '2 added, 2 rows',
    readers: ['ada@example.org Ada Maria Quist active city=Rason', 'bo@example.org active'],
    agreed: ['2013-06-27T12:11:50.000Z', '2015-03-16T14:40:47.000Z'],
  },
  {
    file: 'mailchimp-german.csv',
    // The column of addresses is called what the desk called it.
    seen: `${migrate}/mg-mailchimp-members/src/lib/process.ts`,
    format: 'Mailchimp',
    counts: '1 added, 1 rows',
    readers: ['jürgen@example.org Jürgen Groß active city=München #karten #presse süd'],
    agreed: ['2021-05-04T03:05:00.000Z'],
  },
  {
    file: 'mailchimp-unsubscribed.csv',
    seen: `${migrate}/mg-mailchimp-members/src/test/fixtures`,
    format: 'Mailchimp',
    counts: '1 rejected, 2 recorded, 3 rows',
    readers: ['angry@example.org Ang complained', 'gone@example.org Gale unsubscribed #press'],
    agreed: ['2018-02-12T10:54:26.000Z', '2018-02-12T10:54:27.000Z'],
  },
  {
    file: 'mailchimp-cleaned.csv',
    seen: `${migrate}/mg-mailchimp-members/src/test/fixtures`,
    format: 'Mailchimp',
    counts: '1 recorded, 1 rows',
    readers: ['dead@example.org Dee bounced'],
    agreed: ['2018-02-05T19:28:23.000Z'],
  },
  {
    file: 'substack-2020.csv',
    seen: `${migrate}/mg-substack-members-csv/test/fixtures/fixtures_signup_emails.csv`,
    format: 'Substack',
    counts: '1 recorded, 2 added, 3 rows',
    readers: ['free@example.org active', 'off@example.org unsubscribed', 'paid@example.org active'],
    agreed: ['2018-12-19T08:03:04.977Z', '2018-08-29T20:50:03.435Z', '2018-08-27T15:06:27.713Z'],
  },
  {
    file: 'substack-paid.csv',
    seen: `${migrate}/mg-substack-members-csv/test/fixtures/fixtures_subscriber_emails.csv`,
    format: 'Substack',
    counts: '1 added, 1 recorded, 1 rejected, 3 rows',
    readers: ['off@example.org unsubscribed', 'paid@example.org active'],
    agreed: [null, 'now'],
  },
  {
    file: 'substack.csv',
    // What stands in the place of an address that asked to be deleted is in mg-substack-members-csv/lib/process.js.
    seen: 'https://github.com/TryGhost/migrate/blob/main/packages/mg-substack-members-csv/lib/process.js',
    format: 'Substack',
    counts: '1 recorded, 1 rejected, 2 added, 4 rows',
    readers: ['free@example.org active', 'off@example.org unsubscribed', 'paid@example.org active'],
    agreed: ['2024-01-15T10:00:00.000Z', '2024-03-01T10:00:00.000Z', '2024-02-01T10:00:00.000Z'],
  },
  {
    file: 'substack-table.csv',
    seen: 'https://support.substack.com/hc/en-us/articles/360058529871',
    format: 'Substack',
    counts: '1 rejected, 2 added, 3 rows',
    readers: ['ada@example.org Ada Quist active city=Seoul', 'bo@example.org Bo active'],
    agreed: ['2023-06-17T10:21:38.759Z', '2023-02-01T00:00:00.000Z'],
  },
  {
    file: 'ghost.csv',
    seen: 'https://github.com/TryGhost/Ghost/blob/main/ghost/core/test/unit/server/services/members/csv',
    format: 'Ghost',
    counts: '1 added, 2 recorded, 3 rows',
    readers: [
      'ada@example.org Ada Quist active city=Seoul #early readers #press',
      'bo@example.org unsubscribed',
      'cy@example.org Cy unsubscribed',
    ],
    agreed: ['2024-01-15T10:00:00.000Z', '2024-02-15T10:00:00.000Z', '2024-03-15T10:00:00.000Z'],
  },
  {
    file: 'ghost-3.csv',
    seen: 'https://ghost.org/help/import-members/',
    format: 'Ghost',
    counts: '1 added, 1 recorded, 2 rows',
    readers: ['ada@example.org Ada Quist active', 'bo@example.org Bo unsubscribed'],
    agreed: ['2020-01-15T10:00:00.000Z', '2020-02-15T10:00:00.000Z'],
  },
  {
    file: 'ghost.json',
    seen: 'https://ghost.org/docs/admin-api/#members',
    format: 'Ghost',
    counts: '1 added, 3 recorded, 4 rows',
    readers: [
      'ada@example.org Ada Quist active #press',
      'angry@example.org complained',
      'bo@example.org unsubscribed',
      'dead@example.org bounced',
    ],
    agreed: [
      '2024-01-15T10:00:00.000Z',
      '2024-02-15T10:00:00.000Z',
      '2024-02-15T10:00:00.000Z',
      '2024-02-15T10:00:00.000Z',
    ],
  },
  {
    file: 'buttondown.csv',
    seen: 'https://docs.buttondown.com/api-changelog-2024-08-01',
    format: 'Buttondown',
    counts: '1 added, 1 rejected, 1 unconfirmed, 3 recorded, 6 rows',
    readers: [
      'ada@example.org active city=Seoul #analysts #press',
      'angry@example.org complained',
      'dead@example.org bounced',
      'gone@example.org unsubscribed',
      'wait@example.org unconfirmed',
    ],
    agreed: [
      '2024-01-02T03:04:05.678Z',
      '2024-01-06T03:04:05.000Z',
      '2024-01-05T03:04:05.000Z',
      '2024-01-04T03:04:05.000Z',
      null,
    ],
  },
  {
    file: 'buttondown-2024.csv',
    seen: 'https://docs.buttondown.com/data-exports-subscriber',
    format: 'Buttondown',
    counts: '1 added, 1 rejected, 1 unconfirmed, 3 recorded, 6 rows',
    readers: [
      "ada@example.org active city=Xi'an #analysts #press",
      'dead@example.org bounced',
      'gone@example.org unsubscribed',
      'left@example.org unsubscribed',
      'wait@example.org unconfirmed',
    ],
    agreed: [
      '2024-03-13T00:05:00.000Z',
      '2024-03-13T00:03:09.183Z',
      '2024-03-13T00:03:09.183Z',
      '2024-03-13T00:03:09.183Z',
      null,
    ],
  },
  {
    file: 'beehiiv.csv',
    seen: `${migrate}/mg-beehiiv-members/src/test/fixtures/members.csv`,
    format: 'beehiiv',
    counts: '1 added, 1 unconfirmed, 3 recorded, 5 rows',
    readers: [
      'ada@example.org Ada Quist active city=Seoul',
      'dead@example.org bounced',
      'gone@example.org unsubscribed',
      'left@example.org unsubscribed',
      'wait@example.org unconfirmed',
    ],
    agreed: [
      '2023-03-24T10:23:10.000Z',
      '2023-04-11T14:02:46.000Z',
      '2023-03-24T10:37:04.000Z',
      '2023-04-11T14:02:46.000Z',
      null,
    ],
  },
  {
    file: 'beehiiv.json',
    seen: 'https://developers.beehiiv.com/api-reference/subscriptions/index',
    format: 'beehiiv',
    counts: '1 added, 1 recorded, 1 unconfirmed, 3 rows',
    readers: [
      'ada@example.org Ada active city=Seoul #north east #press',
      'gone@example.org unsubscribed',
      'wait@example.org unconfirmed',
    ],
    agreed: ['2023-03-24T10:23:10.000Z', '2023-03-24T10:23:10.000Z', null],
  },
  {
    file: 'listmonk.csv',
    // The times are what Go's Time.String() makes of them.
    seen: 'https://github.com/knadh/listmonk/blob/master/cmd/subscribers.go',
    format: 'listmonk',
    counts: '1 recorded, 2 added, 3 rows',
    readers: [
      'ada@example.org Ada Quist active city=Seoul',
      'bo@example.org Bo unsubscribed',
      'cy@example.org Cy active',
    ],
    agreed: ['2024-01-02T03:04:05.678Z', '2024-01-02T03:04:05.678Z', '2024-01-02T03:04:05.678Z'],
  },
  {
    file: 'listmonk.json',
    seen: 'https://listmonk.app/docs/apis/subscribers/',
    format: 'listmonk',
    counts: '1 unconfirmed, 2 added, 2 recorded, 2 rejected, 7 rows',
    readers: [
      'ada@example.org active city=Seoul',
      'bo@example.org unsubscribed city=Seoul',
      'gone@example.org unsubscribed city=Seoul',
      'single@example.org active city=Seoul',
      'wait@example.org unconfirmed city=Seoul',
    ],
    agreed: [
      '2024-01-01T18:04:05.678Z',
      '2024-01-01T18:04:05.678Z',
      '2024-01-01T18:04:05.678Z',
      '2024-01-01T18:04:05.678Z',
      null,
    ],
  },
  {
    file: 'listmonk-import.csv',
    seen: 'https://github.com/knadh/listmonk/blob/master/frontend/src/views/Import.vue',
    format: 'a plain list',
    counts: '2 added, 2 rows',
    readers: ['ada@example.org Ada Quist active age=42 city=Rason, North', 'bo@example.org Bo active'],
    agreed: ['now', 'now'],
  },
];

for (const { file, seen, format, counts, readers, agreed } of shapes) {
  test(`an export in the shape of ${file} is read as it was meant`, () =>
    withDatabase(async (database) => {
      const began = Date.now() - 1000;
      const dry = await bring(database, fixture(file), { dryRun: true });
      assert.is(told(dry), counts);
      assert.equal(await list(database), [], 'a dry run changes nothing');
      const summary = await bring(database, fixture(file));
      assert.is(summary.format, format, seen);
      assert.is(told(summary), counts);
      assert.equal(await list(database), [...readers].sort());
      const times = await database.kysely
        .selectFrom('subscriptions')
        .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
        .select(['email', 'agreed_at'])
        .orderBy('email')
        .execute();
      assert.equal(
        times.map(({ agreed_at: at }) =>
          at === null ? null : at >= began ? 'now' : new Date(Number(at)).toISOString(),
        ),
        [...agreed],
      );
      const suppressed = await database.kysely
        .selectFrom('suppressions')
        .select('value')
        .orderBy('value')
        .execute();
      const dead = readers.filter((reader) => / (?:bounced|complained)/.test(reader));
      assert.equal(
        suppressed.map(({ value }) => value),
        dead.map((reader) => reader.split(' ')[0]).sort(),
      );
      const again = await bring(database, fixture(file));
      assert.is(
        again.counts.added + again.counts.changed + again.counts.leaves,
        0,
        'a second time changes nothing',
      );
      assert.equal(await list(database), [...readers].sort());
    }));
}

test('where leaving is not clear the reason says what to take instead', () =>
  withDatabase(async (database) => {
    for (const [file, reason] of [
      ['substack-table.csv', /There is a cancel date.*Take email_list\.csv/],
      ['substack.csv', /They asked Substack to be deleted: nothing of them is kept/],
      ['substack-paid.csv', /The email_disabled is “”: whether they may be mailed cannot be told/],
      ['listmonk.json', /They are confirmed and unsubscribed on the lists there.*Export the confirmed/],
      ['buttondown-2024.csv', /The subscribertype is “”/],
    ] as const) {
      assert.match((await bring(database, fixture(file))).rejected[0]?.reason as string, reason);
    }
  }));

test('what an export does not say is said with it', () =>
  withDatabase(async (database) => {
    for (const [file, note] of [
      ['listmonk.csv', /export only the confirmed subscribers/],
      ['ghost.csv', /filter the members by newsletter/],
      ['substack-table.csv', /take email_list\.csv/],
    ] as const) {
      assert.match((await bring(database, fixture(file))).note as string, note);
    }
    assert.is((await bring(database, fixture('substack.csv'))).note, null);
    const without =
      'email,active_subscription,expiry,created_at\nann@example.org,false,,2024-01-15T10:00:00.000Z\n';
    const { format, note } = await bring(database, without);
    assert.is(format, 'Substack');
    assert.match(note as string, /does not say who has switched its mails off/);
  }));

test('who left there is known as having left then', () =>
  withDatabase(async (database) => {
    await bring(database, fixture('mailchimp-unsubscribed.csv'));
    await bring(database, fixture('beehiiv.csv'));
    const since = await database.kysely
      .selectFrom('subscriptions')
      .innerJoin('subscribers', 'subscribers.id', 'subscriptions.subscriber_id')
      .select(['email', 'since'])
      .where('email', 'in', ['angry@example.org', 'left@example.org'])
      .orderBy('email')
      .execute();
    assert.equal(
      since.map(({ since }) => new Date(Number(since)).toISOString()),
      ['2019-01-02T03:04:05.000Z', '2024-03-13T11:33:53.000Z'],
    );
  }));

test("Mailchimp's files of those who never subscribed, or were put away, are refused by their names", () =>
  withDatabase(async (database) => {
    for (const fileName of [
      'nonsubscribed_email_audience_export_1a2b3c.csv',
      'nonsubscribed_members_export_1a2b3c.csv',
      'archived_export_1a2b3c.csv',
    ]) {
      try {
        await bring(database, fixture('mailchimp-subscribed.csv'), { fileName });
        assert.unreachable('it was imported');
      } catch (error) {
        assert.is((error as Error).name, 'UserError', String(error));
        assert.match((error as Error).message, /never subscribed.*Import the files of those who did/);
      }
    }
    assert.equal(await list(database), []);
    const fileName = 'subscribed_email_audience_export_1a2b3c.csv';
    assert.is(
      told(await bring(database, fixture('mailchimp-subscribed.csv'), { fileName })),
      '3 added, 3 rows',
    );
  }));

test('in any file a time of leaving is a farewell', () =>
  withDatabase(async (database) => {
    const file =
      'email,subscribed,unsubscribed_at\na@example.org,true,\nb@example.org,true,2024-01-02 03:04:05\n';
    assert.is(told(await bring(database, file)), '1 added, 1 recorded, 2 rows');
    assert.equal(await list(database), ['a@example.org active', 'b@example.org unsubscribed']);
  }));

test('archives and spreadsheets are told to be unpacked', () =>
  withDatabase(async (database) => {
    for (const bytes of [
      [0x50, 0x4b, 3, 4, 20, 0, 8, 0, 8, 0],
      [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
    ]) {
      try {
        await bring(database, Buffer.from(bytes));
        assert.unreachable('it was imported');
      } catch (error) {
        assert.match((error as Error).message, /Unpack it and import the files in it one by one/);
      }
    }
  }));

test.run();
