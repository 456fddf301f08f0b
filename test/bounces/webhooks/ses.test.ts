import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSes } from '../../../src/bounces/webhooks/ses.ts';
import { sesBounce, sesComplaint } from './posts.ts';

const id = 'm-1@example.org';
const bounced = (bounceType: string, bounceSubType: string, status?: string, diagnosticCode?: string) =>
  parseSes(
    sesBounce(id, {
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress: 'ada@example.org', action: 'failed', status, diagnosticCode }],
    }),
    'm',
  )[0];

for (const [kind, ...given] of [
  ['hard', 'Permanent', 'General'],
  ['hard', 'Permanent', 'NoEmail', '5.1.1', 'smtp; 550 5.1.1 unknown'],
  ['hard', 'Permanent', 'General', '5.0.0', 'smtp; 550 sorry'],
  ['hard', 'Permanent', 'Suppressed', '5.1.1'],
  ['hard', 'Permanent', 'OnAccountSuppressionList'],
  ['other', 'Permanent', 'General', '5.7.1', 'smtp; 550 5.7.1 your name is on a list'],
  ['soft', 'Permanent', 'General', '5.2.2', 'smtp; 552 5.2.2 mailbox full'],
  ['soft', 'Permanent', 'General', '5.0.0', 'smtp; 550 mailbox is full'],
  ['other', 'Permanent', 'General', undefined, 'smtp; 550 blocked using a block list'],
  ['other', 'Transient', 'General', undefined, 'smtp; 421 rejected as spam'],
  ['soft', 'Transient', 'MailboxFull', '5.2.2', 'smtp; 552 full'],
  ['soft', 'Transient', 'General', '4.4.7', 'smtp; 554 4.4.7 expired'],
  ['soft', 'Undetermined', 'Undetermined'],
  ['other', 'Transient', 'General'],
  ['other', 'Transient', 'General', '5.7.1', 'smtp; 550 5.7.1 policy'],
  ['other', 'Transient', 'ContentRejected', '5.6.0', 'smtp; 554 content'],
  ['other', 'Transient', 'AttachmentRejected'],
  ['other', 'Transient', 'MessageTooLarge', '5.3.4'],
  ['soft', '', ''],
] as const) {
  test(`${given.join(', ')} is ${kind}`, () => {
    const event = bounced(...(given as unknown as Parameters<typeof bounced>));
    assert.is(event?.kind, kind, event?.why);
    assert.match(event?.why ?? '', /^[A-Z].*\.$/);
    assert.is(event?.status, given[2] ?? null);
  });
}

test('notifications of an identity and events of a configuration set are read alike', () => {
  for (const shape of ['notificationType', 'eventType'] as const) {
    const [bounce, complaint] = [
      parseSes(sesBounce(id, { feedbackId: 'f-1' }, shape), 'm')[0],
      parseSes(sesComplaint(id, { feedbackId: 'f-2' }, shape), 'm')[0],
    ];
    assert.is(bounce?.kind, 'hard');
    assert.is(bounce?.diagnostic, 'smtp; 550 5.1.1 user unknown');
    assert.is(bounce?.id, 'f-1', 'the same when both are on');
    assert.is(complaint?.kind, 'complaint');
    assert.is(complaint?.diagnostic, 'Loop/1.0');
    for (const event of [bounce, complaint]) {
      assert.equal(event?.texts, [`<${id}>`, `<${id}>`, 'desk@example.org']);
    }
  }
});

test('without a number of its own an event has that of its message', () => {
  assert.is(parseSes(sesBounce(id, { feedbackId: undefined }), 'm-7')[0]?.id, 'm-7');
});

test('what a reader calls no spam is no complaint, and what has no type is one', () => {
  for (const [type, kind] of [
    ['abuse', 'complaint'],
    ['fraud', 'complaint'],
    [undefined, 'complaint'],
    [null, 'complaint'],
    ['not-spam', 'other'],
    ['auth-failure', 'other'],
  ] as const) {
    assert.is(parseSes(sesComplaint(id, { complaintFeedbackType: type }), 'm')[0]?.kind, kind);
  }
});

test('deliveries and the like, greetings and rubbish bring nothing', () => {
  for (const message of [
    ...['Delivery', 'Send', 'Open', 'Click', 'Reject', 'DeliveryDelay', 'Rendering Failure', 'Received'].map(
      (type) => JSON.stringify({ eventType: type, mail: { messageId: 'x' } }),
    ),
    'Successfully validated SNS topic for Amazon SES event publishing.',
    '',
    '[]',
    'null',
    '{"eventType":{"Bounce":1}}',
    '{"__proto__":{"eventType":"Bounce"}}',
    '{"constructor":"Bounce"}',
  ]) {
    assert.equal(parseSes(message, 'm'), [], message);
  }
});

test('fields of another shape than was documented do no harm', () => {
  for (const bounce of [null, 'x', [], { bouncedRecipients: 'x' }, { bouncedRecipients: [[[]]] }]) {
    const [event] = parseSes(
      JSON.stringify({ eventType: 'Bounce', bounce, mail: { headers: [null, 'x', {}] } }),
      'm',
    );
    assert.is(event?.kind, 'soft');
    assert.is(event?.id, 'm');
    assert.equal(event?.texts, ['', '']);
  }
});

test('a server’s words of any length are one short line', () => {
  const words = `550 5.1.1 <b>\u0000\r\nBcc: x\u2028${'ж'.repeat(100_000)}`;
  const event = bounced('Permanent', 'General', undefined, words);
  assert.is(event?.status, '5.1.1');
  assert.match(event?.diagnostic ?? '', /^550 5\.1\.1 <b> Bcc: x ж+$/);
  assert.is(event?.diagnostic?.length, 300);
});

test('an IP address in a server’s words is no status', () => {
  assert.is(
    bounced('Permanent', 'General', undefined, 'smtp; 550 192.0.2.1 and 5.7.1.2 refused')?.status,
    null,
  );
});

test.run();
