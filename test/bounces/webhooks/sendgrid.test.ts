import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSendgrid, readSendgridKey, receiveSendgrid } from '../../../src/bounces/webhooks/sendgrid.ts';
import { nowMs, type Posted, sendgridEvent, sendgridKey, sendgridPost } from './posts.ts';

const key = readSendgridKey(sendgridKey);
const id = 'm-1@example.org';
const receive = async ({ body, headers }: Posted, at = nowMs) => {
  let read = 0;
  const post = {
    header: (name: string) => headers[name],
    body: async () => {
      read++;
      return Buffer.from(body);
    },
    nowMs: at,
  };
  return { received: await receiveSendgrid(post, key), read };
};
const [stamp, signed] = [
  'x-twilio-email-event-webhook-timestamp',
  'x-twilio-email-event-webhook-signature',
] as const;

test('a batch that SendGrid signed is believed, each event of it', async () => {
  const { received } = await receive(
    sendgridPost([
      sendgridEvent(id),
      sendgridEvent(id, { event: 'delivered' }),
      sendgridEvent(id, { event: 'spamreport' }),
      null,
      'x',
      [],
    ]),
  );
  assert.equal(received.kind === 'events' && received.events.map(({ kind }) => kind), ['hard', 'complaint']);
  assert.equal((await receive(sendgridPost([]))).received, { kind: 'events', events: [] });
});

test('a byte changed in the body, the time or the signature is refused, its line break included', async () => {
  const good = sendgridPost([sendgridEvent(id)]);
  const with_ = (changes: Record<string, string>) => ({ ...good, headers: { ...good.headers, ...changes } });
  const [time, signature] = [good.headers[stamp] as string, good.headers[signed] as string];
  const foreign = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  for (const post of [
    { ...good, body: good.body.replace('ada@', 'eda@') },
    { ...good, body: good.body.trimEnd() },
    { ...good, body: `${good.body} ` },
    { ...good, body: JSON.stringify(JSON.parse(good.body)) },
    { ...good, body: '' },
    with_({ [stamp]: String(Number(time) - 1) }),
    with_({ [stamp]: ` ${time}` }),
    with_({ [stamp]: `${time}.0` }),
    with_({
      [signed]: `${signature.slice(0, 20)}${signature[20] === 'A' ? 'B' : 'A'}${signature.slice(21)}`,
    }),
    with_({ [signed]: signature.slice(0, -8) }),
    with_({ [signed]: 'A'.repeat(96) }),
    with_({ [signed]: 'x' }),
    with_({ [signed]: '' }),
    sendgridPost([sendgridEvent(id)], { key: foreign.privateKey }),
  ]) {
    const { received } = await receive(post);
    assert.is(received.kind === 'refused' && received.status, 403, JSON.stringify(post.headers));
  }
  assert.is((await receive(good)).received.kind, 'events');
});

test('of what has no signature or an old time the body is not read', async () => {
  const good = sendgridPost([sendgridEvent(id)]);
  assert.is((await receive({ ...good, headers: {} })).read, 0);
  assert.is((await receive(good, nowMs + 26 * 3_600_000)).read, 0);
  assert.is((await receive(good, nowMs + 24 * 3_600_000)).received.kind, 'events', 'it tries for a day');
});

test('what is signed and no list changes nothing; what is no JSON is refused', async () => {
  for (const events of [{}, null, 'x', { 0: sendgridEvent(id) }]) {
    const { received } = await receive(sendgridPost(events));
    assert.equal(received, { kind: 'events', events: [] });
  }
  const { received } = await receive(sendgridPost(undefined));
  assert.is(received.kind === 'refused' && received.status, 400);
});

test('the key is one of P-256, or refused by name', () => {
  const spki = (type: 'ec', namedCurve: string) =>
    generateKeyPairSync(type, { namedCurve })
      .publicKey.export({ type: 'spki', format: 'der' })
      .toString('base64');
  for (const text of ['', 'x', spki('ec', 'secp384r1'), sendgridKey.slice(4), '-----BEGIN PUBLIC KEY-----']) {
    assert.throws(() => readSendgridKey(text), 'SENDGRID_WEBHOOK_KEY is no key of SendGrid');
  }
});

for (const [name, changes, kind] of [
  ['a bounce', {}, 'hard'],
  ['a bounce without a status', { status: undefined, reason: 'no' }, 'hard'],
  ['a bounce of our name', { status: '5.7.1', reason: '550 5.7.1 blocked by policy' }, 'other'],
  ['a full mailbox', { type: 'blocked', status: '5.2.2', reason: '552 5.2.2 over quota' }, 'soft'],
  [
    'a block of our name',
    { type: 'blocked', status: '5.7.1', reason: '550 5.7.1 blocked by policy' },
    'other',
  ],
  [
    'a domain that does not answer',
    { type: 'blocked', status: undefined, reason: 'unable to get mx info' },
    'soft',
  ],
  ['a drop of one that bounced', { event: 'dropped', reason: 'Bounced Address' }, 'hard'],
  ['a drop of one that is invalid', { event: 'dropped', reason: 'Invalid' }, 'hard'],
  ['a drop of one who complained', { event: 'dropped', reason: 'Spam Reporting Address' }, 'complaint'],
  ['a drop of one who left', { event: 'dropped', reason: 'Unsubscribed Address' }, 'unsubscribe'],
  ['a drop for what we wrote', { event: 'dropped', reason: 'Spam Content' }, 'other'],
  ['a complaint', { event: 'spamreport' }, 'complaint'],
  ['somebody who leaves', { event: 'unsubscribe' }, 'unsubscribe'],
  ['somebody who leaves a group', { event: 'group_unsubscribe' }, 'unsubscribe'],
  ['somebody who comes back to a group', { event: 'group_resubscribe' }, undefined],
  ['a delay', { event: 'deferred' }, undefined],
  ['a delivery', { event: 'delivered' }, undefined],
  ['a click', { event: 'click' }, undefined],
  ['nothing that is known', { event: 'constructor' }, undefined],
] as const) {
  test(`${name} is ${kind ?? 'of no concern'}`, () => {
    const [event] = parseSendgrid(sendgridEvent(id, changes));
    assert.is(event?.kind, kind, event?.why);
    if (event !== undefined) assert.match(event.why, /^[A-Z].*\.$/);
  });
}

test('an event shows our Message-ID, or what we asked to be given back, and has a number in any case', () => {
  const [bounce] = parseSendgrid(sendgridEvent(id, { sg_event_id: 'e-1' }));
  assert.is(bounce?.id, 'e-1');
  assert.equal(bounce?.texts, [`<${id}>`, '@']);
  const complaint = { email: 'ada@example.org', event: 'spamreport', tumen: 'mark' };
  const [first, second] = [parseSendgrid(complaint)[0], parseSendgrid({ ...complaint })[0]];
  assert.equal(first?.texts, ['', 'mark@']);
  assert.is(first?.id, second?.id);
  assert.is(first?.id.length, 64);
});

test.run();
