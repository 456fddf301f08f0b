/** `tumen doctor`: whether mail would be taken and believed, and what to mend. */
import { envelopeAddress } from '../../audience/address.ts';
import { isServer, openDatabase } from '../../database/open.ts';
import { UserError } from '../../publication/problem.ts';
import type { Publication } from '../../publication/types.ts';
import { type DkimKey, readDkimKeys } from '../dkim.ts';
import { defaultTransportUrl, maskUrl } from '../transport.ts';
import { about, type Diagnosis } from './diagnosis.ts';
import type { Dns } from './dns.ts';
import { diagnoseDkim, diagnoseDmarc, diagnoseMailHosts } from './domain.ts';
import { diagnoseDatabase, diagnosePublicAddress, diagnoseSecret } from './machine.ts';
import { diagnoseRelay } from './relay.ts';
import { diagnoseSpf } from './spf.ts';

export type Patient = {
  readonly publication: Pick<Publication, 'from' | 'replyTo' | 'bounceAddress' | 'url'>;
  /** The publication's folder. */
  readonly root: string;
  /** The settings, as sending would find them. */
  readonly environment: {
    readonly SMTP_URL?: string | undefined;
    readonly DKIM_KEYS?: string | undefined;
    readonly DKIM_DOMAIN?: string | undefined;
    readonly DATABASE_URL?: string | undefined;
    readonly TUMEN_SECRET?: string | undefined;
  };
  readonly dns: Dns;
  readonly nowMs: number;
};

/** Everything, in the order of the road. Nothing is sent. A setting that cannot be read is one more thing to mend. */
export async function examine(patient: Patient): Promise<readonly Diagnosis[]> {
  const { publication, root, environment, dns, nowMs } = patient;
  const relays = (environment.SMTP_URL || defaultTransportUrl).split(/\s+/).filter((word) => word !== '');
  const domain = domainOf(publication.from.address);
  const parts = await Promise.all([
    ...relays.map((url) => readable(`relay ${maskUrl(url)}`, () => diagnoseRelay(url, domain, root, nowMs))),
    diagnoseDomains(patient, domain, relays),
    ask('public address', () => diagnosePublicAddress(publication.url, dns)),
    [diagnoseSecret(root, environment.TUMEN_SECRET, isServer(environment.DATABASE_URL))],
    readable('database', async () => {
      const database = await openDatabase(root, environment.DATABASE_URL);
      try {
        return await diagnoseDatabase(database, nowMs);
      } finally {
        await database.close();
      }
    }),
  ]);
  // Two relays of one kind may be told the same of the domain.
  const told = parts.flat().map((diagnosis) => [JSON.stringify(diagnosis), diagnosis] as const);
  return [...new Map(told).values()];
}

/** What the DNS says of the domains in the message and on its envelope. */
async function diagnoseDomains(
  { publication, root, environment, dns }: Patient,
  domain: string,
  relays: readonly string[],
): Promise<readonly Diagnosis[]> {
  const { from, replyTo, bounceAddress } = publication;
  const bounces = bounceAddress === null ? domain : domainOf(bounceAddress);
  // SES takes a return path of its own: whose SPF counts there is said with its identity.
  const returnPath = relays.every((url) => url.startsWith('ses:')) ? null : bounces;
  const keys: DkimKey[] = [];
  const unreadable = await readable('DKIM', async () => {
    keys.push(...readDkimKeys(root, environment, from.address));
    return keys.length === 0 ? [unsigned(returnPath === null)] : [];
  });
  const signing = [...new Set(keys.map((key) => key.domain))];
  const receiving = new Set([domain, bounces, ...(replyTo === null ? [] : [domainOf(replyTo)])]);
  const found = await Promise.all([
    returnPath === null ? [] : ask(`SPF of ${returnPath}`, () => diagnoseSpf(returnPath, dns)),
    returnPath === null || areRelated(domain, returnPath) ? [] : [unaligned(domain, returnPath)],
    unreadable,
    ...keys.map((key) => ask(`DKIM, ${key.selector}._domainkey.${key.domain}`, () => diagnoseDkim(key, dns))),
    ask(`DMARC of ${domain}`, () => diagnoseDmarc(domain, signing, returnPath, dns)),
    ...[...receiving].map((name) => ask(`mail to ${name}`, () => diagnoseMailHosts(name, dns))),
  ]);
  return found.flat();
}

function unsigned(throughSes: boolean): Diagnosis {
  const { note, mend } = about('DKIM');
  return throughSes
    ? note('Nothing is signed here: see whether SES signs, with its identity.')
    : mend(
        'Nothing is signed here. Set DKIM_KEYS, unless the relay signs with a key of its own for this domain.',
      );
}

function unaligned(domain: string, returnPath: string): Diagnosis {
  return about(`SPF of ${returnPath}`).note(
    `Bounces come back to another domain than From's, so SPF says nothing of ${domain} (RFC 7489 3.1.2): for DMARC only its DKIM counts. Take a "bounceAddress:" at ${domain}, or one at a domain below it.`,
  );
}

function domainOf(address: string): string {
  return envelopeAddress(address).split('@')[1] as string;
}

/** Whether one lies below the other, as names of one organisation do; two names beside each other are not looked up. */
function areRelated(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

async function ask(subject: string, look: () => Promise<Diagnosis>): Promise<readonly Diagnosis[]> {
  try {
    return [await look()];
  } catch (error) {
    const text = `The DNS does not answer (${(error as Error).message}), so this could not be looked at.`;
    return [about(subject).note(text)];
  }
}

/** A setting that sending would refuse is to be mended, and keeps nothing else from being looked at. */
async function readable(
  subject: string,
  look: () => Promise<readonly Diagnosis[]>,
): Promise<readonly Diagnosis[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof UserError) return [about(subject).mend(error.message)];
    throw error;
  }
}
