import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DkimKey, dkimRecord } from '../../../src/delivery/dkim.ts';
import type { Diagnosis } from '../../../src/delivery/doctor/diagnosis.ts';
import { examine, type Patient } from '../../../src/delivery/doctor/examine.ts';
import {
  diagnoseDatabase,
  diagnosePublicAddress,
  diagnoseSecret,
} from '../../../src/delivery/doctor/machine.ts';
import { openMailing } from '../../../src/delivery/mailing.ts';
import type { Publication } from '../../../src/publication/types.ts';
import { everywhere } from '../../database/stores.ts';
import { withFolder } from '../../database/temporary-store.ts';
import { publication } from '../../render/issue-value.ts';
import { addReaders } from '../edition.ts';
import { withDns, type Zone } from './dns-server.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key: DkimKey = { domain: 'example.org', selector: 's1', algorithm: 'rsa-sha256', key: privateKey };
const healthy: Zone = {
  'news.example.org': { TXT: ['v=spf1 ip4:192.0.2.0/24 -all'], MX: [[10, 'mx.example.org']] },
  'mx.example.org': { A: ['192.0.2.1'] },
  's1._domainkey.example.org': { TXT: [dkimRecord(key)] },
  '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] },
  'dispatch.example.org': { AAAA: ['2001:db8::1'] },
};
const from = { name: 'The desk', address: 'desk@news.example.org' };

const settings = {
  SMTP_URL: 'outbox:',
  DKIM_KEYS: 's1:dkim.pem',
  DKIM_DOMAIN: 'example.org',
  TUMEN_SECRET: 'x'.repeat(32),
};

