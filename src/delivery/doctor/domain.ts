/** What the DNS says of a domain that mail is sent from: DKIM, DMARC, and whether it takes mail itself. */
import { type DkimKey, dkimRecord } from '../dkim.ts';
import { about, type Diagnosis } from './diagnosis.ts';
import type { Dns } from './dns.ts';

/** Whether the key that signs is the one that the DNS names (RFC 6376). */
export async function diagnoseDkim(key: DkimKey, dns: Dns): Promise<Diagnosis> {
  const name = `${key.selector}._domainkey.${key.domain}`;
  const { well, note, mend } = about(`DKIM, ${name}`);
  const wanted = dkimRecord(key);
  const publish = `Publish TXT at ${name}: "${wanted}"`;
  const records = (await dns.texts(name)).filter((record) => tagsOf(record).has('p'));
  const [only] = records;
  if (only === undefined) return mend(`There is no record. ${publish}`);
  if (records.length > 1)
    return mend(
      `There are ${records.length} records, and receivers may take any of them. Keep one: "${wanted}"`,
    );
  const tags = tagsOf(only);
  const type = tags.get('k')?.toLowerCase() ?? 'rsa';
  if (tags.get('p') === '') return mend('The key is revoked (p= is empty). Sign with another selector.');
  if (tags.get('p') !== tagsOf(wanted).get('p') || type !== tagsOf(wanted).get('k'))
    return mend(`The record is of another key than the one that signs. ${publish}`);
  const hashes = tags.get('h');
  if (hashes !== undefined && !hashes.toLowerCase().split(':').includes('sha256'))
    return mend(`The record allows ${hashes} alone, and mail is signed with SHA-256. ${publish}`);
  if (tags.get('t')?.toLowerCase().split(':').includes('y'))
    return note(
      'The DNS has the key that signs, marked as a test (t=y): receivers may pass over it. Take "t=y" out.',
    );
  return well('The DNS has the key that signs.');
}

/** `tag=value; …` of DKIM and DMARC; blanks within a value mean nothing there. */
function tagsOf(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').flatMap((part) => {
      const [, name, value] = /^\s*([a-z]+)\s*=(.*)$/is.exec(part) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), (value ?? '').replace(/\s+/g, '')] as const];
    }),
  );
}

/**
 * What receivers are to do with mail that fails (RFC 7489). `signing`: the domains that sign; `returnPath`: the one that
 * bounces go to; null where the relay chooses it.
 */
export async function diagnoseDmarc(
  domain: string,
  signing: readonly string[],
  returnPath: string | null,
  dns: Dns,
): Promise<Diagnosis> {
  const { well, note, mend } = about(`DMARC of ${domain}`);
  const { at, records } = await dmarcRecords(domain, dns);
  const [only] = records;
  if (only === undefined)
    return mend(
      `There is no record; large receivers ask for one. Publish TXT at _dmarc.${domain}: "v=DMARC1; p=none; rua=mailto:<your address>"`,
    );
  if (records.length > 1)
    return mend(
      `There are ${records.length} records at _dmarc.${at}, and receivers take none of them then. Keep one.`,
    );
  const tags = tagsOf(only);
  const policy = ((at === domain ? undefined : tags.get('sp')) ?? tags.get('p'))?.toLowerCase();
  if (policy !== 'none' && policy !== 'quarantine' && policy !== 'reject')
    return mend(
      `It has no policy: ${only}. Add "p=none", or "p=quarantine" or "p=reject" when all of your mail is signed.`,
    );
  // Strict: a signature of the domain above does not count (RFC 7489 3.1.1).
  if (tags.get('adkim')?.toLowerCase() === 's' && signing.length > 0 && !signing.includes(domain))
    return mend(
      `It counts only signatures of ${domain} itself (adkim=s), and mail is signed by ${signing.join(', ')}. Leave DKIM_DOMAIN out, or publish "adkim=r".`,
    );
  if (tags.get('aspf')?.toLowerCase() === 's' && returnPath !== null && returnPath !== domain)
    return note(
      `It counts SPF only for ${domain} itself (aspf=s), and bounces go to ${returnPath}: DKIM alone speaks for this mail.`,
    );
  const above = at === domain ? '' : ` (at _dmarc.${at})`;
  if (policy === 'none')
    return note(
      `p=none${above}: failures are ${tags.has('rua') ? 'reported' : 'not even reported'}, and forged mail is let through.`,
    );
  return well(`${only}${above}`);
}

/** RFC 7489 6.6.3: under From's domain, else under the domains above it. */
async function dmarcRecords(
  domain: string,
  dns: Dns,
): Promise<{ readonly at: string; readonly records: readonly string[] }> {
  for (let at = domain; at.includes('.'); at = at.slice(at.indexOf('.') + 1)) {
    const records = (await dns.texts(`_dmarc.${at}`)).filter((record) => /^v=DMARC1\s*(?:;|$)/i.test(record));
    if (records.length > 0) return { at, records };
  }
  return { at: domain, records: [] };
}

/** Whether mail to the domain arrives anywhere: replies and bounces go there, and many receivers ask for it. */
export async function diagnoseMailHosts(domain: string, dns: Dns): Promise<Diagnosis> {
  const { well, note, mend } = about(`mail to ${domain}`);
  const hosts = await dns.mailHosts(domain);
  if (hosts.length === 1 && (hosts[0] === '' || hosts[0] === '.'))
    return mend(
      'The domain says that it takes no mail (a null MX): replies and bounces are lost, and receivers may refuse what comes from it. Publish an MX.',
    );
  if (hosts.length === 0) {
    const addresses = await dns.addresses(domain);
    return addresses.length === 0
      ? mend(
          'Nobody takes it: there is neither MX nor address, so replies and bounces are lost. Publish an MX.',
        )
      : note(
          `There is no MX: it goes to the domain's own address, ${addresses[0]}. See that a mail server listens there.`,
        );
  }
  const reached = await Promise.all(hosts.map(async (host) => (await dns.addresses(host)).length > 0));
  const missing = hosts.filter((_, index) => !reached[index]);
  if (missing.length > 0)
    return mend(
      `The MX names ${missing.join(', ')}, which ${missing.length === 1 ? 'has' : 'have'} no address.`,
    );
  return well(`${hosts.join(', ')}.`);
}
