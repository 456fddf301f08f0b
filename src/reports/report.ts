/** What became of a mailing: the ledger, the lists and the counts as one value, which the terminal and a page then show. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';
import type { Mailing } from '../delivery/mailing.ts';
import { readStatus } from '../delivery/status.ts';
import type { Totals } from '../delivery/sum.ts';

export type DomainShare = {
  readonly domain: string;
  readonly audience: number;
  readonly accepted: number;
  readonly refused: number;
  readonly waiting: number;
};

export type Refusal = { readonly reason: string; readonly code: number | null; readonly count: number };

export type LinkCount = {
  readonly link: number;
  readonly url: string;
  readonly people: number;
  readonly machines: number;
};

export type Report = {
  readonly mailing: Mailing;
  readonly totals: Totals;
  /** Accepted until the end of each span, the first from the opening on; spans are of one length. */
  readonly acceptance: readonly { readonly untilMs: number; readonly accepted: number }[];
  /** The largest first. */
  readonly domains: readonly DomainShare[];
  /** What servers said for good, the most frequent first. */
  readonly refusals: readonly Refusal[];
  /** Readers of this mailing who left the list after it began, and before the next one to that list. */
  readonly unsubscribed: number;
  readonly complained: number;
  /** Null where nothing was counted. */
  readonly clicks: {
    readonly links: readonly LinkCount[];
    readonly people: number;
    readonly machines: number;
    readonly opens: number;
    readonly machineOpens: number;
  } | null;
};

/** Points of the acceptance curve; more could not be told apart in a picture. */
const points = 48;
const mostDomains = 20;
const mostRefusals = 50;

/** Of one issue to one list; the latest first where `list` is null. */
export async function readReports(
  database: Database,
  issueNumber: number | null,
  list: string | null,
): Promise<readonly Report[]> {
  const found = await readStatus(database, issueNumber ?? undefined);
  const wanted = found.filter(({ mailing }) => list === null || mailing.list === list);
  return Promise.all(wanted.map(({ mailing, totals }) => reportOf(database, mailing, totals)));
}

/** Reports of the same list's mailings before `report`, the latest first. */
export async function earlierReports(
  database: Database,
  { mailing }: Report,
  most: number,
): Promise<readonly Report[]> {
  const all = await readStatus(database);
  const earlier = all.filter(
    (other) => other.mailing.list === mailing.list && other.mailing.openedAtMs < mailing.openedAtMs,
  );
  return Promise.all(earlier.slice(0, most).map((other) => reportOf(database, other.mailing, other.totals)));
}

async function reportOf(database: Database, mailing: Mailing, totals: Totals): Promise<Report> {
  return {
    mailing,
    totals,
    acceptance: await acceptanceOf(database, mailing),
    domains: await domainsOf(database, mailing.id),
    refusals: await refusalsOf(database, mailing.id),
    ...(await farewellsOf(database, mailing)),
    clicks: await clicksOf(database, mailing),
  };
}

async function acceptanceOf(
  { kysely }: Database,
  { id, openedAtMs, notBeforeMs }: Mailing,
): Promise<Report['acceptance']> {
  const span = await kysely
    .selectFrom('deliveries')
    .select([sql<number | null>`min(settled_at)`.as('first'), sql<number | null>`max(settled_at)`.as('last')])
    .where('mailing_id', '=', id)
    .where('state', '=', 'accepted')
    .executeTakeFirst();
  if (span?.last === null || span?.last === undefined) return [];
  const start = Math.max(openedAtMs, notBeforeMs);
  const widthMs = Math.max(1000, Math.ceil((Number(span.last) - start + 1) / points));
  const { rows } = await sql<{ bucket: number; count: number }>`
    select (settled_at - ${start}) / ${widthMs} as bucket, count(*) as count from deliveries
    where mailing_id = ${id} and state = 'accepted' group by 1 order by 1`.execute(kysely);
  let accepted = 0;
  return rows.map(({ bucket, count }) => {
    accepted += Number(count);
    return { untilMs: start + (Number(bucket) + 1) * widthMs, accepted };
  });
}

