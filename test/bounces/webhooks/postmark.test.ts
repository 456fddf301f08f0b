import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFromPostmark, parsePostmark, receivePostmark } from '../../../src/bounces/webhooks/postmark.ts';
import {
  nowMs,
  type Posted,
  postmarkBounce,
  postmarkPost,
  postmarkSecret,
  postmarkSubscription,
} from './posts.ts';

const receive = async ({ body, headers }: Posted) => {
  let read = 0;
  const post = {
    header: (name: string) => headers[name],
    body: async () => {
      read++;
      return Buffer.from(body);
    },
    nowMs,
  };
  return { received: await receivePostmark(post, postmarkSecret), read };
};

test('whoever knows the password is believed, whatever the user is called', async () => {
  const { received } = await receive(postmarkPost(postmarkBounce('mark')));
  assert.is(received.kind === 'events' && received.events[0]?.kind, 'hard');
  for (const user of ['', 'tumen', 'ключ']) {
    const given = Buffer.from(`${user}:${postmarkSecret}`).toString('base64');
    assert.ok(isFromPostmark(`Basic ${given}`, postmarkSecret));
    assert.ok(isFromPostmark(`basic ${given}`, postmarkSecret));
  }
});

test('of anybody else nothing is read', async () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  for (const authorization of [
    undefined,
    '',
    'Basic',
    'Basic ',
    'Basic !!!',
    basic(''),
    basic('tumen'),
    basic('tumen:'),
    basic(postmarkSecret),
    basic(`tumen:${postmarkSecret.slice(1)}`),
    basic(`tumen:${postmarkSecret}x`),
    basic(`tumen:x:${postmarkSecret}`),
    basic(`tumen:${postmarkSecret.toUpperCase()}`),
    `Bearer ${postmarkSecret}`,
    basic(`tumen:${postmarkSecret}`.padStart(2000)),
  ]) {
    const { body } = postmarkPost(postmarkBounce('mark'));
    const { received, read } = await receive({
      body,
      headers: authorization === undefined ? {} : { authorization },
    });
    assert.is(received.kind === 'refused' && received.status, 401, authorization);
    assert.match(received.kind === 'refused' ? (received.challenge ?? '') : '', /^Basic realm=/);
    assert.is(read, 0);
  }
});

test('what Postmark posts and is no event changes nothing; half of something is refused', async () => {
  for (const body of ['[]', 'null', '{}', '{"FromFull":{}}', '{"RecordType":7}']) {
    assert.equal(
      (await receive({ ...postmarkPost({}), body })).received,
      { kind: 'events', events: [] },
      body,
    );
  }
  for (const body of ['', '{', '{"RecordType":"Bounce"']) {
    const { received } = await receive({ ...postmarkPost({}), body });
    assert.is(received.kind === 'refused' && received.status, 400, body);
  }
});

for (const [type, kind] of [
  ['HardBounce', 'hard'],
  ['BadEmailAddress', 'hard'],
  ['SoftBounce', 'soft'],
  ['Transient', 'soft'],
  ['DnsError', 'soft'],
  ['SpamComplaint', 'complaint'],
  ['Unsubscribe', 'unsubscribe'],
  ['Blocked', 'other'],
  ['DMARCPolicy', 'other'],
  ['AutoResponder', 'other'],
  ['AddressChange', 'other'],
  ['SpamNotification', 'other'],
  ['ManuallyDeactivated', 'other'],
  ['Unknown', 'other'],
  ['toString', 'other'],
] as const) {
  test(`a bounce of the type ${type} is ${kind}`, () => {
    const [event] = parsePostmark(postmarkBounce('mark', { Type: type, ID: 692560173 }));
    assert.is(event?.kind, kind);
    assert.match(event?.why ?? '', /^[A-Z].*\.$/);
    assert.is(event?.id, 'Bounce 692560173');
    assert.equal(event?.texts, ['mark@']);
    assert.is(event?.status, '5.1.1');
  });
}

test('a hard bounce whose server speaks of our name, or of a full mailbox, is none', () => {
  const kindOf = (Details: string) => parsePostmark(postmarkBounce('mark', { Details }))[0]?.kind;
  assert.is(kindOf('smtp;550 5.7.1 blocked'), 'other');
  assert.is(kindOf('smtp;552 5.2.2 full'), 'soft');
  assert.is(kindOf('smtp;550 no'), 'hard');
});

test('complaints, and those who are switched off at Postmark, are told by their reason', () => {
  const [complaint] = parsePostmark({
    ...postmarkBounce('mark'),
    RecordType: 'SpamComplaint',
    Type: 'SpamComplaint',
  });
  assert.is(complaint?.kind, 'complaint');
  for (const [changes, kind] of [
    [{}, 'unsubscribe'],
    [{ SuppressionReason: 'HardBounce' }, 'hard'],
    [{ SuppressionReason: 'SpamComplaint' }, 'complaint'],
    [{ Origin: 'Customer' }, 'other'],
    [{ Origin: 'Admin' }, 'other'],
    [{ SuppressSending: false, SuppressionReason: null }, undefined],
    [{ SuppressSending: 'true' }, undefined],
  ] as const) {
    assert.is(parsePostmark(postmarkSubscription('mark', changes))[0]?.kind, kind, JSON.stringify(changes));
  }
  const same = postmarkSubscription('mark');
  assert.is(parsePostmark(same)[0]?.id, parsePostmark({ ...same })[0]?.id);
});

test('deliveries, opens and clicks bring nothing', () => {
  for (const RecordType of ['Delivery', 'Open', 'Click', 'Inbound', 'Novelty']) {
    assert.equal(parsePostmark({ RecordType, Metadata: { tumen: 'mark' } }), []);
  }
});

test.run();
