import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { diagnoseSpf } from '../../../src/delivery/doctor/spf.ts';
import { withDns, type Zone } from './dns-server.ts';

const domain = 'example.org';
const spf = (record: string) => ({ TXT: [record] });
const relay: Zone = {
  '_spf.relay.example': spf('v=spf1 include:a.relay.example include:b.relay.example ~all'),
  'a.relay.example': spf('v=spf1 ip4:192.0.2.0/24 -all'),
  'b.relay.example': spf('v=spf1 a:out.relay.example mx -all'),
  'out.relay.example': { A: ['192.0.2.1'], AAAA: ['2001:db8::1'] },
};
const withMx: Zone = {
  ...relay,
  'b.relay.example': { ...spf('v=spf1 a:out.relay.example mx -all'), MX: [[10, 'out.relay.example']] },
};
const chain: Zone = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [
    `c${index}.example`,
    spf(`v=spf1 include:c${index + 1}.example -all`),
  ]),
);

const cases: readonly [what: string, zone: Zone, state: string, text: RegExp][] = [
  [
    'a good record is well, with what it costs through its includes',
    { ...withMx, [domain]: { TXT: ['other text', 'v=spf1 include:_spf.relay.example -all'] } },
    'well',
    /^v=spf1 include:_spf\.relay\.example -all \(5 of 10 look-ups\)\.$/,
  ],
  [
    'addresses cost nothing',
    { [domain]: spf('v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all') },
    'well',
    /\(no look-ups\)\.$/,
  ],
  [
    'no record is to mend, with the record to publish',
    { [domain]: { TXT: ['v=DMARC1; p=none', 'v=spf10 -all'] } },
    'mend',
    /Publish TXT at example\.org: "v=spf1/,
  ],
  [
    'two records are none',
    { [domain]: { TXT: ['v=spf1 -all', 'v=spf1 ~all'] } },
    'mend',
    /There are 2 records/,
  ],
  ['everybody is too many', { [domain]: spf('v=spf1 ip4:192.0.2.1 +all') }, 'mend', /allows everybody/],
  ['“all” alone means the same', { [domain]: spf('v=spf1 all') }, 'mend', /allows everybody/],
  [
    'a record without an end says nothing',
    { [domain]: spf('v=spf1 ip4:192.0.2.1') },
    'mend',
    /says nothing of those/,
  ],
  ['a neutral end says nothing', { [domain]: spf('v=spf1 ?all') }, 'mend', /says nothing of those/],
  [
    'what stands behind “all” is not read',
    { [domain]: spf('v=spf1 -all include:gone.example') },
    'well',
    /no look-ups/,
  ],
  [
    'a redirect lends its end, and costs a look-up',
    { ...withMx, [domain]: spf('v=spf1 redirect=a.relay.example') },
    'well',
    /\(1 of 10 look-ups\)/,
  ],
  [
    'a redirect to nothing breaks it',
    { [domain]: spf('v=spf1 redirect=gone.example') },
    'mend',
    /redirect to gone\.example, which has no SPF record/,
  ],
  [
    'an include of nothing breaks it',
    { [domain]: spf('v=spf1 include:gone.example -all') },
    'mend',
    /include of gone\.example, which has no SPF record/,
  ],
  [
    'an include of two records breaks it',
    {
      [domain]: spf('v=spf1 include:two.example -all'),
      'two.example': { TXT: ['v=spf1 -all', 'v=spf1 -all'] },
    },
    'mend',
    /which has 2 SPF records/,
  ],
  [
    'eleven look-ups are too many, though the record itself names one',
    { ...chain, 'c11.example': spf('v=spf1 -all'), [domain]: spf('v=spf1 include:c1.example -all') },
    'mend',
    /It needs 11 look-ups, those of its includes counted/,
  ],
  [
    'ten look-ups are not',
    { ...chain, 'c10.example': spf('v=spf1 -all'), [domain]: spf('v=spf1 include:c1.example -all') },
    'well',
    /\(10 of 10 look-ups\)/,
  ],
  [
    'a record that includes itself is too many',
    { [domain]: spf('v=spf1 include:example.org -all') },
    'mend',
    /more than 20 look-ups/,
  ],
  [
    'three names that do not exist are too many',
    { [domain]: spf('v=spf1 a:x.example a:y.example mx:z.example -all') },
    'mend',
    /asks for 3 names that do not exist/,
  ],
  [
    'a word that SPF does not know breaks it',
    { [domain]: spf('v=spf1 ipv4:192.0.2.1 -all') },
    'mend',
    /“ipv4:192\.0\.2\.1” is nothing that SPF knows/,
  ],
  [
    'an address that is none breaks it',
    { [domain]: spf('v=spf1 ip4:192.0.2.300 -all') },
    'mend',
    /“ip4:192\.0\.2\.300” holds no address/,
  ],
  [
    'a prefix that is none breaks it',
    { [domain]: spf('v=spf1 ip4:192.0.2.0/33 -all') },
    'mend',
    /holds no address/,
  ],
  ['“ptr” is noted', { [domain]: spf('v=spf1 ptr -all') }, 'note', /asks not to use/],
  [
    'what macros name is counted and not asked for',
    { [domain]: spf('v=spf1 exists:%{i}.example -all') },
    'well',
    /1 of 10/,
  ],
];
for (const [what, zone, state, text] of cases) {
  test(`SPF: ${what}`, () =>
    withDns(zone, async (dns) => {
      const found = await diagnoseSpf(domain, dns);
      assert.is(found.state, state, found.text);
      assert.match(found.text, text);
    }));
}

test('an include is asked for once for each time that it stands there, and macros are not', () =>
  withDns(
    { [domain]: spf('v=spf1 include:%{d}.example exists:%{i}.example -all') },
    async (dns, { asked }) => {
      await diagnoseSpf(domain, dns);
      assert.equal(asked, ['TXT example.org']);
    },
  ));

test.run();
