import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startSesServer } from '../delivery/ses-server.ts';
import { startSmtpServer } from '../delivery/smtp-server.ts';
import { authority, startTlsFront } from '../delivery/tls-front.ts';
import { temporaryPublication, writeFiles } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

/** A publication with `count` readers on its list. */
async function desk(count: number): Promise<string> {
  const root = await temporaryPublication();
  const rows = Array.from({ length: count }, (_, index) => `r${index + 1}@d.example.org`);
  await writeFiles(root, { 'readers.csv': `email\n${rows.join('\n')}\n` });
  assert.is((await tumen(root, ['subscribers', 'import', 'readers.csv', '--list', 'weekly'])).status, 0);
  return root;
}

test('a relay that fails is told of while the other goes on, and status says who took what', async () => {
  const root = await desk(30);
  const ill = await startSmtpServer({
    fault: ({ moment, message }) =>
      moment === 'mail' && message > 5 ? { reply: '451 4.3.0 disk full' } : null,
  });
  const well = await startSmtpServer();
  try {
    const { status, stdout, stderr } = await tumen(root, ['send', '1', '--list', 'weekly', '--yes'], {
      SMTP_URL: `${ill.url}?connections=1 ${well.url}?connections=1`,
    });
    assert.is(status, 0, stderr);
    const lines = stderr.trim().split('\n');
    assert.is(lines.length, 3);
    assert.is(lines[1], `${ill.url} does not take mail: 451 4.3.0 disk full. The others take its share.`);
    assert.match(stdout, /accepted {2}30\n/);
    const seen = await tumen(root, ['status', '1']);
    const counts = [ill, well].map(({ url, received }) => `  ${url}: ${received.length} accepted\n`);
    for (const line of counts) assert.ok(seen.stdout.includes(line), seen.stdout);
    assert.equal([ill.received.length, well.received.length], [5, 25]);
  } finally {
    await Promise.all([ill.close(), well.close(), rm(root, { recursive: true })]);
  }
});

test('with one relay nobody needs to be told which', async () => {
  const root = await desk(3);
  const server = await startSmtpServer();
  try {
    const sent = await tumen(root, ['send', '1', '--list', 'weekly', '--yes'], { SMTP_URL: server.url });
    assert.is(sent.status, 0, sent.stderr);
    assert.not.match((await tumen(root, ['status', '1'])).stdout, /127\.0\.0\.1/);
  } finally {
    await Promise.all([server.close(), rm(root, { recursive: true })]);
  }
});

test('an issue goes out through ses: over TLS that is proven, and the keys to it are shown nowhere', async () => {
  const root = await desk(3);
  const server = await startSesServer();
  const port = Number(new URL(server.endpoint).port);
  const [good, expired] = await Promise.all([startTlsFront(port, 'good'), startTlsFront(port, 'expired')]);
  const environment = {
    SMTP_URL: 'ses:?configurationSet=news',
    AWS_ENDPOINT_URL_SESV2: `https://localhost:${good.port}`,
    NODE_EXTRA_CA_CERTS: authority,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE12',
    AWS_SECRET_ACCESS_KEY: 'hidden',
    AWS_CONFIG_FILE: join(root, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(root, 'none'),
  };
  try {
    const proof = await tumen(root, ['send', '1', '--test', 'ada@example.org'], environment);
    assert.match(proof.stdout, /^Proof of .* through ses: 250 taken as 0100-1\n$/);
    const sent = await tumen(root, ['send', '1', '--list', 'weekly', '--yes'], environment);
    assert.equal([sent.status, server.received.length], [0, 4]);
    assert.ok(server.asked.every(({ ConfigurationSetName }) => ConfigurationSetName === 'news'));
    const without = await tumen(root, ['send', '1', '--test', 'ada@example.org'], {
      ...environment,
      AWS_SECRET_ACCESS_KEY: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    assert.is(without.status, 1);
    assert.match(
      without.stderr,
      /^tumen: The test to ada@example\.org was not accepted by ses: .*credentials/,
    );
    const unproven = await tumen(root, ['send', '1', '--test', 'ada@example.org'], {
      ...environment,
      AWS_ENDPOINT_URL_SESV2: `https://localhost:${expired.port}`,
    });
    assert.match(unproven.stderr, /was not accepted by ses: certificate has expired/);
    assert.is(server.received.length, 4);
    for (const { stdout, stderr } of [proof, sent, without, unproven])
      assert.not.match(stdout + stderr, /AKIA|hidden/);
  } finally {
    for (const front of [good, expired]) front.close();
    await Promise.all([server.close(), rm(root, { recursive: true })]);
  }
});

test.run();
