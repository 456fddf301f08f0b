/** Decides what becomes of the readers who wait, and does it, some thousands in a transaction, so that nobody else waits long. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { writeAttributes } from '../attribute.ts';
import type { Stage } from './stage.ts';

/** Which readers: those numbered from `from` to `to`, both among them. */
export type Range = { readonly from: number; readonly to: number };

export type Settling = {
  readonly list: string;
  /** Kept with each subscription as its origin: `import readers.csv (Ghost)`. */
  readonly source: string;
  /** Whether what the file says of a known reader takes the place of what is known; else it fills in what is missing. */
  readonly update: boolean;
};

/** What a file says differently about somebody who is known. */
export type Change = {
  readonly email: string;
  readonly name: { readonly before: string | null; readonly after: string | null };
  readonly attributes: {
    readonly before: Readonly<Record<string, string>>;
    readonly after: Readonly<Record<string, string>>;
  };
};

/** Whether any of these readers may be known. They stand in the order of the index: one look at it tells of most files. */
export async function mayBeKnown({ kysely }: Stage, { from, to }: Range): Promise<boolean> {
  const { rows } = await sql`
    select 1 from subscribers where email_key between
      (select min(email_key) from arrivals where n between ${from} and ${to}) and
      (select max(email_key) from arrivals where n between ${from} and ${to}) limit 1`.execute(kysely);
  return rows.length > 0;
}

/**
 * Makes the readers whom nobody knows yet, but for those who are suppressed or were erased. Within the transaction in
 * which the rest is done; not in a dry run.
 */
export async function meet(stage: Stage, { from, to }: Range, anyKnown: boolean): Promise<void> {
  const { kysely, dialect } = stage;
  // What is skipped by a conflict would use up numbers all the same.
  const unknown = anyKnown
    ? sql`not exists (select 1 from subscribers where subscribers.email_key = arrivals.email_key)`
    : sql`true`;
  const isSuppressed = await suppressedIn(stage);
  await sql`
    insert into subscribers (email, email_key, domain, name, attributes, created_at)
    select coalesce(email, email_key), email_key, domain, name, attributes, ${dialect.nowMs} from arrivals
    where n between ${from} and ${to} and not ${isSuppressed} and not ${wasErased}
      and ${unknown}
    order by n
    on conflict (email_key) do nothing`.execute(kysely);
}

// Not `in (…, …)`: SQLite builds a table of the two for each row. And mostly nobody is suppressed at all.
async function suppressedIn({ kysely }: Stage): Promise<RawBuilder<SqlBool>> {
  const any = await kysely.selectFrom('suppressions').select('value').limit(1).executeTakeFirst();
  if (any === undefined) return sql`(1 = 0)`;
  return sql`(exists (select 1 from suppressions where value = arrivals.email_key)
    or exists (select 1 from suppressions where value = arrivals.domain))`;
}
const wasErased = sql<SqlBool>`(arrivals.hash is not null and exists (
  select 1 from erasures where erasures.hash = arrivals.hash))`;

/** Writes each reader's outcome down, and returns what would be changed of those who are known. Changes nothing else. */
export async function decide(
  stage: Stage,
  { list, update }: Settling,
  { from, to }: Range,
  anyKnown: boolean,
): Promise<readonly (Change & { readonly subscriberId: number })[]> {
  const { kysely } = stage;
  const isSuppressed = await suppressedIn(stage);
  const held = sql`subscriptions.state`;
  const told = sql`arrivals.state`;
  await sql`
    insert into decided (n, subscriber_id, outcome)
    select arrivals.n, subscribers.id, case
      when ${isSuppressed} then 'suppressed'
      when subscribers.id is null and ${wasErased} then 'erased'
      when ${held} is null and ${told} in ('active', 'unconfirmed')
        then case ${told} when 'active' then 'added' else 'unconfirmed' end
      when ${held} is null then 'recorded'
      when ${held} not in ('active', 'unconfirmed') then 'left'
      when ${told} not in ('active', 'unconfirmed') then 'leaves'
      when ${held} = 'unconfirmed' and ${told} = 'active' then 'added'
      else 'already' end
    from arrivals
    left join subscribers on subscribers.email_key = arrivals.email_key
    left join subscriptions on subscriptions.subscriber_id = subscribers.id and subscriptions.list = ${list}
    where arrivals.n between ${from} and ${to}`.execute(kysely);
  if (!anyKnown) return [];
  const { rows } = await sql<{
    id: number;
    email: string;
    name: string | null;
    attributes: string;
    new_name: string | null;
    new_attributes: string;
  }>`
    select subscribers.id, subscribers.email, subscribers.name, subscribers.attributes,
      arrivals.name as new_name, arrivals.attributes as new_attributes
    from decided join arrivals on arrivals.n = decided.n join subscribers on subscribers.id = decided.subscriber_id
    where decided.n between ${from} and ${to} and outcome in ('added', 'unconfirmed', 'already')
      and ((arrivals.name is not null and arrivals.name <> coalesce(subscribers.name, ''))
        or (arrivals.attributes <> '{}' and arrivals.attributes <> subscribers.attributes))`.execute(kysely);
  return rows.flatMap((row) => {
    const before = JSON.parse(row.attributes) as Record<string, string>;
    const told = JSON.parse(row.new_attributes) as Record<string, string>;
    const after = update ? { ...before, ...told } : { ...told, ...before };
    const name = update ? (row.new_name ?? row.name) : (row.name ?? row.new_name);
    const same = name === row.name && writeAttributes(after) === row.attributes;
    const change = { name: { before: row.name, after: name }, attributes: { before, after } };
    return same ? [] : [{ subscriberId: row.id, email: row.email, ...change }];
  });
}

