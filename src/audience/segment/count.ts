/** How many of a list a segment takes, told before anything is sent to them. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../../database/open.ts';
import { suppressed } from '../suppressions.ts';
import { segmentCondition } from './condition.ts';
import type { Segment } from './parse.ts';

export type SegmentCount = {
  /** Active on the list. */
  readonly active: number;
  /** Of these, in the segment. */
  readonly matching: number;
  /** Of those, suppressed: they will get nothing. */
  readonly suppressed: number;
};

/** A null segment takes everyone. */
export async function countSegment(
  database: Database,
  list: string,
  segment: Segment | null,
): Promise<SegmentCount> {
  const inside: RawBuilder<SqlBool> =
    segment === null ? sql`1 = 1` : segmentCondition(database.dialect, segment);
  const { rows } = await sql<{ active: number; matching: number; suppressed: number }>`
    select count(*) as active,
      coalesce(sum(case when ${inside} then 1 else 0 end), 0) as matching,
      coalesce(sum(case when ${inside} and ${suppressed} then 1 else 0 end), 0) as suppressed
    from subscriptions join subscribers on subscribers.id = subscriptions.subscriber_id
    where subscriptions.list = ${list} and subscriptions.state = 'active'`.execute(database.kysely);
  const row = rows[0];
  return {
    active: Number(row?.active ?? 0),
    matching: Number(row?.matching ?? 0),
    suppressed: Number(row?.suppressed ?? 0),
  };
}
