import PostalMime from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findOurMessage } from '../../src/bounces/our-message.ts';
import { parsePostmark } from '../../src/bounces/webhooks/postmark.ts';
import { parseSendgrid } from '../../src/bounces/webhooks/sendgrid.ts';
import { withMark } from '../../src/delivery/provider-marks.ts';
import { sendMailing } from '../../src/delivery/send.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { addReaders, edition, secret } from './edition.ts';
import { startSmtpServer } from './smtp-server.ts';

/** What a relay of that name gets: one message's headers, and the message. */
async function sentTo(host: string) {
  const server = await startSmtpServer();
  try {
    return await withDatabase(async (database, folder) => {
      await addReaders(database, 1);
      const transport = withMark(host, await openTransport(folder, server.url));
      const { totals } = await sendMailing({ database, transport, secret, edition: edition() });
      await transport.close();
      assert.is(totals.accepted, 1);
      const raw = server.received[0]?.raw ?? Buffer.alloc(0);
      const { headers, messageId } = await PostalMime.parse(raw);
      const all = (name: string) => headers.filter(({ key }) => key === name).map(({ value }) => value);
      return { raw, all, messageId: messageId?.replace(/[<>]/g, '') as string };
    });
  } finally {
    await server.close();
  }
}

test('Postmark gets our name for the message as metadata, and gives it back', async () => {
  for (const host of ['smtp.postmarkapp.com', 'smtp-broadcasts.postmarkapp.com', 'SMTP.PostmarkApp.com']) {
    const { all, messageId } = await sentTo(host);
    const mark = messageId.split('@')[0] as string;
    assert.equal(all('x-pm-metadata-tumen'), [mark]);
    assert.equal(all('x-pm-keepid'), ['true']);
    assert.equal(all('x-smtpapi'), []);
    assert.ok(mark.length <= 80);
    const [event] = parsePostmark({ RecordType: 'SpamComplaint', ID: 1, Metadata: { tumen: mark } });
    assert.is(findOurMessage(secret, event?.texts ?? [])?.subscriberId, 1);
  }
});

test('SendGrid gets it as an argument, and gives it back with a complaint', async () => {
  const { all, messageId, raw } = await sentTo('smtp.sendgrid.net');
  const [header, ...others] = all('x-smtpapi');
  assert.equal(others, []);
  assert.equal(JSON.parse(header as string), { unique_args: { tumen: messageId.split('@')[0] } });
  const [lines = ''] = /^X-SMTPAPI.*\r\n .*\r\n/m.exec(raw.toString('latin1')) ?? [];
  assert.ok(
    lines.split('\r\n').every((line) => line.length <= 78),
    lines,
  );
  assert.is(lines.length > 0, true);
  const [event] = parseSendgrid({ event: 'spamreport', ...JSON.parse(header as string).unique_args });
  assert.is(findOurMessage(secret, event?.texts ?? [])?.subscriberId, 1);
});

test('no other relay gets a mark', async () => {
  for (const host of ['127.0.0.1', 'smtp.example.org', 'postmarkapp.com.example.org', 'notsendgrid.net']) {
    const { raw } = await sentTo(host);
    assert.not.match(raw.toString('latin1'), /^X-(PM|SMTPAPI)/im);
  }
});

test('the longest Message-ID fits into what Postmark keeps', () => {
  const longest = `${'f'.repeat(16)}.${Number.MAX_SAFE_INTEGER.toString(36)}.${'A'.repeat(22)}`;
  assert.ok(longest.length <= 80, String(longest.length));
});

test.run();
