import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { growthOf } from '../../src/audience/growth.ts';
import type { Database } from '../../src/database/open.ts';
import type { SubscriptionState } from '../../src/database/schema.ts';
import { everywhere } from '../database/stores.ts';

type Event = readonly [subscriber: number, day: string, state: SubscriptionState, agreed?: string];

async function fill(database: Database, events: readonly Event[]): Promise<void> {
  for (const id of new Set(events.map(([subscriber]) => subscriber))) {
    const email = `r${id}@example.org`;
    await database.kysely
      .insertInto('subscribers')
      .values({ email, email_key: email, domain: 'example.org', name: null, attributes: '{}', created_at: 0 })
      .execute();
  }
  for (const [subscriber, day, state, agreed] of events) {
    await database.kysely
      .insertInto('consent_history')
      .values({
        subscriber_id: subscriber,
        list: 'weekly',
        state,
        at: Date.parse(`${day}T23:59:59Z`),
        agreed_at: agreed === undefined ? null : Date.parse(agreed),
        source: 'x',
        address: null,
        text_version: null,
      })
      .execute();
  }
}

const now = Date.parse('2024-04-10T12:00:00Z');
const events: readonly Event[] = [
  [1, '2024-01-31', 'unconfirmed'],
  [1, '2024-02-01', 'active'],
  [2, '2024-02-10', 'active', '2024-01-05'],
  [3, '2024-02-11', 'active'],
  [3, '2024-02-11', 'unsubscribed'],
  [3, '2024-04-01', 'active'],
  [2, '2024-04-02', 'bounced'],
  [2, '2024-04-03', 'complained'],
  [4, '2024-04-03', 'unsubscribed'],
];

everywhere('a list grows by consents and shrinks by farewells, each counted once', (withDatabase) =>
  withDatabase(async (database) => {
    await fill(database, events);
    const { entries } = await growthOf(database, 'weekly', 'month', now);
    assert.equal(
      entries.map(({ begins, joined, left, active }) => [begins, joined, left, active]),
      [
        ['2024-01-01', 1, 0, 1],
        ['2024-02-01', 2, 1, 2],
        ['2024-03-01', 0, 0, 2],
        ['2024-04-01', 1, 1, 2],
      ],
    );
  }),
);

everywhere('weeks begin on Monday, and days without change are there too', (withDatabase) =>
  withDatabase(async (database) => {
    await fill(database, events);
    const weeks = (await growthOf(database, 'weekly', 'week', now)).entries;
    assert.is(weeks[0]?.begins, '2024-01-01');
    assert.is(weeks.at(-1)?.begins, '2024-04-08');
    assert.is(weeks.length, 15);
    const days = (await growthOf(database, 'weekly', 'day', now)).entries;
    assert.is(days.length, 97);
    assert.is(days.at(-1)?.active, 2);
  }),
);

everywhere('without a wish the finest span is taken that makes a chart of some lines', (withDatabase) =>
  withDatabase(async (database) => {
    await fill(database, events);
    assert.is((await growthOf(database, 'weekly', null, now)).span, 'week');
    assert.is((await growthOf(database, 'weekly', null, Date.parse('2024-01-20'))).span, 'day');
    assert.is((await growthOf(database, 'weekly', null, Date.parse('2025-01-20'))).span, 'month');
    assert.is((await growthOf(database, 'weekly', null, Date.parse('2094-01-20'))).span, 'year');
    assert.equal(await growthOf(database, 'alerts', null, now), { span: 'day', entries: [] });
  }),
);

test.run();
