/** What lies on our own side: the database, the clock, the secret behind the links, and the address that they lead to. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { readSecret } from '../../audience/secret.ts';
import type { Database } from '../../database/open.ts';
import { UserError } from '../../publication/problem.ts';
import { about, type Diagnosis } from './diagnosis.ts';
import type { Dns } from './dns.ts';

/** Clocks that are kept by NTP are nearer than this. */
const tolerableMs = 5_000;

/** Whether the database is whole, and whether its clock and this machine's agree. */
export async function diagnoseDatabase(database: Database, nowMs: number): Promise<readonly Diagnosis[]> {
  const { name } = database.dialect;
  const { well, mend } = about(`database (${name})`);
  const checks: Diagnosis[] = [];
  if (name === 'sqlite') {
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(5)`.execute(database.kysely);
    const faults = rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
    checks.push(
      faults.length === 0
        ? well('It is whole.')
        : mend(`It is damaged: ${faults.join('; ')}. Restore .tumen/tumen.db from a copy.`),
    );
  }
  if (name === 'postgres') {
    const { rows } = await sql<{ version: string }>`
      select current_setting('server_version') as version`.execute(database.kysely);
    checks.push(well(`PostgreSQL ${rows[0]?.version} answers, and can be written.`));
  }
  const { rows } = await sql<{ now: number; latest: number | null }>`
    select ${database.dialect.nowMs} as now, (select max(at) from events) as latest`.execute(database.kysely);
  checks.push(diagnoseClock(Number(rows[0]?.now) - nowMs, Number(rows[0]?.latest ?? 0) - nowMs));
  return checks;
}

/** A database of this machine has its clock too: then only what was written before can contradict it. */
function diagnoseClock(aheadMs: number, latestAheadMs: number): Diagnosis {
  const { well, mend } = about('clock');
  const seconds = (ms: number) => `${Math.round(Math.abs(ms) / 1000).toLocaleString('en')} s`;
  if (Math.abs(aheadMs) >= tolerableMs)
    return mend(
      `The database is ${seconds(aheadMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine. Set both by NTP: Date headers and --at go by this machine's.`,
    );
  if (latestAheadMs >= tolerableMs)
    return mend(
      `The database holds something that happens only in ${seconds(latestAheadMs)}: this machine's clock has been set back. Set it by NTP: Date headers and --at go by it.`,
    );
  return well('This machine and the database agree on the time.');
}

/** The secret that signs every link; none is made here. `shared`: the database is one that several machines use. */
export function diagnoseSecret(
  root: string,
  fromEnvironment: string | undefined,
  shared: boolean,
): Diagnosis {
  const { well, note, mend } = about('secret');
  const file = join(root, '.tumen', 'secret');
  const named = fromEnvironment !== undefined && fromEnvironment !== '';
  if (!named && !existsSync(file)) {
    return note(
      'There is none yet: it is made in .tumen/secret when first needed. Keep a copy of it; without it the links that were sent lead nowhere.',
    );
  }
  try {
    readSecret(root, fromEnvironment);
  } catch (error) {
    if (error instanceof UserError) return mend(error.message);
    return mend(`.tumen/secret cannot be read: ${(error as Error).message}.`);
  }
  if (named) return well('TUMEN_SECRET signs the links.');
  if ((statSync(file).mode & 0o077) !== 0)
    return mend('.tumen/secret can be read by other users of this machine. Run: chmod 600 .tumen/secret');
  if (shared)
    return note(
      '.tumen/secret signs the links on this machine alone. Give every machine that sends the same TUMEN_SECRET.',
    );
  return well('.tumen/secret signs the links. Keep a copy of it.');
}

/** Where unsubscribe links lead: RFC 8058 asks for https. */
export async function diagnosePublicAddress(url: string, dns: Dns): Promise<Diagnosis> {
  const { well, mend } = about('public address');
  if (!url.startsWith('https://'))
    return mend(`${url} is not https: one-click unsubscribing (RFC 8058) needs it.`);
  const { hostname } = new URL(url);
  if ((await dns.addresses(hostname)).length === 0)
    return mend(`${url} leads nowhere: ${hostname} has no address in the DNS, so nobody can unsubscribe.`);
  return well(url);
}
