/** A segment as an SQL condition: values are parameters throughout, and every condition is true or false, never unknown. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Dialect } from '../../database/dialect.ts';
import type { Operator, Segment, Subject } from './parse.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The condition over `subscribers` and `subscriptions`, which must be in scope under these names: `state` and `joined`
 * are of that subscription, `list` asks whether the reader is active on another list. The same in SQLite and PostgreSQL.
 */
export function segmentCondition(dialect: Dialect, segment: Segment): RawBuilder<SqlBool> {
  // In brackets, so that it can be put behind any other condition's "and".
  return sql`(${inside(dialect, segment)})`;
}

function inside(dialect: Dialect, segment: Segment): RawBuilder<SqlBool> {
  if (segment.kind === 'not') return sql`not ${segmentCondition(dialect, segment.part)}`;
  if (segment.kind === 'compare') {
    const { subject, operator, value } = segment;
    // Whatever is not known equals nothing: "!=" is "not =", so that a reader without a city is not from Seoul.
    if (operator === '!=') return sql`not (${comparison(dialect, subject, '=', value)})`;
    return comparison(dialect, subject, operator, value);
  }
  const parts = segment.parts.map((part) => segmentCondition(dialect, part));
  return sql`${sql.join(parts, segment.kind === 'and' ? sql` and ` : sql` or `)}`;
}

type Ordering = Exclude<Operator, '!='>;

function comparison(
  dialect: Dialect,
  subject: Subject,
  operator: Ordering,
  value: string,
): RawBuilder<SqlBool> {
  switch (subject.kind) {
    case 'email':
      return sql`subscribers.email_key = ${value}`;
    case 'domain':
      return sql`subscribers.domain = ${value}`;
    case 'name':
      return sql`coalesce(subscribers.name, '') = ${value}`;
    case 'state':
      return sql`subscriptions.state = ${value}`;
    case 'tag':
      return sql`exists (select 1 from tags where tags.subscriber_id = subscribers.id and tags.tag = ${value})`;
    case 'list':
      return sql`exists (select 1 from subscriptions as other where other.subscriber_id = subscribers.id
        and other.list = ${value} and other.state = 'active')`;
    case 'joined':
      return joined(operator, value);
    case 'attribute':
      return attribute(dialect, subject, operator, value);
  }
}

/** Days are whole days by UTC: joined on, before, after that day. */
function joined(operator: Ordering, day: string): RawBuilder<SqlBool> {
  const beginsMs = Date.parse(`${day}T00:00:00Z`);
  const endsMs = beginsMs + dayMs;
  const since = sql`coalesce(subscriptions.agreed_at, subscriptions.since)`;
  switch (operator) {
    case '=':
      return sql`${since} >= ${beginsMs} and ${since} < ${endsMs}`;
    case '<':
      return sql`${since} < ${beginsMs}`;
    case '<=':
      return sql`${since} < ${endsMs}`;
    case '>':
      return sql`${since} >= ${endsMs}`;
    case '>=':
      return sql`${since} >= ${beginsMs}`;
  }
}

function attribute(
  dialect: Dialect,
  { name, type }: Extract<Subject, { kind: 'attribute' }>,
  operator: Ordering,
  value: string,
): RawBuilder<SqlBool> {
  const held = dialect.attribute(name);
  // An empty text is what a reader has of whom nothing is known.
  if (type === 'text') return sql`coalesce(${held}, '') = ${value}`;
  const sign = sql.raw(operator);
  if (type === 'number') {
    const number = dialect.numberAttribute(name);
    return sql`${number} is not null and ${number} ${sign} ${Number(value)}`;
  }
  // Days are written so that their order as text is their order in time.
  return sql`${held} is not null and ${held} ${sign} ${value}`;
}