async function domainsOf({ kysely }: Database, mailingId: number): Promise<readonly DomainShare[]> {
  const count = (condition: ReturnType<typeof sql>) => sql`sum(case when ${condition} then 1 else 0 end)`;
  const { rows } = await sql<{
    domain: string;
    audience: number;
    accepted: number;
    refused: number;
    waiting: number;
  }>`
    select domain, count(*) as audience,
      ${count(sql`state = 'accepted'`)} as accepted, ${count(sql`state = 'refused'`)} as refused,
      ${count(sql`state in ('queued', 'claimed', 'handed', 'deferred')`)} as waiting
    from deliveries where mailing_id = ${mailingId} and domain <> ''
    group by domain order by 2 desc, domain limit ${mostDomains}`.execute(kysely);
  return rows.map(({ domain, audience, accepted, refused, waiting }) => ({
    domain,
    audience: Number(audience),
    accepted: Number(accepted),
    refused: Number(refused),
    waiting: Number(waiting),
  }));
}

async function refusalsOf({ kysely }: Database, mailingId: number): Promise<readonly Refusal[]> {
  const rows = await kysely
    .selectFrom('deliveries')
    .select(['reason', 'code', sql<number>`count(*)`.as('count')])
    .where('mailing_id', '=', mailingId)
    .where('state', '=', 'refused')
    .groupBy(['reason', 'code'])
    .orderBy('count', 'desc')
    .orderBy('reason')
    .limit(mostRefusals)
    .execute();
  return rows.map(({ reason, code, count }) => ({
    reason: reason ?? 'No reason was kept: the reader was erased.',
    code: code === null ? null : Number(code),
    count: Number(count),
  }));
}

async function farewellsOf(
  { kysely }: Database,
  { id, list, openedAtMs }: Mailing,
): Promise<{ readonly unsubscribed: number; readonly complained: number }> {
  const next = await kysely
    .selectFrom('mailings')
    .select(sql<number | null>`min(opened_at)`.as('at'))
    .where('list', '=', list)
    .where('opened_at', '>', openedAtMs)
    .executeTakeFirst();
  const until = next?.at ?? Number.MAX_SAFE_INTEGER;
  const rows = await kysely
    .selectFrom('consent_history')
    .innerJoin('deliveries', 'deliveries.subscriber_id', 'consent_history.subscriber_id')
    .select(['consent_history.state', sql<number>`count(distinct consent_history.subscriber_id)`.as('count')])
    .where('deliveries.mailing_id', '=', id)
    .where('consent_history.list', '=', list)
    .where('consent_history.state', 'in', ['unsubscribed', 'complained'])
    .where('consent_history.at', '>=', openedAtMs)
    .where('consent_history.at', '<', Number(until))
    .groupBy('consent_history.state')
    .execute();
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { unsubscribed: of('unsubscribed'), complained: of('complained') };
}

async function clicksOf({ kysely }: Database, { issueNumber, list }: Mailing): Promise<Report['clicks']> {
  const noted = await kysely
    .selectFrom('counted_links')
    .select(['link', 'url'])
    .where('issue_number', '=', issueNumber)
    .where('list', '=', list)
    .orderBy('link')
    .execute();
  if (noted.length === 0) return null;
  const counts = await kysely
    .selectFrom('counts')
    .select(['link', 'kind', sql<number>`sum(count)`.as('count')])
    .where('issue_number', '=', issueNumber)
    .where('list', '=', list)
    .groupBy(['link', 'kind'])
    .execute();
  const of = (link: number, kind: string) =>
    Number(counts.find((row) => Number(row.link) === link && row.kind === kind)?.count ?? 0);
  const links = noted.map(({ link, url }) => ({
    link: Number(link),
    url,
    people: of(Number(link), 'person'),
    machines: of(Number(link), 'machine'),
  }));
  return {
    links,
    people: links.reduce((sum, { people }) => sum + people, 0),
    machines: links.reduce((sum, { machines }) => sum + machines, 0),
    opens: of(0, 'person'),
    machineOpens: of(0, 'machine'),
  };
}

/** `97.3 %`, or a dash of nothing. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

export function countOf(value: number): string {
  return value.toLocaleString('en');
}

/** `1 click`, `1,200 clicks`. */
export function numberOf(value: number, what: string): string {
  return `${countOf(value)} ${what}${value === 1 ? '' : 's'}`;
}

/** `2024-06-22 08:03` in UTC, since several machines may have sent. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
