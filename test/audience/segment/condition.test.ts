import * as check from 'fast-check';
import { sql } from 'kysely';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { segmentCondition } from '../../../src/audience/segment/condition.ts';
import { countSegment } from '../../../src/audience/segment/count.ts';
import { parseSegment, type Segment, type Vocabulary } from '../../../src/audience/segment/parse.ts';
import { addSubscriber, listSubscribers, removeSubscriber } from '../../../src/audience/subscribers.ts';
import { suppress } from '../../../src/audience/suppressions.ts';
import { addTag } from '../../../src/audience/tags.ts';
import type { Database } from '../../../src/database/open.ts';
import { everywhere } from '../../database/stores.ts';

const vocabulary: Vocabulary = {
  subscriberFields: [
    { name: 'city', type: 'text' },
    { name: 'age', type: 'number' },
    { name: 'born', type: 'date' },
    { name: 'press', type: 'boolean' },
  ],
  lists: [
    { id: 'weekly', name: 'Weekly', description: 'Every week' },
    { id: 'alerts', name: 'Alerts', description: 'At once' },
  ],
};

type Reader = {
  readonly email: string;
  readonly name: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly alerts: boolean;
  readonly joined: string;
};

const readers: readonly Reader[] = [
  {
    email: 'ada@example.org',
    name: 'Ada',
    attributes: { city: 'Seoul', age: '9', born: '2015-06-01', press: 'true' },
    tags: ['analyst', 'press corps'],
    alerts: true,
    joined: '2024-01-01T00:00:00Z',
  },
  {
    email: 'bo@paper.example.org',
    name: null,
    attributes: { city: 'Busan', age: '41.5' },
    tags: ['analyst'],
    alerts: false,
    joined: '2024-01-01T23:59:59.999Z',
  },
  {
    email: 'cy@example.org',
    name: 'Cy',
    attributes: {},
    tags: [],
    alerts: true,
    joined: '2024-01-02T00:00:00Z',
  },
  {
    email: 'dee@example.org',
    name: '김',
    attributes: { city: 'O\'Fallon "%_', age: '-3', press: 'false' },
    tags: ['x'],
    alerts: false,
    joined: '2023-12-31T23:59:59.999Z',
  },
];

async function fill(database: Database): Promise<void> {
  for (const { email, name, attributes, tags, alerts, joined } of readers) {
    await addSubscriber(database, 'weekly', { email, name, attributes }, 'test');
    if (alerts) await addSubscriber(database, 'alerts', { email }, 'test');
    const { id } = await database.kysely
      .selectFrom('subscribers')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    for (const tag of tags) await addTag(database, [id], tag);
    await database.kysely
      .updateTable('subscriptions')
      .set({ agreed_at: Date.parse(joined) })
      .where('subscriber_id', '=', id)
      .execute();
  }
}

async function found(database: Database, text: string): Promise<string> {
  const condition = segmentCondition(database.dialect, parseSegment(text, vocabulary));
  const names: string[] = [];
  for await (const { subscriber } of listSubscribers(database, 'weekly', { condition })) {
    names.push(subscriber.email.split('@')[0] as string);
  }
  return names.join(' ');
}

everywhere('each kind of comparison finds whom it means', (withDatabase) =>
  withDatabase(async (database) => {
    await fill(database);
    for (const [text, expected] of [
      ['city = "Seoul"', 'ada'],
      ['city != "Seoul"', 'bo cy dee'],
      ['city = ""', 'cy'],
      ['city = "O\'Fallon \\"%_"', 'dee'],
      ['city = "seoul"', ''],
      ['age > 9', 'bo'],
      ['age >= 9', 'ada bo'],
      ['age < 0', 'dee'],
      ['age != 9', 'bo cy dee'],
      ['not age < 1000', 'cy'],
      ['born >= 2015-06-01', 'ada'],
      ['born < 2015-06-01', ''],
      ['press = false', 'dee'],
      ['press != true', 'bo cy dee'],
      ['name = ""', 'bo'],
      ['name = "김"', 'dee'],
      ['email = "ADA@example.org"', 'ada'],
      ['domain = "example.org"', 'ada cy dee'],
      ['tag = "analyst"', 'ada bo'],
      ['tag = "Press Corps" and tag = "analyst"', 'ada'],
      ['tag != "analyst"', 'cy dee'],
      ['list = "alerts"', 'ada cy'],
      ['list = "alerts" and not tag = "analyst"', 'cy'],
      ['state = "active"', 'ada bo cy dee'],
      ['state = "bounced"', ''],
      ['joined = 2024-01-01', 'ada bo'],
      ['joined < 2024-01-01', 'dee'],
      ['joined <= 2024-01-01', 'ada bo dee'],
      ['joined > 2024-01-01', 'cy'],
      ['joined >= 2024-01-01', 'ada bo cy'],
      ['joined != 2024-01-01', 'cy dee'],
    ] as const) {
      assert.is(await found(database, text), expected, text);
    }
  }),
);

