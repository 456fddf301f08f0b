/** SPF of the domain that the envelope's sender is of (RFC 7208), its look-ups counted through all includes as receivers count them. */
import { isIPv4, isIPv6 } from 'node:net';
import { about, type Diagnosis } from './diagnosis.ts';
import type { Dns } from './dns.ts';

/** RFC 7208 4.6.4: a receiver that needs more gives up, and the record is as good as broken. */
const mostLookups = 10;
const mostVoidLookups = 2;

type Walk = {
  readonly dns: Dns;
  lookups: number;
  voids: number;
  /** Why a receiver gives the record up: a sentence. The first one counts. */
  broken: string | null;
  /** What ends the evaluation for everybody who is not named: `-all`; null where nothing does. */
  end: string | null;
  usesPtr: boolean;
};

/** Counts what a sender would cost whom nothing before the end of the record matches: the most that it can cost. */
export async function diagnoseSpf(domain: string, dns: Dns): Promise<Diagnosis> {
  const { well, note, mend } = about(`SPF of ${domain}`);
  const records = await spfRecords(domain, dns);
  const [only] = records;
  if (only === undefined)
    return mend(
      `There is no record. Publish TXT at ${domain}: "v=spf1 include:<your relay's name> -all"; the relay's documentation has its name.`,
    );
  if (records.length > 1)
    return mend(`There are ${records.length} records, and receivers take none of them then. Keep one.`);
  const walk: Walk = { dns, lookups: 0, voids: 0, broken: null, end: null, usesPtr: false };
  walk.end = await follow(walk, domain, only);
  if (walk.lookups > mostLookups)
    return mend(
      `It needs ${counted(walk.lookups)} look-ups, those of its includes counted; receivers stop at ${mostLookups}, and it is worth nothing then. Take some out.`,
    );
  if (walk.broken !== null) return mend(`${walk.broken} Receivers take no part of a record then: ${only}`);
  if (walk.voids > mostVoidLookups)
    return mend(
      `It asks for ${walk.voids} names that do not exist; receivers stop at ${mostVoidLookups}. Take them out: ${only}`,
    );
  if (walk.end === '+all') return mend(`It allows everybody to send: ${only}. End it with "-all" or "~all".`);
  if (walk.end === null || walk.end === '?all')
    return mend(`It says nothing of those whom it does not name: ${only}. End it with "-all" or "~all".`);
  if (walk.usesPtr)
    return note(`It uses "ptr", which RFC 7208 asks not to use and some receivers pass over: ${only}`);
  const cost = walk.lookups === 0 ? 'no look-ups' : `${walk.lookups} of ${mostLookups} look-ups`;
  return well(`${only} (${cost}).`);
}

/** More are not followed: a loop of includes would go on for ever. */
const counted = (lookups: number): string =>
  lookups > 2 * mostLookups ? `more than ${2 * mostLookups}` : String(lookups);

async function spfRecords(domain: string, dns: Dns): Promise<readonly string[]> {
  return (await dns.texts(domain)).filter((record) => /^v=spf1(?: |$)/i.test(record));
}

/** Goes through one record; returns its `all`, or that of the record that it redirects to. */
async function follow(walk: Walk, domain: string, record: string): Promise<string | null> {
  const terms = record
    .split(' ')
    .slice(1)
    .filter((term) => term !== '');
  let redirect: string | null = null;
  for (const term of terms) {
    const modifier = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(term);
    if (modifier !== null) {
      if (modifier[1]?.toLowerCase() === 'redirect') redirect = modifier[2] ?? '';
      continue;
    }
    const [, sign = '+', word = '', argument = ''] = /^([+?~-])?([a-z0-9]+)(.*)$/i.exec(term) ?? [];
    const name = word.toLowerCase();
    // Nothing behind it is ever read.
    if (name === 'all' && argument === '') return `${sign}all`;
    await readMechanism(walk, domain, term, name, argument);
    if (isOver(walk)) return null;
  }
  if (redirect === null) return null;
  walk.lookups++;
  return followInto(walk, domain, 'redirect', redirect);
}

async function readMechanism(
  walk: Walk,
  domain: string,
  term: string,
  name: string,
  argument: string,
): Promise<void> {
  const [, named = '', mask = ''] = /^(?::([^/]*))?((?:\/\/?\d{1,3})*)$/.exec(argument) ?? [];
  const target = named === '' ? domain : named;
  if (name === 'ip4' || name === 'ip6') {
    const [address = '', bits = '0', ...more] = argument.replace(/^:/, '').split('/');
    const fits =
      name === 'ip4' ? isIPv4(address) && Number(bits) <= 32 : isIPv6(address) && Number(bits) <= 128;
    if (!fits || !/^\d+$/.test(bits) || more.length > 0) walk.broken ??= `“${term}” holds no address.`;
    return;
  }
  if (!['include', 'a', 'mx', 'ptr', 'exists'].includes(name) || (argument !== '' && named + mask === '')) {
    walk.broken ??= `“${term}” is nothing that SPF knows.`;
    return;
  }
  walk.lookups++;
  if (name === 'ptr') walk.usesPtr = true;
  if (name === 'include') await followInto(walk, domain, 'include', named);
  // What a macro names depends on the sender: it costs a look-up, and cannot be asked from here.
  else if (!target.includes('%') && (name === 'a' || name === 'mx') && !isOver(walk)) {
    const found = await (name === 'a' ? walk.dns.addresses(target) : walk.dns.mailHosts(target));
    if (found.length === 0) walk.voids++;
    if (name === 'mx' && found.length > mostLookups)
      walk.broken ??= `“${term}” leads to ${found.length} hosts; receivers stop at ${mostLookups}.`;
  }
}

async function followInto(walk: Walk, domain: string, how: string, target: string): Promise<string | null> {
  if (target === '') walk.broken ??= `“${how}” in the record of ${domain} names nobody.`;
  if (target === '' || target.includes('%') || isOver(walk)) return null;
  const records = await spfRecords(target, walk.dns);
  const [only] = records;
  if (only === undefined || records.length > 1) {
    const what = only === undefined ? 'no SPF record' : `${records.length} SPF records`;
    walk.broken ??= `The record of ${domain} has ${how === 'include' ? 'an include of' : 'a redirect to'} ${target}, which has ${what}.`;
    return null;
  }
  return follow(walk, target, only);
}

function isOver({ lookups, broken }: Walk): boolean {
  return broken !== null || lookups > 2 * mostLookups;
}
