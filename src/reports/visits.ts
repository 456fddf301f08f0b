/** Clicks and opens as sums of an hour, people and machines apart; who it was is known for seconds, in memory alone. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';
import type { CountKind } from '../database/schema.ts';
import type { Counted } from './counted-links.ts';

export type Visit = Counted & {
  /** Network address and program, for telling a burst; hashed with a salt of this process and never written. */
  readonly visitor: string;
  readonly method: string;
  readonly header: (name: string) => string | undefined;
  readonly atMs: number;
};

export type Visits = {
  readonly add: (visit: Visit) => void;
  /** Writes what is held; resolves when it is in the database. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A visitor's visits are held so long, until it can be seen whether they are a burst. */
const holdMs = 10_000;

/** Nobody reads so many links of an issue within `holdMs`; a scanner opens all of them. */
const mostLinks = 4;

/** Gateways look at a message as it arrives; few readers click before this, counted from the mailing's beginning. */
const arrivalMs = 120_000;

const hourMs = 3_600_000;

/** Programs that fetch a link without anybody wanting to read it. */
const machines =
  /bot\b|crawl|spider|preview|scan|barracuda|proofpoint|mimecast|messagelabs|symantec|trendmicro|fireeye|safelinks|microsoft office|outlook-|slackbot|facebookexternalhit|whatsapp|telegram|curl|wget|python|java\/|go-http|okhttp|headless|monitor/i;

/** Whether the request alone says that no person made it. Apple Mail loads every picture under a bare "Mozilla/5.0". */
export function isMachine({ method, header }: Pick<Visit, 'method' | 'header'>): boolean {
  const agent = header('user-agent') ?? '';
  const purpose = `${header('purpose') ?? ''} ${header('sec-purpose') ?? ''} ${header('x-moz') ?? ''}`;
  return (
    method !== 'GET' ||
    /prefetch|preview/i.test(purpose) ||
    agent === '' ||
    agent === 'Mozilla/5.0' ||
    machines.test(agent)
  );
}

type Held = { readonly visits: Visit[]; readonly sinceMs: number };

export function openVisits(database: Database, onError: (error: Error) => void): Visits {
  const salt = randomBytes(16);
  let held = new Map<string, Held>();
  let writing: Promise<void> = Promise.resolve();
  const write = (due: readonly Held[]): Promise<void> => {
    writing = writing.catch(() => {}).then(() => settle(database, due));
    return writing;
  };
  const timer = setInterval(() => {
    const now = Date.now();
    const due = [...held].filter(([, { sinceMs }]) => now - sinceMs >= holdMs);
    for (const [visitor] of due) held.delete(visitor);
    if (due.length > 0) write(due.map(([, each]) => each)).catch(onError);
  }, holdMs / 5).unref();
  const flush = (): Promise<void> => {
    const all = [...held.values()];
    held = new Map();
    return write(all);
  };
  return {
    add: (visit) => {
      const visitor = createHash('sha256').update(salt).update(visit.visitor).digest('base64url');
      const known = held.get(visitor) ?? { visits: [], sinceMs: Date.now() };
      held.set(visitor, known);
      known.visits.push(visit);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

async function settle(database: Database, held: readonly Held[]): Promise<void> {
  const opened = await mailingTimes(database);
  const sums = new Map<string, { row: Counted & { hour: number; kind: CountKind }; count: number }>();
  for (const { visits } of held) {
    const burst =
      new Set(visits.map(({ issueNumber, list, link }) => `${issueNumber} ${list} ${link}`)).size > mostLinks;
    for (const visit of visits) {
      const { issueNumber, list, link, atMs } = visit;
      const since = atMs - (opened.get(`${issueNumber} ${list}`) ?? 0);
      const machine = burst || isMachine(visit) || (since >= 0 && since < arrivalMs);
      const row = {
        issueNumber,
        list,
        link,
        hour: Math.floor(atMs / hourMs) * hourMs,
        kind: machine ? 'machine' : 'person',
      } as const;
      const key = JSON.stringify(row);
      sums.set(key, { row, count: (sums.get(key)?.count ?? 0) + 1 });
    }
  }
  await database.transaction(async (transaction) => {
    for (const { row, count } of sums.values()) {
      await sql`
        insert into counts (issue_number, list, link, hour, kind, count)
        values (${row.issueNumber}, ${row.list}, ${row.link}, ${row.hour}, ${row.kind}, ${count})
        on conflict (issue_number, list, link, hour, kind) do update set count = counts.count + excluded.count`.execute(
        transaction,
      );
    }
  });
}

/** When each mailing began, by issue and list. */
async function mailingTimes({ kysely }: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await kysely
    .selectFrom('mailings')
    .select(['issue_number', 'list', 'opened_at', 'not_before'])
    .execute();
  return new Map(
    rows.map((row) => [`${row.issue_number} ${row.list}`, Math.max(row.opened_at, row.not_before)]),
  );
}