everywhere('what looks like SQL in a value is a value', (withDatabase) =>
  withDatabase(async (database) => {
    await fill(database);
    for (const value of [`' or 1=1 --`, `"; drop table subscribers; --`, '%', '_', '$1', '?', ':x']) {
      assert.is(await found(database, `city = '${value.replaceAll("'", "\\'")}'`), '', value);
    }
    const condition = segmentCondition(database.dialect, parseSegment(`city = "x' or 1=1"`, vocabulary));
    const compiled = sql`select 1 where ${condition}`.compile(database.kysely);
    assert.not.match(compiled.sql, /or 1=1/);
    assert.equal(compiled.parameters, ['city', "x' or 1=1"]);
    assert.is(await found(database, 'state = "active"'), 'ada bo cy dee');
  }),
);

/** The meaning of a segment over one reader, written once more in other words. */
function holds(segment: Segment, reader: Reader): boolean {
  if (segment.kind === 'not') return !holds(segment.part, reader);
  if (segment.kind !== 'compare') {
    const each = (part: Segment) => holds(part, reader);
    return segment.kind === 'and' ? segment.parts.every(each) : segment.parts.some(each);
  }
  const { subject, operator, value } = segment;
  if (operator === '!=') return !holds({ ...segment, operator: '=' }, reader);
  if (subject.kind === 'tag') return reader.tags.includes(value);
  if (subject.kind === 'joined') return compare(reader.joined.slice(0, 10), operator, value);
  if (subject.kind === 'list') return value === 'weekly' || reader.alerts;
  if (subject.kind !== 'attribute') throw new Error('not drawn');
  const held = reader.attributes[subject.name];
  if (subject.type === 'text') return (held ?? '') === value;
  if (held === undefined) return false;
  return subject.type === 'number'
    ? compare(Number(held), operator, Number(value))
    : compare(held, operator, value);
}

function compare<T extends string | number>(held: T, operator: string, value: T): boolean {
  if (operator === '=') return held === value;
  if (operator === '<') return held < value;
  if (operator === '<=') return held <= value;
  return operator === '>' ? held > value : held >= value;
}

const drawn = {
  text: check.constantFrom('"Seoul"', '"Busan"', '""'),
  tag: check.constantFrom('"analyst"', '"x"', '"y"'),
  number: check.constantFrom('9', '41.5', '-3', '10'),
  day: check.constantFrom('2024-01-01', '2024-01-02', '2015-06-01'),
};
const same = check.constantFrom('=', '!=');
const any = check.constantFrom('=', '!=', '<', '<=', '>', '>=');
const line = (...parts: check.Arbitrary<string>[]) => check.tuple(...parts).map((words) => words.join(' '));
const { whole } = check.letrec<{ whole: string }>((tie) => ({
  whole: check.oneof(
    { depthSize: 'small', withCrossShrink: true },
    line(check.constant('city'), same, drawn.text),
    line(check.constant('age'), any, drawn.number),
    line(check.constant('born'), any, drawn.day),
    line(check.constant('joined'), any, drawn.day),
    line(check.constant('tag'), same, drawn.tag),
    line(check.constant('list'), same, check.constantFrom('"weekly"', '"alerts"')),
    tie('whole').map((text) => `not (${text})`),
    check
      .tuple(tie('whole'), check.constantFrom('and', 'or'), tie('whole'))
      .map(([a, word, b]) => `(${a}) ${word} (${b})`),
  ),
}));

everywhere('any segment means in the database what it means on paper', (withDatabase) =>
  withDatabase(async (database) => {
    await fill(database);
    await check.assert(
      check.asyncProperty(whole, async (text) => {
        const segment = parseSegment(text, vocabulary);
        const expected = readers.filter((reader) => holds(segment, reader));
        assert.is(
          await found(database, text),
          expected.map(({ email }) => email.split('@')[0]).join(' '),
          text,
        );
      }),
      { numRuns: 300 },
    );
  }),
);

everywhere(
  'a segment is counted among the active readers of its list, the suppressed apart',
  (withDatabase) =>
    withDatabase(async (database) => {
      await fill(database);
      await removeSubscriber(database, 'weekly', 'dee@example.org', 'test');
      await suppress(database, 'paper.example.org', 'desk', 'test');
      const count = (text: string) => countSegment(database, 'weekly', parseSegment(text, vocabulary));
      assert.equal(await count('tag = "analyst"'), { active: 3, matching: 2, suppressed: 1 });
      assert.equal(await count('tag = "x"'), { active: 3, matching: 0, suppressed: 0 });
      assert.equal(await countSegment(database, 'weekly', null), { active: 3, matching: 3, suppressed: 1 });
      assert.equal(await countSegment(database, 'alerts', null), { active: 2, matching: 2, suppressed: 0 });
    }),
);

test.run();
