/**
 * The public service under load: one-click unsubscribes while an issue is being sent, prefetches, forged tokens, and a
 * flood on the subscribe form. `SCALE=0.1` makes everything a tenth as much.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { sql } from 'kysely';
import { readSecret } from '../../src/audience/secret.ts';
import { makeToken, openToken } from '../../src/audience/token.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { hasSmtpSink, startSmtpSink } from '../delivery/smtp-sink.ts';
import { repository, temporaryPublication } from '../temporary-publication.ts';
import { type Answered, askOver, hammer, quantile, startService } from './clients.ts';
import { printFigure } from './figures.ts';

const scale = Number(process.env.SCALE ?? 1);
const text = 'a-secret-of-more-than-thirty-two-characters';
const secret = readSecret('', text);
const count = (whole: number): number => Math.max(100, Math.round(whole * scale));

let failed = false;
function must(what: string, holds: boolean): void {
  process.stdout.write(`  ${holds ? 'ok    ' : 'FAILED'} ${what}\n`);
  failed ||= !holds;
}

const root = await temporaryPublication();
const database = await openDatabase(root);
const readers = count(100_000);
await addReaders(database, readers);
const tokens = Array.from({ length: readers }, (_, index) =>
  makeToken(secret, 'unsubscribe', { list: 'weekly', subscriberId: index + 1 }),
);
const service = await startService(root, text);

// GET and HEAD prefetches change nothing.
const prefetches = await hammer(service.url, count(100_000), 50, (index) => ({
  path: `unsubscribe/${tokens[index % readers]}`,
  method: index % 2 === 0 ? 'GET' : 'HEAD',
}));
must(
  `${prefetches.length} prefetches are answered 200`,
  prefetches.every(({ status }) => status === 200),
);
must('and change nothing', (await stateCount(database, 'active')) === readers);

// A million forged tokens open nothing.
const forgeries = count(1_000_000);
let opened = 0;
for (let index = 0; index < forgeries; index++) {
  const forged = forge(tokens[index % readers] as string, index);
  for (const purpose of ['unsubscribe', 'access'] as const) {
    if (openToken(secret, purpose, forged, Date.now()) !== null) opened++;
  }
}
must(`${forgeries} forged tokens open nothing`, opened === 0);
const posted = await hammer(service.url, count(20_000), 50, (index) => ({
  path: `unsubscribe/${forge(tokens[index % readers] as string, index)}`,
  method: 'POST',
  body: 'List-Unsubscribe=One-Click',
}));
must(
  `${posted.length} of them as POSTs neither`,
  posted.every(({ status }) => status === 200) && (await stateCount(database, 'active')) === readers,
);

// The flood on the form, with honest readers between.
const flood = hammer(service.url, count(50_000), 50, (index) => ({
  path: 'subscribe',
  method: 'POST',
  body: `email=victim${index % 100}%40example.net&list=weekly`,
  from: `${11 + (index % 180)}.${(index >> 4) % 250}.${(index >> 8) % 250}.7`,
}));
const honest: Answered[] = [];
const agent = new Agent({ keepAlive: true });
let flooding = true;
flood.finally(() => {
  flooding = false;
});
for (let index = 0; flooding; index++) {
  const body = `email=honest${index}%40example.com&list=weekly`;
  const from = `100.${64 + (index >> 8)}.${index % 250}.9`;
  honest.push(await askOver(agent, service.url, { path: 'subscribe', method: 'POST', body, from }));
  await new Promise((resolve) => setTimeout(resolve, 25));
}
agent.destroy();
const floods = await flood;
const letters = await sql<{ victims: number; honest: number }>`
  select sum(case when domain = 'example.net' then 1 else 0 end) as victims,
    sum(case when domain = 'example.com' then 1 else 0 end) as honest from subscribers`.execute(
  database.kysely,
);
const allowances = await sql<{ spent: number }>`select max(spent) as spent from allowances`.execute(
  database.kysely,
);
must(
  `${floods.length} posts on 100 victims`,
  floods.every(({ status }) => status === 200),
);
must(
  'at most one letter a victim',
  letters.rows[0]?.victims === 100 && Number(allowances.rows[0]?.spent) <= 20,
);
must(`all ${honest.length} honest readers are written to`, letters.rows[0]?.honest === honest.length);
process.stdout.write(
  `  honest requests, median ${quantile(honest, 0.5).toFixed(0)} ms, of ${honest.length}\n`,
);
printFigure({
  ...{ what: 'honest request during the flood, p99', value: quantile(honest, 0.99), unit: 'ms' },
  ...{ against: 'limit', reference: 300, most: 1 },
});

// One-click unsubscribes during a running send.
const sink = hasSmtpSink ? await startSmtpSink(root) : null;
const sender = spawn(
  process.execPath,
  [join(repository, 'src/cli.ts'), 'send', '1', '--yes', '--list', 'weekly'],
  {
    cwd: root,
    env: { PATH: process.env.PATH, TUMEN_SECRET: text, SMTP_URL: sink?.url ?? 'outbox:' },
    stdio: 'ignore',
  },
);
const gone = once(sender, 'exit');
while ((await sumOf(database, 'accepted')) === 0) await new Promise((resolve) => setTimeout(resolve, 100));
const leaving = await hammer(service.url, readers, 50, (index) => ({
  path: `unsubscribe/${tokens[readers - 1 - index]}`,
  method: 'POST',
  body: 'List-Unsubscribe=One-Click',
}));
const [status] = await gone;
must(
  `${readers} one-click POSTs are answered 200`,
  leaving.every((each) => each.status === 200),
);
must('everybody has left', (await stateCount(database, 'unsubscribed')) === readers);
const handed = await sql<{ id: number; at: number }>`
  select subscriber_id as id, first_handed_at as at from deliveries where first_handed_at is not null`.execute(
  database.kysely,
);
const after = handed.rows.filter(({ id, at }) => at > (leaving[readers - id]?.atMs ?? 0));
must(
  `nobody is mailed after the answer (${handed.rows.length} mailed before, sender's status ${status})`,
  after.length === 0 && handed.rows.length > 0,
);
printFigure({
  ...{ what: 'one-click POST during a send, p99', value: quantile(leaving, 0.99), unit: 'ms' },
  ...{ against: 'limit', reference: 1000, most: 1 },
});
printFigure({
  ...{ what: 'the slowest of them', value: quantile(leaving, 1), unit: 'ms' },
  ...{ against: 'limit', reference: 1000, most: 1 },
});

await service.stop();
await sink?.stop();
await database.close();
await rm(root, { recursive: true, force: true });
if (failed) process.exitCode = 1;

/** Another end, another reader's payload, another key, another shape. */
function forge(token: string, index: number): string {
  const [version, key, payload, mac] = token.split('.') as [string, string, string, string];
  const other = Buffer.from(`weekly|${(index + 7).toString(36)}`).toString('base64url');
  const turned = mac[0] === 'A' ? `B${mac.slice(1)}` : `A${mac.slice(1)}`;
  switch (index % 4) {
    case 0:
      return [version, key, payload, turned].join('.');
    case 1:
      return [version, key, other === payload ? `${payload}x` : other, mac].join('.');
    case 2:
      return [version, key.split('').reverse().join(''), payload, turned].join('.');
    default:
      return token.slice(0, -1 - (index % 20));
  }
}

async function addReaders({ kysely, dialect }: Database, most: number): Promise<void> {
  await sql`
    insert into subscribers (email, email_key, domain, name, attributes, created_at)
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${most})
    select 'reader' || n || '@example.org', 'reader' || n || '@example.org', 'example.org', null, '{}', ${dialect.nowMs}
    from numbers`.execute(kysely);
  await sql`insert into subscriptions (list, subscriber_id, state, since, source)
    select 'weekly', id, 'active', ${dialect.nowMs}, 'bench' from subscribers`.execute(kysely);
}

async function stateCount({ kysely }: Database, state: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from subscriptions join subscribers on subscribers.id = subscriber_id
    where state = ${state} and domain = 'example.org'`.execute(kysely);
  return Number(rows[0]?.count);
}

async function sumOf({ kysely }: Database, state: string): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from deliveries where state = ${state}`.execute(kysely);
  return Number(rows[0]?.count);
}
