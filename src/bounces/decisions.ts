/** Every decision so far on what came back, told from the record that `settle.ts` keeps. */
import type { Database } from '../database/open.ts';
import type { BounceKind } from '../database/schema.ts';

export type Decision = {
  readonly atMs: number;
  /** Null where the report was about nobody that we know, and for a reader who was erased since. */
  readonly email: string | null;
  readonly kind: BounceKind;
  /** RFC 3463, for instance `5.1.1`. */
  readonly status: string | null;
  /** Number and list of the mailing that it answers; null where it shows none of ours. */
  readonly mailing: string | null;
  /** How it came in: `maildir`, `pipe`, `imap`, … */
  readonly origin: string;
  /** The server's words. */
  readonly diagnostic: string | null;
  /** What was done and why, whole sentences. */
  readonly decision: string;
};

const rowsAtATime = 1_000;

/** In the order in which they were made, a thousand at a time, so that a record of any length is told in little memory. */
export async function* eachDecision(database: Database): AsyncGenerator<readonly Decision[]> {
  for (let after = 0; ; ) {
    const rows = await database.kysely
      .selectFrom('bounces')
      .leftJoin('subscribers', 'subscribers.id', 'bounces.subscriber_id')
      .leftJoin('mailings', 'mailings.id', 'bounces.mailing_id')
      .select(['bounces.id', 'at', 'subscribers.email', 'kind', 'status', 'origin', 'diagnostic', 'decision'])
      .select(['mailings.issue_number', 'mailings.list'])
      .where('bounces.id', '>', after)
      .orderBy('bounces.id')
      .limit(rowsAtATime)
      .execute();
    if (rows.length > 0) {
      yield rows.map(({ at, issue_number, list, email, kind, status, origin, diagnostic, decision }) => ({
        ...{ atMs: at, email, kind, status, origin, diagnostic, decision },
        mailing: issue_number === null ? null : `${issue_number} ${list}`,
      }));
    }
    if (rows.length < rowsAtATime) return;
    after = rows.at(-1)?.id ?? after;
  }
}
