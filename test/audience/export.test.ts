import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { csvLine } from '../../src/audience/csv-line.ts';
import { type ExportFormat, exportReaders } from '../../src/audience/export.ts';
import { importReaders } from '../../src/audience/import/import.ts';
import { type Listed, listSubscribers, removeSubscriber } from '../../src/audience/subscribers.ts';
import type { Database } from '../../src/database/open.ts';
import type { SubscriberField } from '../../src/publication/types.ts';
import { everywhere } from '../database/stores.ts';
import { withDatabase } from '../database/temporary-store.ts';

const fields: readonly SubscriberField[] = [
  { name: 'city', type: 'text' },
  { name: 'age', type: 'number' },
];

async function written(database: Database, format: ExportFormat): Promise<string> {
  let text = '';
  for await (const piece of exportReaders(listSubscribers(database, 'weekly'), fields, format)) text += piece;
  return text;
}

async function bring(database: Database, text: string, source: string): Promise<void> {
  async function* once() {
    yield Buffer.from(text);
  }
  const { counts } = await importReaders(database, once(), {
    list: 'weekly',
    fields,
    source,
    encoding: null,
    update: false,
    dryRun: false,
  });
  assert.is(counts.rejected, 0);
}

const hostile = [
  '=1+1',
  '+49 30',
  '-2',
  '@SUM(A1)',
  '\tx',
  '=cmd|" /C calc"!A0',
  '"quoted, and more"',
  "'=already",
  'plain',
];

const file = `email,name,city,age,tags,joined,ip\n${hostile
  .map(
    (name, index) =>
      `r${index}@example.org,Reader ${index},"'${name.replaceAll('"', '""').trim()}",${index - 3},"a, b",2024-01-0${index + 1},192.0.2.${index}\n`,
  )
  .join('')}`;

test('a cell that a spreadsheet would run is defused, and nothing else is touched', () => {
  assert.is(csvLine(['=1+1', '+1', '-1', '@x', '\tx', '\rx']), `'=1+1,'+1,'-1,'@x,"'\tx","'\rx"\r\n`);
  assert.is(
    csvLine(['a,b', 'say "hi"', 'two\nlines', '', 'a=b', 'ada@example.org']),
    '"a,b","say ""hi""","two\nlines",,a=b,ada@example.org\r\n',
  );
});

for (const format of ['csv', 'json'] as const) {
  test(`what is exported as ${format} comes back the same, consent and farewells with it`, () =>
    withDatabase((first) =>
      withDatabase(async (second) => {
        await bring(first, file, 'import first.csv');
        await bring(first, others, 'import others.csv');
        await removeSubscriber(first, 'weekly', 'r3@example.org', 'x');
        const text = await written(first, format);
        await bring(second, text, 'import second');
        assert.equal(await lines(second, format), await lines(first, format));
        await bring(first, text, 'import again');
        assert.equal(await written(first, format), text, 'at home it changes nothing');
        const before = await listed(first);
        const after = await listed(second);
        assert.equal(after, before);
        assert.is(before.length, hostile.length + 5);
        assert.match(
          JSON.stringify(before.find((reader) => (reader as unknown[])[0] === 'r3@example.org')),
          /"unsubscribed","2024-01-04T00:00:00.000Z","import first.csv","192.0.2.3"/,
        );
      }),
    ));
}

const others = `email,name,state,unsubscribed_at
rtl@example.org,"أحمد بن علي",active,
cjk@example.org,李小龙,active,
bücher@bücher.example.org,"Groß, Jürgen",unsubscribed,2022-03-04 05:06:07
dead@example.org,,bounced,
wait@example.org,לאה,unconfirmed,
`;

/** In one order. Whoever has not confirmed waits from the day on which they came. */
async function lines(database: Database, format: ExportFormat): Promise<readonly string[]> {
  const text = await written(database, format);
  return text
    .split(/,?\r?\n/)
    .filter((line) => !line.includes('wait@'))
    .sort();
}

/** All that the file carries, in one order; the numbers and the times of recording are each database's own. */
async function listed(database: Database): Promise<unknown[]> {
  const found: Listed[] = [];
  for await (const reader of listSubscribers(database, 'weekly')) found.push(reader);
  return found
    .map(({ subscriber, subscription, tags }) => [
      subscriber.email,
      subscriber.name,
      subscriber.attributes,
      tags,
      subscription.state,
      subscription.agreedAtMs === null ? null : new Date(subscription.agreedAtMs).toISOString(),
      subscription.consentSource,
      subscription.consentAddress,
    ])
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

everywhere('no cell of an export begins as a formula does', (withDatabase) =>
  withDatabase(async (database) => {
    await bring(database, file, 'x');
    const text = await written(database, 'csv');
    assert.not.match(text, /(^|,|\n)"?[=+\-@\t]/);
    assert.match(
      text,
      /^email,name,state,since,agreed,consent_source,consent_address,consent_text,tags,city,age\r\n/,
    );
  }),
);

everywhere('an export of nobody is a header, or an empty list', (withDatabase) =>
  withDatabase(async (database) => {
    assert.is((await written(database, 'csv')).split('\r\n').length, 2);
    assert.equal(JSON.parse(await written(database, 'json')), []);
  }),
);

test.run();
