import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DkimKey, dkimRecord } from '../../src/delivery/dkim.ts';
import {
  diagnoseDatabase,
  diagnoseDkim,
  diagnoseDmarc,
  diagnoseRelay,
  diagnoseSpf,
  examine,
} from '../../src/delivery/doctor.ts';
import { stores } from '../database/stores.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { publication } from '../render/issue-value.ts';
import { startSmtpServer } from './smtp-server.ts';

const domain = 'example.org';
const { privateKey } = generateKeyPairSync('ed25519');
const key: DkimKey = { domain, selector: 's1', algorithm: 'ed25519-sha256', key: privateKey };

const spf: readonly [string, readonly string[], string, RegExp][] = [
  ['a good record is well', ['v=spf1 include:_spf.relay.example -all', 'other text'], 'well', /include/],
  [
    'no record is to mend, with the record to publish',
    ['v=DMARC1; p=none'],
    'mend',
    /Publish TXT at example\.org: "v=spf1/,
  ],
  ['two records are none', ['v=spf1 -all', 'v=spf1 ~all'], 'mend', /There are 2 records/],
  [
    'a record that allows everybody is to mend',
    ['v=spf1 include:a.example +all'],
    'mend',
    /allows everybody/,
  ],
  ['a record without an end is to mend', ['v=spf1 include:a.example'], 'mend', /allows everybody/],
  [
    'more than ten look-ups are to mend',
    [`v=spf1 ${'include:a.example '.repeat(11)}-all`],
    'mend',
    /needs 11 look-ups/,
  ],
];
for (const [what, records, state, text] of spf) {
  test(`SPF: ${what}`, () => {
    const found = diagnoseSpf(domain, records);
    assert.is(found.state, state);
    assert.match(found.text, text);
  });
}

const dkim: readonly [string, readonly string[], string, RegExp][] = [
  ['the key that signs is well', [dkimRecord(key)], 'well', /has the key that signs/],
  [
    'the same with spaces in it is well',
    [
      dkimRecord(key)
        .replace('p=', 'p= ')
        .replace(/(.{60})/, '$1 '),
    ],
    'well',
    /has the key/,
  ],
  [
    'no record is to mend, with the record to publish',
    [],
    'mend',
    /Publish TXT at s1\._domainkey\.example\.org: "v=DKIM1; k=ed25519; p=/,
  ],
  ['another key is to mend', ['v=DKIM1; k=ed25519; p=AAAA'], 'mend', /of another key/],
  ['a revoked key is to mend', ['v=DKIM1; p='], 'mend', /revoked/],
];
for (const [what, records, state, text] of dkim) {
  test(`DKIM: ${what}`, () => {
    const found = diagnoseDkim(key, records);
    assert.is(found.state, state, found.text);
    assert.match(found.text, text);
  });
}

const dmarc: readonly [string, readonly string[], string, RegExp][] = [
  ['a policy is well', ['v=DMARC1; p=reject; rua=mailto:a@example.org'], 'well', /p=reject/],
  ['p=none is noted', ['v=DMARC1; p=none'], 'note', /forged mail is let through/],
  ['no record is to mend', [], 'mend', /Publish TXT at _dmarc\.example\.org/],
  ['no policy is to mend', ['v=DMARC1; rua=mailto:a@example.org'], 'mend', /no policy/],
  ['two records are none', ['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'mend', /There are 2 records/],
];
for (const [what, records, state, text] of dmarc) {
  test(`DMARC: ${what}`, () => {
    const found = diagnoseDmarc(domain, records);
    assert.is(found.state, state);
    assert.match(found.text, text);
  });
}

test('a relay that lets us in says what it offers, and gets no message', async () => {
  const server = await startSmtpServer();
  try {
    const found = await diagnoseRelay(server.url);
    assert.equal(
      [found.state, found.text],
      ['well', 'It lets us in: no TLS, no login, PIPELINING, messages up to 10,485,760 octets.'],
    );
    assert.not.ok(server.said.some((line) => /^(MAIL|RCPT|DATA)/.test(line)));
  } finally {
    await server.close();
  }
});

test('a relay that does not let us in says where and why, without the password', async () => {
  const server = await startSmtpServer({
    fault: ({ moment }) => (moment === 'connect' ? { reply: '554 5.7.1 go away' } : null),
  });
  try {
    const refused = await diagnoseRelay(server.url.replace('//', '//user:hidden@'));
    assert.is(refused.state, 'mend');
    assert.match(refused.text, /at greeting: 554 .*go away/);
    assert.not.match(`${refused.subject}${refused.text}`, /hidden/);
    const noTls = await diagnoseRelay(`${server.url}?tls=required`);
    assert.is(noTls.state, 'mend');
  } finally {
    await server.close();
  }
  const gone = await diagnoseRelay(server.url);
  assert.match(gone.text, /ECONNREFUSED.* See host and port in SMTP_URL/);
});

for (const store of stores) {
  test(`${store.name}: a database that is whole, and clocks that agree or do not`, () =>
    store.withDatabase(async (database) => {
      assert.equal(
        [...new Set((await diagnoseDatabase(database, Date.now())).map(({ state }) => state))],
        ['well'],
      );
      const [clock] = (await diagnoseDatabase(database, Date.now() - 3_600_000)).slice(-1);
      assert.is(clock?.state, 'mend');
      assert.match(clock?.text ?? '', /is 3600 s ahead of this machine/);
    }));
}

test('everything is examined, DMARC under the domain above where From’s has none, and a silent DNS blames nobody', () =>
  withDatabase(async (database) => {
    const asked: string[] = [];
    const given = {
      publication: publication({ from: { name: 'The desk', address: 'desk@news.example.org' } }),
      relays: 'outbox:',
      dkim: [],
      database,
      nowMs: Date.now(),
    };
    const found = await examine({
      ...given,
      resolveTxt: async (name) => {
        asked.push(name);
        return name === '_dmarc.example.org' ? ['v=DMARC1; p=reject'] : [];
      },
    });
    assert.equal(asked, ['news.example.org', '_dmarc.news.example.org', '_dmarc.example.org']);
    assert.equal(
      found.map(({ subject, state }) => `${state} ${subject}`),
      [
        'note relay outbox:',
        'mend SPF of news.example.org',
        'mend DKIM',
        'well DMARC of news.example.org',
        'well public address',
        'well database (sqlite)',
        'well clock',
      ],
    );
    asked.length = 0;
    const elsewhere = await examine({
      ...given,
      publication: publication({ bounceAddress: 'bounces@mail.example.net' }),
      resolveTxt: async (name) => {
        asked.push(name);
        return name === 'mail.example.net' ? ['v=spf1 mx -all'] : [];
      },
    });
    assert.equal(asked, ['mail.example.net', '_dmarc.example.org']);
    const [record, alignment] = elsewhere.filter(({ subject }) => subject === 'SPF of mail.example.net');
    assert.is(record?.state, 'well');
    assert.match(alignment?.text ?? '', /SPF says nothing of example\.org .*for DMARC only its DKIM counts/);
    const related = await examine({
      ...given,
      publication: publication({ bounceAddress: 'bounces@mail.example.org' }),
      resolveTxt: async () => ['v=spf1 mx -all'],
    });
    assert.is(related.filter(({ subject }) => subject === 'SPF of mail.example.org').length, 1);
    const silent = await examine({
      ...given,
      resolveTxt: async () => {
        throw new Error('queryTxt ETIMEOUT');
      },
    });
    assert.equal(
      silent.filter(({ text }) => text.includes('does not answer')).map(({ state }) => state),
      ['note', 'note'],
    );
  }));

test.run();
