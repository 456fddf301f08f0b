import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMailgun, receiveMailgun } from '../../../src/bounces/webhooks/mailgun.ts';
import { mailgunEvent, mailgunKey, mailgunPost, nowMs, type Posted } from './posts.ts';

const receive = ({ body, headers }: Posted, at = nowMs) =>
  receiveMailgun(
    { header: (name) => headers[name], body: async () => Buffer.from(body), nowMs: at },
    mailgunKey,
  );
const id = 'm-1@example.org';

test('what the signing key has signed is believed, a subaccount’s by its parent', async () => {
  for (const as of ['signature', 'parent-signature'] as const) {
    const received = await receive(mailgunPost(mailgunEvent(id), { as, token: 'once' }));
    assert.is(received.kind === 'events' && received.events[0]?.kind, 'hard');
    assert.is(received.kind === 'events' && received.token, 'once');
  }
});

test('another key, a letter changed, no signature or one of another shape is refused', async () => {
  const good = mailgunPost(mailgunEvent(id));
  const parsed = JSON.parse(good.body);
  const changed = (signature: unknown) => ({ ...good, body: JSON.stringify({ ...parsed, signature }) });
  const { token, timestamp, signature } = parsed.signature;
  const flipped = `${signature[0] === 'a' ? 'b' : 'a'}${signature.slice(1)}`;
  for (const post of [
    mailgunPost(mailgunEvent(id), { key: 'key-of-somebody-else' }),
    changed({ token, timestamp, signature: flipped }),
    changed({ token: `${token}0`, timestamp, signature }),
    changed({ token: token.slice(1), timestamp: `${timestamp}${token[0]}`, signature }),
    changed({ token, timestamp: String(Number(timestamp) + 1), signature }),
    changed({ token, timestamp, signature: signature.slice(2) }),
    changed({ token, timestamp, signature: '' }),
    changed({ token, timestamp, signature: [signature] }),
    changed({ token, timestamp }),
    changed({ token: '', timestamp, signature }),
    changed({ token: 'x'.repeat(100_000), timestamp, signature }),
    changed(null),
    changed('x'),
    { ...good, body: '{}' },
    { ...good, body: '[]' },
    { ...good, body: 'null' },
    { ...good, body: JSON.stringify({ __proto__: null, signature: { __proto__: { token } } }) },
  ]) {
    const received = await receive(post);
    assert.is(received.kind === 'refused' && received.status, 403, post.body.slice(0, 300));
  }
  const half = await receive({ ...good, body: good.body.slice(0, -1) });
  assert.is(half.kind === 'refused' && half.status, 400);
  assert.is((await receive(good)).kind, 'events');
});

test('as long as Mailgun tries again it is believed, a day later no more', async () => {
  const kindAfter = async (hours: number) =>
    (await receive(mailgunPost(mailgunEvent(id)), nowMs + hours * 3_600_000)).kind;
  assert.is(await kindAfter(8.1), 'events');
  assert.is(await kindAfter(26), 'refused');
  assert.is(await kindAfter(-1), 'refused', 'from the future');
});

for (const [name, changes, kind] of [
  ['a permanent failure', {}, 'hard'],
  ['a failure after which it is tried again', { severity: 'temporary', reason: 'generic' }, undefined],
  ['one of an unknown severity', { severity: 'odd' }, undefined],
  ['an address that bounced before', { reason: 'suppress-bounce', 'delivery-status': { code: 605 } }, 'hard'],
  ['the same by its code', { reason: 'generic', 'delivery-status': { code: 605 } }, 'hard'],
  ['somebody who left at Mailgun', { reason: 'suppress-unsubscribe' }, 'unsubscribe'],
  ['somebody who complained at Mailgun', { reason: 'suppress-complaint' }, 'complaint'],
  ['too long without an answer', { reason: 'old', 'delivery-status': { code: 602 } }, 'soft'],
  [
    'a full mailbox',
    { 'delivery-status': { code: 552, message: '5.2.2 full', 'bounce-type': 'hard' } },
    'soft',
  ],
  ['our name refused', { 'delivery-status': { code: 550, message: '5.7.1 policy' } }, 'other'],
  ['words without a status', { 'delivery-status': { code: 550, message: 'no' } }, 'hard'],
  ['a complaint', { event: 'complained' }, 'complaint'],
  ['somebody who leaves', { event: 'unsubscribed' }, 'unsubscribe'],
  ['a delivery', { event: 'delivered' }, undefined],
  ['an open', { event: 'opened' }, undefined],
  ['nothing that is known', { event: '__proto__' }, undefined],
] as const) {
  test(`${name} is ${kind ?? 'of no concern'}`, () => {
    const [event] = parseMailgun({ 'event-data': mailgunEvent(id, changes) });
    assert.is(event?.kind, kind, event?.why);
    if (event !== undefined) assert.match(event.why, /^[A-Z].*\.$/);
  });
}

test('an event is known by its number and time, and shows our Message-ID and envelope', () => {
  const [event] = parseMailgun({ 'event-data': mailgunEvent(id, { id: 'abc', timestamp: 1719835200.5 }) });
  assert.is(event?.id, 'abc 1719835200.5');
  assert.equal(event?.texts, [`<${id}>`, 'desk@example.org']);
  assert.is(event?.status, '5.1.1');
  assert.is(
    event?.diagnostic,
    '550 5.1.1 The email account that you tried to reach does not exist. 5.1.1 Please try again',
  );
});

test.run();