/** Does what was decided. Within the transaction in which it was decided, or somebody may have left in between. */
export async function apply(
  { kysely, dialect }: Stage,
  { list, source }: Settling,
  { from, to }: Range,
  changes: readonly (Change & { readonly subscriberId: number })[],
): Promise<void> {
  const { nowMs } = dialect;
  const settled = (outcomes: readonly string[]): RawBuilder<unknown> =>
    sql`decided join arrivals on arrivals.n = decided.n where decided.n between ${from} and ${to}
      and outcome in (${sql.join(outcomes.map((outcome) => sql.lit(outcome)))})`;
  const changed = settled(['added', 'unconfirmed', 'recorded', 'leaves']);
  // Whoever has not confirmed has agreed to nothing yet; whoever left had agreed once, and when is not always known.
  const agreed = sql`case arrivals.state when 'active' then coalesce(arrivals.agreed_at, ${nowMs})
    when 'unconfirmed' then null else arrivals.agreed_at end`;
  const ofConsent = (value: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`case arrivals.state when 'unconfirmed' then null else ${value} end`;
  await sql`
    insert into subscriptions
      (list, subscriber_id, state, since, source, agreed_at, consent_source, consent_address, consent_text)
    select cast(${list} as text), subscriber_id, arrivals.state, coalesce(arrivals.since, ${nowMs}), cast(${source} as text), ${agreed},
      ${ofConsent(sql`coalesce(arrivals.source, ${source})`)}, ${ofConsent(sql`coalesce(arrivals.address, 'desk')`)},
      ${ofConsent(sql`arrivals.text_version`)}
    from ${changed}
    on conflict (list, subscriber_id) do update set state = excluded.state, since = excluded.since,
      source = excluded.source, agreed_at = coalesce(subscriptions.agreed_at, excluded.agreed_at),
      consent_source = coalesce(subscriptions.consent_source, excluded.consent_source),
      consent_address = coalesce(subscriptions.consent_address, excluded.consent_address),
      consent_text = coalesce(subscriptions.consent_text, excluded.consent_text)`.execute(kysely);
  await sql`
    insert into consent_history (subscriber_id, list, state, at, agreed_at, source, address, text_version)
    select subscriber_id, ${list}, arrivals.state, ${nowMs}, ${agreed}, ${source},
      coalesce(arrivals.address, 'desk'), arrivals.text_version
    from ${changed}`.execute(kysely);
  await sql`
    insert into tags (subscriber_id, tag)
    select subscriber_id, tag from staged_tags join (
      select subscriber_id, email_key from ${settled(['added', 'unconfirmed', 'already', 'recorded'])}) as tagged
      on tagged.email_key = staged_tags.email_key
    where true
    on conflict (subscriber_id, tag) do nothing`.execute(kysely);
  // A dead mailbox and a complaint concern the address on every list, those it is not on yet among them.
  await sql`
    insert into suppressions (value, reason, source, at)
    select email_key, case state when 'bounced' then 'bounce' else 'complaint' end, ${source}, ${nowMs}
    from ${settled(['recorded', 'leaves'])} and state in ('bounced', 'complained')
    on conflict (value) do nothing`.execute(kysely);
  if (changes.length === 0) return;
  const rows = changes.map(({ subscriberId, name, attributes }) => {
    return { id: subscriberId, name: name.after, attributes: writeAttributes(attributes.after) };
  });
  await sql`
    update subscribers set name = told.name, attributes = told.attributes
    from ${dialect.rows({ id: 'bigint', name: 'text', attributes: 'text' }, rows)} as told
    where subscribers.id = told.id`.execute(kysely);
}
