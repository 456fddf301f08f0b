/** The sum of a mailing: how many of its deliveries are in which state. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';
import { type DeliveryState, deliveryStates } from '../database/schema.ts';

export type Sum = Readonly<Record<DeliveryState, number>>;

/** `audience = accepted + refused + skipped + unknown + waiting`, always. */
export type Totals = {
  readonly audience: number;
  readonly accepted: number;
  readonly refused: number;
  readonly skipped: number;
  readonly unknown: number;
  readonly waiting: number;
};

/** How many deliveries are in each state. */
export async function sumUp(database: Database, mailingId: number): Promise<Sum> {
  const rows = await database.kysely
    .selectFrom('deliveries')
    .select(['state', sql<number>`count(*)`.as('count')])
    .where('mailing_id', '=', mailingId)
    .groupBy('state')
    .execute();
  const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<
    DeliveryState,
    number
  >;
  for (const { state, count } of rows) counts[state] = Number(count);
  return counts;
}

export function toTotals(sum: Sum): Totals {
  const { accepted, refused, skipped, unknown } = sum;
  const waiting = sum.queued + sum.claimed + sum.handed + sum.deferred;
  return {
    audience: accepted + refused + skipped + unknown + waiting,
    accepted,
    refused,
    skipped,
    unknown,
    waiting,
  };
}
