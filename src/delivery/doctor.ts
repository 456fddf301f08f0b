/** `tumen doctor`: whether mail would be taken and believed, and what to mend. DNS is asked through what is passed in. */

import { sql } from 'kysely';
import { envelopeAddress } from '../audience/address.ts';
import type { Database } from '../database/open.ts';
import type { Publication } from '../publication/types.ts';
import { type DkimKey, dkimRecord } from './dkim.ts';
import { openLine } from './smtp-open.ts';
import { maskUrl, parseSmtpUrl } from './transport.ts';
import { describeAnswer } from './verdict.ts';

export type Diagnosis = {
  /** `well`: nothing to do; `note`: worth knowing; `mend`: mail suffers from it. */
  readonly state: 'well' | 'note' | 'mend';
  readonly subject: string;
  /** Whole sentences: what was found and, where there is something to do, what. */
  readonly text: string;
};

/** The TXT records of a name, each joined to one string; empty where there are none. Throws when DNS does not answer. */
export type TxtResolver = (name: string) => Promise<readonly string[]>;

/** What SPF says of the domain that the envelope's sender is of (RFC 7208). */
export function diagnoseSpf(domain: string, records: readonly string[]): Diagnosis {
  const subject = `SPF of ${domain}`;
  const spf = records.filter((record) => /^v=spf1(\s|$)/i.test(record));
  const [only] = spf;
  if (only === undefined) {
    const text = `There is no record. Publish TXT at ${domain}: "v=spf1 include:<your relay's name> -all"; the relay's documentation has its name.`;
    return { state: 'mend', subject, text };
  }
  if (spf.length > 1)
    return {
      state: 'mend',
      subject,
      text: `There are ${spf.length} records, and receivers take none of them then. Keep one.`,
    };
  const lookups = (only.match(/\b(?:include:|a(?::|\s|$|\/)|mx(?::|\s|$|\/)|ptr|exists:|redirect=)/gi) ?? [])
    .length;
  if (lookups > 10)
    return {
      state: 'mend',
      subject,
      text: `It needs ${lookups} look-ups; receivers stop at 10. Take some out.`,
    };
  if (/\+all\b/.test(only) || !/[~?-]all\b|redirect=/.test(only)) {
    return {
      state: 'mend',
      subject,
      text: `It allows everybody to send: ${only}. End it with "-all" or "~all".`,
    };
  }
  return { state: 'well', subject, text: `${only}` };
}

/** Whether the key that signs is the one that the DNS names (RFC 6376). */
export function diagnoseDkim(key: DkimKey, records: readonly string[]): Diagnosis {
  const name = `${key.selector}._domainkey.${key.domain}`;
  const subject = `DKIM, ${name}`;
  const publicPart = (record: string) => /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replace(/\s+/g, '') ?? null;
  const wanted = dkimRecord(key);
  const found = records.map(publicPart).filter((part) => part !== null);
  if (found.length === 0)
    return { state: 'mend', subject, text: `There is no record. Publish TXT at ${name}: "${wanted}"` };
  if (found.includes(''))
    return { state: 'mend', subject, text: 'The key is revoked (p= is empty). Sign with another selector.' };
  if (!found.includes(publicPart(wanted) ?? wanted)) {
    return {
      state: 'mend',
      subject,
      text: `The record is of another key than the one that signs. Publish TXT at ${name}: "${wanted}"`,
    };
  }
  return { state: 'well', subject, text: 'The DNS has the key that signs.' };
}

/** What receivers are to do with mail that fails (RFC 7489). `records`: of `_dmarc.` under From's domain, or above it. */
export function diagnoseDmarc(domain: string, records: readonly string[]): Diagnosis {
  const subject = `DMARC of ${domain}`;
  const dmarc = records.filter((record) => /^v=DMARC1\b/i.test(record));
  const [only] = dmarc;
  if (only === undefined) {
    return {
      state: 'mend',
      subject,
      text: `There is no record; large receivers ask for one. Publish TXT at _dmarc.${domain}: "v=DMARC1; p=none; rua=mailto:<your address>"`,
    };
  }
  if (dmarc.length > 1)
    return {
      state: 'mend',
      subject,
      text: `There are ${dmarc.length} records, and receivers take none of them then. Keep one.`,
    };
  const policy = /(?:^|;)\s*p=(\w+)/i.exec(only)?.[1]?.toLowerCase();
  if (policy !== 'none' && policy !== 'quarantine' && policy !== 'reject') {
    return {
      state: 'mend',
      subject,
      text: `It has no policy: ${only}. Add "p=none", or "p=quarantine" or "p=reject" when all of your mail is signed.`,
    };
  }
  return {
    state: policy === 'none' ? 'note' : 'well',
    subject,
    text: policy === 'none' ? 'p=none: failures are reported, and forged mail is let through.' : only,
  };
}

/** Connects, starts TLS and logs in, and says what the relay offers. Sends nothing. */
export async function diagnoseRelay(url: string): Promise<Diagnosis> {
  const subject = `relay ${maskUrl(url)}`;
  if (!/^smtps?:\/\//.test(url)) {
    return {
      state: 'note',
      subject,
      text: 'Nothing to connect to: messages are given to this machine, and go no further by themselves.',
    };
  }
  const parsed = parseSmtpUrl(url);
  const line = await openLine(parsed);
  if (!('socket' in line)) {
    const text = `It does not let us in, at ${line.kind === 'unfit' ? 'the start' : line.stage}: ${describeAnswer(line)}. ${remedyFor(line.kind === 'unfit' ? 'connect' : line.stage)}`;
    return { state: 'mend', subject, text };
  }
  const encrypted = 'encrypted' in line.socket;
  line.socket.end('QUIT\r\n');
  const offers = [
    encrypted ? 'TLS' : 'no TLS',
    parsed.user === null ? 'no login' : 'logged in',
    ...(line.pipelining ? ['PIPELINING'] : []),
    ...(line.chunking ? ['CHUNKING'] : []),
    ...(line.smtpUtf8 ? ['SMTPUTF8'] : []),
    ...(line.sizeLimit === null ? [] : [`messages up to ${line.sizeLimit.toLocaleString('en')} octets`]),
  ].join(', ');
  return { state: 'well', subject, text: `It lets us in: ${offers}.` };
}

