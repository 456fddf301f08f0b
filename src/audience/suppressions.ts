/** Addresses and domains that get nothing, whatever list they are on: the desk's wish, a dead mailbox, a complaint. */
import { type SqlBool, sql, type Transaction } from 'kysely';
import type { Database } from '../database/open.ts';
import type { SuppressionReason, Tables } from '../database/schema.ts';
import { UserError } from '../publication/problem.ts';
import { parseAddress, parseDomain, type Refusal } from './address.ts';

export type Suppression = {
  /** The key of an address, or a domain as A-labels. A domain stands for itself, not for those under it. */
  readonly value: string;
  readonly reason: SuppressionReason;
  readonly source: string;
  readonly sinceMs: number;
};

/** Holds for a row of `subscribers` that must not be mailed. Looked at when readers are claimed and handed over. */
export const suppressed = sql<SqlBool>`exists (
  select 1 from suppressions where suppressions.value in (subscribers.email_key, subscribers.domain))`;

/** What suppresses this address: itself, or its domain; null when nothing does, or when it is no address. */
export async function findSuppression(database: Database, email: string): Promise<Suppression | null> {
  const address = parseAddress(email);
  if ('refused' in address) return null;
  const found = await suppressions(database)
    .where('value', 'in', [address.key, address.domain])
    // The desk's own word on either counts before what came back from the address.
    .orderBy(sql`case reason when 'desk' then 0 when 'complaint' then 1 else 2 end`)
    .limit(1)
    .executeTakeFirst();
  return found ?? null;
}

/**
 * Suppresses an address or, where there is no @ in it, a domain. False when it was suppressed before.
 * @throws UserError when it is neither.
 */
export async function suppress(
  database: Database,
  what: string,
  reason: SuppressionReason,
  source: string,
): Promise<boolean> {
  return database.transaction((transaction) =>
    suppressValue(database, transaction, suppressionValue(what), reason, source),
  );
}

/** The same for a value that is a key or a domain already, within a transaction of the caller's. */
export async function suppressValue(
  database: Database,
  transaction: Transaction<Tables>,
  value: string,
  reason: SuppressionReason,
  source: string,
): Promise<boolean> {
  const result = await transaction
    .insertInto('suppressions')
    .values({ value, reason, source, at: database.dialect.nowMs })
    .onConflict((conflict) => conflict.column('value').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Takes a suppression back; false when there was none. @throws UserError when `what` is no address and no domain. */
export async function liftSuppression(database: Database, what: string): Promise<boolean> {
  const result = await database.kysely
    .deleteFrom('suppressions')
    .where('value', '=', suppressionValue(what))
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** All of them, the newest first. */
export async function listSuppressions(database: Database): Promise<readonly Suppression[]> {
  return suppressions(database).orderBy('at', 'desc').orderBy('value').execute();
}

function suppressionValue(what: string): string {
  if (!what.includes('@')) return orThrow(parseDomain(what)).domain;
  return orThrow(parseAddress(what)).key;
}

function orThrow<Parsed extends object>(parsed: Parsed | Refusal): Parsed {
  if ('refused' in parsed) throw new UserError(parsed.refused);
  return parsed;
}

function suppressions(database: Database) {
  return database.kysely.selectFrom('suppressions').select(['value', 'reason', 'source', 'at as sinceMs']);
}
