import { rm } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startDnsServer } from '../delivery/doctor/dns-server.ts';
import { startSmtpServer } from '../delivery/smtp-server.ts';
import { authority, startTlsFront } from '../delivery/tls-front.ts';
import { temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

test('doctor looks at every relay and at the DNS, says what to mend, and its status tells', async () => {
  const root = await temporaryPublication();
  const [server, dns] = await Promise.all([
    startSmtpServer(),
    startDnsServer({
      'harbour.example.org': { TXT: ['v=spf1 -all'], MX: [[10, 'mx.example.org']], A: ['192.0.2.1'] },
      'mx.example.org': { A: ['192.0.2.2'] },
      '_dmarc.harbour.example.org': { TXT: ['v=DMARC1; p=none'] },
    }),
  ]);
  const [good, expired] = await Promise.all([
    startTlsFront(server.port, 'good'),
    startTlsFront(server.port, 'expired'),
  ]);
  try {
    const { status, stdout, stderr } = await tumen(root, ['doctor', '--dns', dns.address], {
      SMTP_URL: `smtps://user:hidden@localhost:${expired.port}?tls=required smtps://localhost:${good.port}?tls=required`,
      TUMEN_SECRET: 'short',
      NODE_EXTRA_CA_CERTS: authority,
    });
    assert.equal([status, stderr], [1, '']);
    assert.equal(stdout.split('\n'), [
      `MEND  relay smtps://user:***@localhost:${expired.port}?tls=required: It has no TLS that can be trusted: certificate has expired. Have its certificate mended: valid today, for localhost, by an authority that is known here. "?tls=opportunistic" gives up the proof.`,
      `well  relay smtps://localhost:${good.port}?tls=required: It lets us in: TLS, no login, PIPELINING, messages up to 10,485,760 octets.`,
      'well  SPF of harbour.example.org: v=spf1 -all (no look-ups).',
      'MEND  DKIM: Nothing is signed here. Set DKIM_KEYS, unless the relay signs with a key of its own for this domain.',
      'note  DMARC of harbour.example.org: p=none: failures are not even reported, and forged mail is let through.',
      'well  mail to harbour.example.org: mx.example.org.',
      'well  public address: https://harbour.example.org',
      'MEND  secret: TUMEN_SECRET must hold one secret of at least 32 characters, or two with a comma between while one takes the place of the other. Make one with: openssl rand -base64 32',
      'well  database (sqlite): It is whole.',
      'well  clock: This machine and the database agree on the time.',
      '3 of 10 things are to be mended.',
      '',
    ]);
    assert.not.ok(
      server.said.some((line) => /^(MAIL|RCPT|DATA|AUTH)/.test(line)),
      'nothing was sent',
    );
    const bad = await tumen(root, ['doctor', '--dns', 'ns.example.org']);
    assert.equal([bad.status, bad.stdout], [1, '']);
    assert.match(bad.stderr, /--dns is “ns\.example\.org”\. Give the address of a name server/);
  } finally {
    for (const front of [good, expired]) front.close();
    await Promise.all([server.close(), dns.close(), rm(root, { recursive: true })]);
  }
});

test.run();