/** What is said of a patient whose settings, or whose publication, are others. */
async function diagnose(
  zone: Zone,
  environment: Patient['environment'] = {},
  changes: Partial<Publication> = {},
): Promise<readonly Diagnosis[]> {
  return withDns(zone, (dns) =>
    withFolder((root) => {
      writeFileSync(join(root, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
      return examine({
        publication: publication({ from, ...changes }),
        root,
        environment: { ...settings, ...environment },
        dns,
        nowMs: Date.now(),
      });
    }),
  );
}

/** `state subject` of each. */
async function said(...given: Parameters<typeof diagnose>): Promise<readonly string[]> {
  return (await diagnose(...given)).map(({ subject, state }) => `${state} ${subject}`);
}

test('where all is well nothing is to be mended, in the order of the road', async () => {
  assert.equal(await said(healthy), [
    'note relay outbox',
    'well SPF of news.example.org',
    'well DKIM, s1._domainkey.example.org',
    'well DMARC of news.example.org',
    'well mail to news.example.org',
    'well public address',
    'well secret',
    'well database (sqlite)',
    'well clock',
  ]);
});

test('where the DNS knows nothing everything in it is to be mended', async () => {
  assert.equal((await said({}, { DKIM_KEYS: '' })).slice(1, 6), [
    'mend SPF of news.example.org',
    'mend DKIM',
    'mend DMARC of news.example.org',
    'mend mail to news.example.org',
    'mend public address',
  ]);
});

test('a DNS that is silent or ill is not taken for one that knows nothing', async () => {
  for (const state of ['silent', 'ill'] as const) {
    const ill = Object.fromEntries(
      [...Object.keys(healthy), '_dmarc.news.example.org'].map((name) => [name, state]),
    );
    const found = await said(ill);
    assert.equal(
      found.filter((line) => line.startsWith('mend')),
      [],
      state,
    );
    assert.is(found.filter((line) => line.startsWith('note')).length, 6, state);
  }
});

test('replies and bounces to other domains are looked at as well, each domain once', async () => {
  const changes = { replyTo: 'desk@news.example.org', bounceAddress: 'b@mail.example.net' };
  const found = await said({ ...healthy, 'mail.example.net': { TXT: ['v=spf1 -all'] } }, {}, changes);
  assert.equal(found.slice(1, 7), [
    'well SPF of mail.example.net',
    'note SPF of mail.example.net',
    'well DKIM, s1._domainkey.example.org',
    'well DMARC of news.example.org',
    'well mail to news.example.org',
    'mend mail to mail.example.net',
  ]);
  const related = await said(
    { ...healthy, 'bounce.news.example.org': { TXT: ['v=spf1 -all'], A: ['192.0.2.1'] } },
    {},
    { bounceAddress: 'b@bounce.news.example.org' },
  );
  assert.equal(
    related.filter((line) => line.includes('SPF')),
    ['well SPF of bounce.news.example.org'],
  );
});

test('two relays that are told the same of are told it once', async () => {
  const found = await said(healthy, { SMTP_URL: 'outbox: outbox:' });
  assert.is(found.filter((line) => line === 'note relay outbox').length, 1);
});

test('settings that cannot be read are to be mended, and keep nothing else from being looked at', async () => {
  const found = await diagnose(healthy, {
    SMTP_URL: 'ftp://u:hidden@example.org smtp://u:hidden@example.org?rate=fast ses:?rate=fast outbox:',
    DKIM_KEYS: 's1:gone.pem',
    DATABASE_URL: 'postgres://u:hidden@127.0.0.1:9/none',
    TUMEN_SECRET: 'short',
  });
  assert.equal(
    found.map(({ subject, state }) => `${state} ${subject}`),
    [
      'mend relay ftp://u:***@example.org',
      'mend relay smtp://u:***@example.org?rate=fast',
      'mend relay ses:?rate=fast',
      'note relay outbox',
      'well SPF of news.example.org',
      'mend DKIM',
      'well DMARC of news.example.org',
      'well mail to news.example.org',
      'well public address',
      'mend secret',
      'mend database',
    ],
  );
  const texts = found.map(({ text }) => text).join('\n');
  for (const text of [
    /which is no road out/,
    /rate=fast\. It must be a number/,
    /gone\.pem cannot be read/,
    /ECONNREFUSED/,
  ])
    assert.match(texts, text);
  assert.not.match(texts, /hidden/);
});

test('a database that is damaged is to be mended', () =>
  withDns(healthy, (dns) =>
    withFolder(async (root) => {
      mkdirSync(join(root, '.tumen'));
      writeFileSync(join(root, '.tumen', 'tumen.db'), 'this is no database, '.repeat(500));
      const found = await examine({
        publication: publication({ from }),
        root,
        environment: {},
        dns,
        nowMs: Date.now(),
      });
      const [told] = found.filter(({ subject }) => subject === 'database');
      assert.is(told?.state, 'mend');
    }),
  ));

test('the secret: missing, too short, readable by others, good, and none is made', () =>
  withFolder(async (root) => {
    const look = (named?: string, shared = false) => {
      const { state, text } = diagnoseSecret(root, named, shared);
      return `${state}: ${text}`;
    };
    assert.match(look(), /^note: There is none yet/);
    assert.not.ok(existsSync(join(root, '.tumen')));
    assert.match(look('short'), /^mend: TUMEN_SECRET must hold one secret of at least 32 characters/);
    assert.not.match(look('short one'), /short one/);
    assert.match(look('x'.repeat(32)), /^well: TUMEN_SECRET/);
    mkdirSync(join(root, '.tumen'));
    const file = join(root, '.tumen', 'secret');
    writeFileSync(file, 'x'.repeat(40), { mode: 0o644 });
    assert.match(look(), /^mend: .*chmod 600 \.tumen\/secret/);
    chmodSync(file, 0o600);
    assert.match(look(), /^well: /);
    assert.match(look(undefined, true), /^note: .*Give every machine that sends the same TUMEN_SECRET/);
    writeFileSync(file, 'x');
    assert.match(look(), /^mend: .*at least 32 characters/);
  }));

test('a public address without https, or that the DNS does not know, is to be mended', () =>
  withDns(healthy, async (dns) => {
    const look = async (url: string) => (await diagnosePublicAddress(url, dns)).state;
    assert.equal(
      [
        await look('https://dispatch.example.org/letter'),
        await look('http://dispatch.example.org'),
        await look('https://gone.example.org'),
      ],
      ['well', 'mend', 'mend'],
    );
  }));

everywhere('a database that is whole, and clocks that agree or do not', (withStore) =>
  withStore(async (database) => {
    const clock = async (nowMs: number) => (await diagnoseDatabase(database, nowMs)).at(-1);
    assert.equal(
      [...new Set((await diagnoseDatabase(database, Date.now())).map(({ state }) => state))],
      ['well'],
    );
    const behind = await clock(Date.now() - 3_600_000);
    assert.is(behind?.state, 'mend');
    assert.match(behind?.text ?? '', /is 3,600 s ahead of this machine/);
    assert.match((await clock(Date.now() + 3_600_000))?.text ?? '', /is 3,600 s behind this machine/);
    await addReaders(database, 1);
    const { id } = await openMailing(database, {
      issueNumber: 2,
      issueSlug: 'x',
      list: 'weekly',
      subject: 'x',
      contentHash: 'x',
      notBeforeMs: null,
      segment: null,
    });
    const at = Date.now() + 7_200_000;
    await database.kysely
      .insertInto('events')
      .values({ mailing_id: id, at, kind: 'test', detail: '' })
      .execute();
    assert.match((await clock(Date.now()))?.text ?? '', /happens only in 7,200 s: .*set back/);
  }),
);

test.run();
