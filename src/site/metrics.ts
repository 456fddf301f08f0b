/** What the service counts about itself, for its operator: requests, their time, letters; nothing about any reader. */
import type { Hono, MiddlewareHandler } from 'hono';
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';
import { clientOf, isOwnNetwork } from './client.ts';
import type { Site } from './site.ts';

/** Upper ends of the histogram, in seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type Tally = {
  /** Adds one to a counter, for instance `tumen_letters_total{outcome="accepted"}`. */
  readonly count: (series: string) => void;
  readonly observe: (seconds: number) => void;
  readonly print: () => string;
};

export function openTally(): Tally {
  const counters = new Map<string, number>();
  const hits = new Array<number>(buckets.length).fill(0);
  let [sum, total] = [0, 0];
  return {
    count: (series) => counters.set(series, (counters.get(series) ?? 0) + 1),
    observe: (seconds) => {
      sum += seconds;
      total++;
      buckets.forEach((most, index) => {
        if (seconds <= most) hits[index] = (hits[index] ?? 0) + 1;
      });
    },
    print: () => {
      const names = new Set([...counters.keys()].map((series) => series.split('{')[0]));
      const lines = [...names].flatMap((name) => [
        `# TYPE ${name} counter`,
        ...[...counters]
          .filter(([series]) => series.split('{')[0] === name)
          .map(([series, value]) => `${series} ${value}`),
      ]);
      const name = 'tumen_request_seconds';
      return [
        ...lines,
        `# TYPE ${name} histogram`,
        ...buckets.map((most, index) => `${name}_bucket{le="${most}"} ${hits[index]}`),
        `${name}_bucket{le="+Inf"} ${total}`,
        `${name}_sum ${sum.toFixed(6)}`,
        `${name}_count ${total}`,
      ].join('\n');
    },
  };
}

/** Counts every request by the kind of page and its answer; the rest of an address can hold a token. */
export function withTally(tally: Tally, base: string): MiddlewareHandler {
  const kinds = [
    'subscribe',
    'confirm',
    'unsubscribe',
    'preferences',
    'reader',
    'issues',
    'images',
    'assets',
    'r',
    'o',
    'hooks',
  ];
  return async (c, next) => {
    const started = performance.now();
    await next();
    const first = c.req.path.slice(base.length).split('/')[0] ?? '';
    const kind = kinds.includes(first) ? first : 'other';
    tally.count(`tumen_requests_total{page="${kind}",status="${c.res.status}"}`);
    tally.observe((performance.now() - started) / 1000);
  };
}

/** `/healthz` for everybody; `/metrics` for this machine and its private network alone. */
export function addHealthRoutes(app: Hono, { shelf, database, proxies, tally }: Site): void {
  app.get('/healthz', async (c) => {
    const healthy = await sql`select 1`.execute(database.kysely).then(
      () => true,
      () => false,
    );
    return c.json({ status: healthy ? 'ok' : 'the database cannot be read' }, healthy ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    if (!isOwnNetwork(clientOf(c, proxies).address)) return c.notFound();
    const gauges = [
      ['tumen_issues', shelf.current().archive.issues.length],
      ['tumen_letters_waiting', await waitingLetters(database)],
      ['process_resident_memory_bytes', process.memoryUsage.rss()],
      ['process_start_time_seconds', Math.round(Date.now() / 1000 - process.uptime())],
    ].map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}`);
    return c.text(`${tally.print()}\n${gauges.join('\n')}\n`, 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    });
  });
}

async function waitingLetters({ kysely }: Database): Promise<number> {
  const row = await kysely
    .selectFrom('letters')
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
