/** How a list has grown and shrunk, from the history of consent: who came, who left, who was there at the end of each span. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';

export const spans = ['day', 'week', 'month', 'year'] as const;
export type Span = (typeof spans)[number];

export type Growth = {
  /** The first day of the span, by UTC: `2024-06-01`. */
  readonly begins: string;
  readonly joined: number;
  /** Unsubscribed, bounced or complained. */
  readonly left: number;
  /** Active at its end. */
  readonly active: number;
};

const dayMs = 86_400_000;

/** No chart is longer unless a span is asked for. */
const mostEntries = 26;

/**
 * One entry a span from the first consent to today, those without any change among them; without `wanted`, of the
 * finest span that makes a chart of some lines. A consent counts on the day on which it was given, which may be long
 * before it was imported. Readers who were erased are no longer in it.
 */
export async function growthOf(
  database: Database,
  list: string,
  wanted: Span | null,
  nowMs: number,
): Promise<{ readonly span: Span; readonly entries: readonly Growth[] }> {
  const { rows } = await sql<{ day: number; joined: number; left_: number }>`
    select day, sum(case when state = 'active' then 1 else 0 end) as joined,
      sum(case when state = 'active' then 0 else 1 end) as left_
    from (
      select state, before, (case state when 'active' then coalesce(agreed_at, at) else at end) / ${sql.lit(dayMs)} as day
      from (
        select state, at, agreed_at,
          lag(state) over (partition by subscriber_id order by id) as before
        from consent_history where list = ${list}) as changes
      where (state = 'active') <> (coalesce(before, '') = 'active')) as turns
    group by day order by day`.execute(database.kysely);
  const turns = rows.map(({ day, joined, left_: left }) => ({
    day: Number(day),
    joined: Number(joined),
    left: Number(left),
  }));
  const charts = (wanted === null ? spans : [wanted]).map((span) => ({
    span,
    entries: entriesOf(turns, span, nowMs),
  }));
  return (
    charts.find(({ entries }) => entries.length <= mostEntries) ?? (charts.at(-1) as (typeof charts)[number])
  );
}

type Turn = { readonly day: number; readonly joined: number; readonly left: number };

function entriesOf(turns: readonly Turn[], span: Span, nowMs: number): readonly Growth[] {
  const found = new Map<string, { joined: number; left: number }>();
  const entryOf = (day: number) => {
    const begins = beginOf(day, span);
    const entry = found.get(begins) ?? { joined: 0, left: 0 };
    found.set(begins, entry);
    return entry;
  };
  for (let day = turns[0]?.day ?? Number.POSITIVE_INFINITY; day * dayMs <= nowMs; day++) entryOf(day);
  for (const { day, joined, left } of turns) {
    const entry = entryOf(day);
    entry.joined += joined;
    entry.left += left;
  }
  let active = 0;
  return [...found].map(([begins, { joined, left }]) => {
    active += joined - left;
    return { begins, joined, left, active };
  });
}

/** Days are counted from 1970; weeks begin on Monday. */
function beginOf(day: number, span: Span): string {
  const date = new Date(day * dayMs);
  if (span === 'week') return isoDay((day - ((date.getUTCDay() + 6) % 7)) * dayMs);
  const whole = isoDay(day * dayMs);
  if (span === 'day') return whole;
  return span === 'month' ? `${whole.slice(0, 7)}-01` : `${whole.slice(0, 4)}-01-01`;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