function remedyFor(stage: string): string {
  if (stage === 'tls')
    return 'See that its certificate is valid for that name; "?tls=opportunistic" gives up the proof.';
  if (stage === 'auth') return 'See user and password in SMTP_URL; both are percent-encoded there.';
  return 'See host and port in SMTP_URL, and that no firewall lies between.';
}

/** Whether the database is whole and can be written, and whether its clock and this machine's agree. */
export async function diagnoseDatabase(database: Database, nowMs: number): Promise<readonly Diagnosis[]> {
  const subject = `database (${database.dialect.name})`;
  const checks: Diagnosis[] = [];
  if (database.dialect.name === 'sqlite') {
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(5)`.execute(database.kysely);
    const faults = rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
    checks.push(
      faults.length === 0
        ? { state: 'well', subject, text: 'It is whole.' }
        : {
            state: 'mend',
            subject,
            text: `It is damaged: ${faults.join('; ')}. Restore .tumen/tumen.db from a copy.`,
          },
    );
  }
  const clock = await sql<{ now: number }>`select ${database.dialect.nowMs} as now`.execute(database.kysely);
  const aheadMs = Number(clock.rows[0]?.now) - nowMs;
  checks.push(
    Math.abs(aheadMs) < 5_000
      ? { state: 'well', subject: 'clock', text: 'This machine and the database agree on the time.' }
      : {
          state: 'mend',
          subject: 'clock',
          text: `The database is ${Math.round(aheadMs / 1000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine. Set both by NTP: Date headers and --at go by this machine's.`,
        },
  );
  return checks;
}

/** Everything, in the order of the road. `relays`: SMTP_URL; `resolveTxt`: the DNS. */
export async function examine(given: {
  readonly publication: Pick<Publication, 'from' | 'bounceAddress' | 'url'>;
  readonly relays: string;
  readonly dkim: readonly DkimKey[];
  readonly database: Database;
  readonly resolveTxt: TxtResolver;
  readonly nowMs: number;
}): Promise<readonly Diagnosis[]> {
  const { publication, dkim, resolveTxt } = given;
  const domain = envelopeAddress(publication.from.address).split('@')[1] as string;
  const found: Diagnosis[] = [];
  for (const url of given.relays.split(/\s+/).filter((word) => word !== ''))
    found.push(await diagnoseRelay(url));
  const { bounceAddress } = publication;
  const envelopeDomain =
    bounceAddress === null ? domain : (envelopeAddress(bounceAddress).split('@')[1] as string);
  found.push(
    await ask(`SPF of ${envelopeDomain}`, async () =>
      diagnoseSpf(envelopeDomain, await resolveTxt(envelopeDomain)),
    ),
  );
  if (!areRelated(domain, envelopeDomain)) {
    found.push({
      state: 'note',
      subject: `SPF of ${envelopeDomain}`,
      text: `Bounces come back to another domain than From's, so SPF says nothing of ${domain} (RFC 7489 3.1.2): for DMARC only its DKIM counts. Take a "bounceAddress:" at ${domain}, or one at a domain below it.`,
    });
  }
  if (dkim.length === 0) {
    found.push({
      state: 'mend',
      subject: 'DKIM',
      text: 'Nothing is signed here. Set DKIM_KEYS, unless the relay signs with a key of its own for this domain.',
    });
  }
  for (const key of dkim) {
    const name = `${key.selector}._domainkey.${key.domain}`;
    found.push(await ask(`DKIM, ${name}`, async () => diagnoseDkim(key, await resolveTxt(name))));
  }
  found.push(
    await ask(`DMARC of ${domain}`, async () =>
      diagnoseDmarc(domain, await dmarcRecords(domain, resolveTxt)),
    ),
  );
  found.push(
    publication.url.startsWith('https://')
      ? { state: 'well', subject: 'public address', text: publication.url }
      : {
          state: 'mend',
          subject: 'public address',
          text: `${publication.url} is not https: one-click unsubscribing (RFC 8058) needs it.`,
        },
  );
  found.push(...(await diagnoseDatabase(given.database, given.nowMs)));
  return found;
}

/** Whether one lies below the other, as names of one organisation do; two names beside each other are not looked up. */
function areRelated(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

/** RFC 7489 6.6.3: under From's domain, else under the domains above it. */
async function dmarcRecords(domain: string, resolveTxt: TxtResolver): Promise<readonly string[]> {
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const records = (await resolveTxt(`_dmarc.${name}`)).filter((record) => /^v=DMARC1\b/i.test(record));
    if (records.length > 0) return records;
  }
  return [];
}

async function ask(subject: string, look: () => Promise<Diagnosis>): Promise<Diagnosis> {
  try {
    return await look();
  } catch (error) {
    return {
      state: 'note',
      subject,
      text: `The DNS does not answer (${(error as Error).message}), so this could not be looked at.`,
    };
  }
}
