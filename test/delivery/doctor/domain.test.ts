import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DkimKey, dkimRecord } from '../../../src/delivery/dkim.ts';
import type { Diagnosis } from '../../../src/delivery/doctor/diagnosis.ts';
import { diagnoseDkim, diagnoseDmarc, diagnoseMailHosts } from '../../../src/delivery/doctor/domain.ts';
import { withDns, type Zone } from './dns-server.ts';

const domain = 'news.example.org';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const key: DkimKey = { domain, selector: 's1', algorithm: 'rsa-sha256', key: rsa };
const record = dkimRecord(key);
const name = 's1._domainkey.news.example.org';

function expect(found: Diagnosis, state: string, text: RegExp): void {
  assert.is(found.state, state, found.text);
  assert.match(found.text, text);
}

const dkim: readonly [what: string, records: readonly string[], state: string, text: RegExp][] = [
  ['the key that signs is well', [record], 'well', /has the key that signs\.$/],
  [
    'blanks in it are no harm',
    [record.replace('p=', 'p= ').replace(/(.{300})/, '$1 ')],
    'well',
    /has the key/,
  ],
  ['without v= and k= it is an RSA key', [record.replace('v=DKIM1; k=rsa; ', '')], 'well', /has the key/],
  [
    'no record is to mend, with the record to publish',
    [],
    'mend',
    /Publish TXT at s1\._domainkey\.news\.example\.org: "v=DKIM1; k=rsa; p=MIIB/,
  ],
  ['text that is no key is no record', ['hello'], 'mend', /There is no record/],
  [
    'another key is to mend',
    ['v=DKIM1; k=rsa; p=AAAA'],
    'mend',
    /of another key than the one that signs\. Publish/,
  ],
  [
    'the key said to be of another kind is another',
    [record.replace('k=rsa', 'k=ed25519')],
    'mend',
    /of another key/,
  ],
  ['a revoked key is to mend', ['v=DKIM1; p='], 'mend', /revoked/],
  ['two records are to mend', [record, 'v=DKIM1; k=rsa; p=AAAA'], 'mend', /There are 2 records/],
  ['a test is noted', [`${record}; t=y:s`], 'note', /marked as a test/],
  ['a key for SHA-1 alone is to mend', [`${record}; h=sha1`], 'mend', /allows sha1 alone/],
];
for (const [what, records, state, text] of dkim) {
  test(`DKIM: ${what}`, () =>
    withDns(records.length === 0 ? {} : { [name]: { TXT: records } }, async (dns) =>
      expect(await diagnoseDkim(key, dns), state, text),
    ));
}

const at = (host: string, ...records: string[]): Zone => ({
  [`_dmarc.${host}`]: { TXT: ['other', ...records] },
});
const dmarc: readonly [
  what: string,
  zone: Zone,
  state: string,
  text: RegExp,
  signing?: string,
  returnPath?: string,
][] = [
  [
    'a policy is well',
    at(domain, 'v=DMARC1; p=reject; rua=mailto:a@example.org'),
    'well',
    /^v=DMARC1; p=reject/,
  ],
  [
    'that of the domain above counts',
    at('example.org', 'v=DMARC1; p=reject'),
    'well',
    /\(at _dmarc\.example\.org\)/,
  ],
  [
    'for a domain below, sp= counts',
    at('example.org', 'v=DMARC1; p=reject; sp=none'),
    'note',
    /^p=none \(at _dmarc\.example\.org\)/,
  ],
  [
    'p=none is noted',
    at(domain, 'v=DMARC1; p=none; rua=mailto:a@example.org'),
    'note',
    /failures are reported, and forged mail is let through/,
  ],
  ['p=none without reports is noted', at(domain, 'v=DMARC1; p=none'), 'note', /not even reported/],
  ['no record is to mend', {}, 'mend', /Publish TXT at _dmarc\.news\.example\.org/],
  ['no policy is to mend', at(domain, 'v=DMARC1; rua=mailto:a@example.org'), 'mend', /no policy/],
  [
    'two records are none',
    at(domain, 'v=DMARC1; p=none', 'v=DMARC1; p=reject'),
    'mend',
    /There are 2 records/,
  ],
  [
    'strict, a signature of the domain above does not count',
    at(domain, 'v=DMARC1; p=reject; adkim=s'),
    'mend',
    /signed by example\.org/,
    'example.org',
  ],
  ['strict, a signature of its own counts', at(domain, 'v=DMARC1; p=reject; adkim=s'), 'well', /p=reject/],
  [
    'strict, another return path is noted',
    at(domain, 'v=DMARC1; p=reject; aspf=s'),
    'note',
    /bounces go to b\.example\.org: DKIM alone/,
    domain,
    'b.example.org',
  ],
];
for (const [what, zone, state, text, signing = domain, returnPath = domain] of dmarc) {
  test(`DMARC: ${what}`, () =>
    withDns(zone, async (dns) =>
      expect(await diagnoseDmarc(domain, [signing], returnPath, dns), state, text),
    ));
}

const host = { A: ['192.0.2.1'] };
const mail: readonly [what: string, zone: Zone, state: string, text: RegExp][] = [
  [
    'hosts with addresses are well, the first choice first',
    {
      [domain]: {
        MX: [
          [20, 'b.example'],
          [10, 'a.example'],
        ],
      },
      'a.example': host,
      'b.example': { AAAA: ['2001:db8::2'] },
    },
    'well',
    /^a\.example, b\.example\.$/,
  ],
  [
    'a host without an address is to mend',
    {
      [domain]: {
        MX: [
          [10, 'a.example'],
          [20, 'gone.example'],
        ],
      },
      'a.example': host,
    },
    'mend',
    /names gone\.example, which has no address/,
  ],
  ['a null MX is to mend', { [domain]: { MX: [[0, '.']] } }, 'mend', /says that it takes no mail/],
  ['an address without an MX is noted', { [domain]: host }, 'note', /domain's own address, 192\.0\.2\.1/],
  ['a domain that is not there is to mend', {}, 'mend', /Nobody takes it/],
];
for (const [what, zone, state, text] of mail) {
  test(`mail: ${what}`, () =>
    withDns(zone, async (dns) => expect(await diagnoseMailHosts(domain, dns), state, text)));
}

test.run();
