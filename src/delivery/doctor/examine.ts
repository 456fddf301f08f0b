/** `tumen doctor`: whether mail would be taken and believed, and what to mend. */
import { envelopeAddress } from '../../audience/address.ts';
import type { Database } from '../../database/open.ts';
import type { Publication } from '../../publication/types.ts';
import type { DkimKey } from '../dkim.ts';
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
  /** SMTP_URL. */
  readonly relays: string;
  readonly dkim: readonly DkimKey[];
  readonly database: Database;
  /** TUMEN_SECRET. */
  readonly secret: string | undefined;
  readonly dns: Dns;
  readonly nowMs: number;
};

/** Everything, in the order of the road. Nothing is sent, and nothing is written. */
export async function examine(patient: Patient): Promise<readonly Diagnosis[]> {
  const { publication, dns, root, nowMs } = patient;
  const relays = patient.relays.split(/\s+/).filter((word) => word !== '');
  const domain = domainOf(publication.from.address);
  const parts = await Promise.all([
    ...relays.map((url) => diagnoseRelay(url, domain, root, nowMs)),
    ...(await diagnoseDomains(patient, domain, relays)).map((diagnosis) => [diagnosis]),
    ask('public address', () => diagnosePublicAddress(publication.url, dns)).then((diagnosis) => [diagnosis]),
    [diagnoseSecret(root, patient.secret, patient.database.dialect.name !== 'sqlite')],
    diagnoseDatabase(patient.database, nowMs),
  ]);
  // Two relays of one kind may be told the same of the domain.
  const told = parts.flat().map((diagnosis) => [JSON.stringify(diagnosis), diagnosis] as const);
  return [...new Map(told).values()];
}

/** What the DNS says of the domains in the message and on its envelope. */
async function diagnoseDomains(
  { publication, dkim, dns }: Patient,
  domain: string,
  relays: readonly string[],
): Promise<readonly Diagnosis[]> {
  const { replyTo, bounceAddress } = publication;
  const bounces = bounceAddress === null ? domain : domainOf(bounceAddress);
  // SES takes a return path of its own: whose SPF counts there is said with its identity.
  const returnPath = relays.every((url) => url.startsWith('ses:')) ? null : bounces;
  const aboutSpf = about(`SPF of ${bounces}`);
  const found: (Diagnosis | Promise<Diagnosis>)[] = [];
  if (returnPath !== null) found.push(ask(`SPF of ${returnPath}`, () => diagnoseSpf(returnPath, dns)));
  if (returnPath !== null && !areRelated(domain, returnPath)) {
    found.push(
      aboutSpf.note(
        `Bounces come back to another domain than From's, so SPF says nothing of ${domain} (RFC 7489 3.1.2): for DMARC only its DKIM counts. Take a "bounceAddress:" at ${domain}, or one at a domain below it.`,
      ),
    );
  }
  if (dkim.length === 0) {
    const { note, mend } = about('DKIM');
    found.push(
      returnPath === null
        ? note('Nothing is signed here: see whether SES signs, with its identity.')
        : mend(
            'Nothing is signed here. Set DKIM_KEYS, unless the relay signs with a key of its own for this domain.',
          ),
    );
  }
  for (const key of dkim) {
    found.push(ask(`DKIM, ${key.selector}._domainkey.${key.domain}`, () => diagnoseDkim(key, dns)));
  }
  const signing = [...new Set(dkim.map((key) => key.domain))];
  found.push(ask(`DMARC of ${domain}`, () => diagnoseDmarc(domain, signing, returnPath, dns)));
  for (const name of new Set([domain, bounces, ...(replyTo === null ? [] : [domainOf(replyTo)])]))
    found.push(ask(`mail to ${name}`, () => diagnoseMailHosts(name, dns)));
  return Promise.all(found);
}

function domainOf(address: string): string {
  return envelopeAddress(address).split('@')[1] as string;
}

/** Whether one lies below the other, as names of one organisation do; two names beside each other are not looked up. */
function areRelated(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

async function ask(subject: string, look: () => Promise<Diagnosis>): Promise<Diagnosis> {
  try {
    return await look();
  } catch (error) {
    return about(subject).note(
      `The DNS does not answer (${(error as Error).message}), so this could not be looked at.`,
    );
  }
}
