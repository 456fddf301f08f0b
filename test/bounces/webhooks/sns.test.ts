import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isCertificateUrl, readTopics, receiveSns, subscribeUrl } from '../../../src/bounces/webhooks/sns.ts';
import { openCertificates } from '../../../src/bounces/webhooks/sns-certificates.ts';
import type { Received } from '../../../src/bounces/webhooks/webhook.ts';
import {
  certificateUrl,
  makeCertificate,
  nowMs,
  type Posted,
  type SnsMessage,
  sesBounce,
  snsMessage,
  snsPost,
  subscribeMessage,
  topicArn,
} from './posts.ts';

const topics = readTopics(topicArn);
const [topic] = topics as unknown as readonly [(typeof topics)[0]];

/** Receives one post; `asked` and `visited` are what was asked of the outside meanwhile. */
async function receive(
  message: SnsMessage | Posted,
  { certificate = makeCertificate(), at = nowMs, taken = true } = {},
): Promise<{ received: Received; asked: string[]; visited: string[] }> {
  const { body, headers } = 'body' in message ? (message as Posted) : snsPost(message as SnsMessage);
  const [asked, visited]: [string[], string[]] = [[], []];
  const received = await receiveSns(
    {
      header: (name) => headers[name],
      body: async () => Buffer.from(body),
      nowMs: at,
    },
    {
      topics,
      certificateOf: async (url) => {
        asked.push(url);
        return certificate === '' ? null : new X509Certificate(certificate);
      },
      visit: async (url) => {
        visited.push(url.href);
        return taken;
      },
    },
  );
  return { received, asked, visited };
}

const bounce = () => snsMessage({ Message: sesBounce('id@example.org'), Subject: 'Amazon SES Notification' });
const kindOf = async (...given: Parameters<typeof receive>) => (await receive(...given)).received.kind;

test('a signature of either version is believed, with a subject and without', async () => {
  for (const version of ['1', '2'] as const) {
    for (const subject of [{}, { Subject: 'Amazon SES Email Event Notification' }]) {
      const { received } = await receive(
        snsMessage({ Message: sesBounce('id@example.org'), ...subject }, version),
      );
      assert.is(received.kind === 'events' && received.events[0]?.kind, 'hard');
    }
  }
});

test('one letter changed in any field that is signed, or in the signature, is refused', async () => {
  const message = bounce();
  const other = (text: string) => (text.at(5) === 'x' ? 'y' : 'x');
  for (const name of ['Message', 'MessageId', 'Subject', 'Signature']) {
    const text = message[name] as string;
    const changed = { ...message, [name]: `${text.slice(0, 5)}${other(text)}${text.slice(6)}` };
    assert.is(await kindOf(changed), 'refused', name);
  }
  const later = new Date(nowMs + 1).toISOString();
  assert.is(await kindOf({ ...message, Timestamp: later }), 'refused');
  assert.is(await kindOf({ ...message, SignatureVersion: '1' }), 'refused', 'a hash of the other version');
  assert.is(await kindOf({ ...message, Type: 'SubscriptionConfirmation' }), 'refused');
  const { Subject: _, ...without } = message;
  assert.is(await kindOf(without as SnsMessage), 'refused');
  assert.is(await kindOf(message), 'events', 'as it was');
});

test('a key that is not the certificate’s signs nothing', async () => {
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  assert.is(await kindOf(snsMessage({ Message: '{}' }, '2', foreign.privateKey)), 'refused');
  const certificate = makeCertificate({ keys: foreign });
  assert.is(await kindOf(bounce(), { certificate }), 'refused');
});

test('a certificate holds in its time, and is one of SNS', async () => {
  const message = bounce();
  for (const [changes, kind] of [
    [{}, 'events'],
    [{ name: 'sns-signing.af-south-1.amazonaws.com' }, 'events'],
    [{ name: 'sns-cn-north-1.amazonaws.com.cn' }, 'events'],
    [{ to: '240630000000Z' }, 'refused'],
    [{ from: '240702000000Z' }, 'refused'],
    [{ name: 'evil.example' }, 'refused'],
    [{ name: 'sns.amazonaws.com.evil.example' }, 'refused'],
    [{ name: 'evilsns.amazonaws.com' }, 'refused'],
  ] as const) {
    const certificate = makeCertificate(changes);
    assert.is(await kindOf(message, { certificate }), kind, JSON.stringify(changes));
  }
});

test('for another topic, time, place of the certificate or kind of message, no certificate is asked for', async () => {
  for (const [message, status] of [
    [snsMessage({ Message: '{}', TopicArn: `${topicArn}x` }), 403],
    [snsMessage({ Message: '{}', TopicArn: topicArn.replace('123456789012', '210987654321') }), 403],
    [snsMessage({ Message: '{}', Timestamp: '2024-06-30T10:00:00.000Z' }), 403],
    [snsMessage({ Message: '{}', Timestamp: '2024-07-02T12:00:00.000Z' }), 403],
    [snsMessage({ Message: '{}', Timestamp: 'today' }), 403],
    [snsMessage({ Message: '{}', SigningCertURL: 'https://evil.example/x.pem' }), 403],
    [snsMessage({ Message: '{}', SignatureVersion: '3' }), 403],
    [{ ...bounce(), Signature: '' }, 403],
    [snsMessage({ Message: '{}', Type: 'Novelty' }), 400],
    [snsMessage({ Message: '{}', Type: '' }), 400],
  ] as const) {
    const { received, asked } = await receive(message as SnsMessage);
    assert.is(received.kind === 'refused' && received.status, status, JSON.stringify(message));
    assert.equal(asked, []);
  }
});

test('a certificate is looked for where the topic’s own SNS keeps them, and nowhere else', async () => {
  assert.ok(isCertificateUrl(certificateUrl, topic));
  for (const url of [
    'http://sns.eu-west-1.amazonaws.com/x.pem',
    'HTTPS://sns.eu-west-1.amazonaws.com/x.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.example/x.pem',
    'https://sns.eu-west-1.amazonaws.com:443@evil.example/x.pem',
    'https://evil.example@sns.eu-west-1.amazonaws.com/x.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/x.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/x.pem',
    'https://sns.eu-west-1.amazonaws.com.cn/x.pem',
    'https://sns.eu-west-1.amazonaws.com\\@evil.example/x.pem',
    'https://sns.eu-west-1.amazonaws.com%2f@evil.example/x.pem',
    'https://sns.eu-west-1.amazonaws.com#@evil.example/x.pem',
    'https://sns.eu-west-1.amazonaws.com?@evil.example/x.pem',
    'https://sns.us-east-1.amazonaws.com/x.pem',
    'https://evil.example/sns.eu-west-1.amazonaws.com/x.pem',
    'https://bucket.s3.eu-west-1.amazonaws.com/x.pem',
    'https://sns.eu-west-1.amazonaws.com.s3.amazonaws.com/x.pem',
    'https://sns.eu-west-1.amazonaws.com/x.pem?y',
    'https://sns.eu-west-1.amazonaws.com/x.pem#y',
    'https://sns.eu-west-1.amazonaws.com/?x.pem',
    'https://sns.eu-west-1.amazonaws.com/a/../x.pem',
    'https://sns.eu-west-1.amazonaws.com//evil.example/x.pem',
    'https://sns.eu-west-1.amazonaws.com/x.pem\n',
    ' https://sns.eu-west-1.amazonaws.com/x.pem',
    'https://sns.eu-west-1.amazonaws.com/x.crt',
    'https://sns.eu-west-1.amazonaws.com/.pem',
    'https://sns.eu-west-1.amazonaws.com/',
    `https://sns.eu-west-1.amazonaws.com/${'x'.repeat(200)}.pem`,
    'https://[::1]/x.pem',
    'https://127.0.0.1/x.pem',
    'file:///x.pem',
    '/x.pem',
    '',
  ]) {
    assert.not(isCertificateUrl(url, topic), url);
    assert.equal((await receive(snsMessage({ Message: '{}', SigningCertURL: url }))).asked, [], url);
  }
});

test('topics are read with the place of their region; what is no topic is refused by name', () => {
  assert.equal(
    readTopics(
      `${topicArn}, arn:aws-cn:sns:cn-north-1:123456789012:t\narn:aws-us-gov:sns:us-gov-west-1:123456789012:t`,
    ).map(({ host }) => host),
    ['sns.eu-west-1.amazonaws.com', 'sns.cn-north-1.amazonaws.com.cn', 'sns.us-gov-west-1.amazonaws.com'],
  );
  assert.equal(readTopics(' '), []);
  for (const text of [
    'bounces',
    'arn:aws:sqs:eu-west-1:123456789012:q',
    'arn:aws:sns:evil.example/:1:t',
    `${topicArn}:x`,
  ]) {
    assert.throws(() => readTopics(text), 'which is no topic of SNS');
  }
});

test('a subscription of our topic is confirmed at its own address', async () => {
  const message = subscribeMessage();
  const { received, visited } = await receive(message);
  assert.is(received.kind, 'confirmed');
  assert.equal(visited, [message.SubscribeURL]);
  assert.is(await kindOf(message, { taken: false }), 'later');
});

test('an address that does anything else is not visited, signed or not', async () => {
  const good = subscribeMessage().SubscribeURL as string;
  assert.ok(subscribeUrl(good, topic) !== null);
  for (const url of [
    good.replace('https:', 'http:'),
    good.replace('sns.eu-west-1.amazonaws.com', 'evil.example'),
    good.replace('amazonaws.com/', 'amazonaws.com@evil.example/'),
    good.replace('amazonaws.com/', 'amazonaws.com:8443/'),
    good.replace('amazonaws.com/', 'amazonaws.com.evil.example/'),
    good.replace('ConfirmSubscription', 'DeleteTopic'),
    good.replace(topicArn, `${topicArn}x`),
    good.replace('/?', '/x?'),
    `${good}&AuthenticateOnUnsubscribe=true`,
    `${good}&Action=DeleteTopic`,
    `${good}#x`,
    '',
  ]) {
    assert.is(subscribeUrl(url, topic), null, url);
    const { received, visited } = await receive(subscribeMessage({ SubscribeURL: url }));
    assert.is(received.kind, 'refused', url);
    assert.equal(visited, [], url);
  }
});

test('a subscription that was ended is not begun again; another topic’s is not begun', async () => {
  const ended = await receive(subscribeMessage({ Type: 'UnsubscribeConfirmation' }));
  assert.equal(ended.received, { kind: 'events', events: [] });
  assert.equal(ended.visited, []);
  const other = await receive(subscribeMessage({ TopicArn: `${topicArn}x` }));
  assert.is(other.received.kind, 'refused');
  assert.equal(other.visited, []);
});

test('raw messages are not signed, and are refused with what to do', async () => {
  const raw = {
    body: sesBounce('id@example.org'),
    headers: { 'x-amz-sns-rawdelivery': 'true' },
  };
  const { received } = await receive(raw);
  assert.match(received.kind === 'refused' ? received.what : '', 'Switch raw message delivery');
  assert.is(await kindOf({ ...raw, headers: {} }), 'refused');
});

test('what is no JSON, or has keys of every object, is refused', async () => {
  for (const body of [
    '',
    '{',
    'null',
    '[]',
    '"x"',
    '\ufeff',
    '{"Type":{"Type":"Notification"}}',
    '{"__proto__":{"Type":"Notification"}}',
  ]) {
    assert.is(await kindOf({ body, headers: {} }), 'refused', body);
  }
  const bytes = Buffer.from(JSON.stringify(bounce()));
  bytes[10] = 0xff;
  assert.is(await kindOf({ body: bytes.toString('latin1'), headers: {} }), 'refused');
});

test('without its certificate a message is not judged, and comes again', async () => {
  assert.is(await kindOf(bounce(), { certificate: '' }), 'later');
});

test('a certificate is asked for once, whoever asks for it meanwhile', async () => {
  const asked: string[] = [];
  const open: (() => void)[] = [];
  const certificateOf = openCertificates(async ({ href }) => {
    asked.push(href);
    await new Promise<void>((resolve) => open.push(resolve));
    return { status: 200, text: makeCertificate() };
  });
  const both = [certificateOf(certificateUrl, nowMs), certificateOf(certificateUrl, nowMs)];
  assert.is(await certificateOf(certificateUrl.replace('0a', '1b'), nowMs), null, 'another has to wait');
  for (const go of open) go();
  for (const one of await Promise.all(both)) assert.is(one?.subject, 'CN=sns.amazonaws.com');
  assert.ok(await certificateOf(certificateUrl, nowMs + 1_000_000_000));
  assert.equal(asked, [certificateUrl]);
});

test('what is no certificate is not asked for again at once', async () => {
  const answers = [
    { status: 404, text: makeCertificate() },
    { status: 200, text: '<html>' },
    { status: 301, text: '' },
  ];
  for (const answer of answers) {
    let asked = 0;
    const certificateOf = openCertificates(async () => {
      asked++;
      return asked < 3 ? answer : { status: 200, text: makeCertificate() };
    });
    assert.is(await certificateOf(certificateUrl, nowMs), null);
    assert.is(await certificateOf(certificateUrl, nowMs + 29_999), null);
    assert.is(asked, 1);
    assert.is(await certificateOf(certificateUrl, nowMs + 30_000), null);
    assert.ok(await certificateOf(certificateUrl, nowMs + 60_000));
  }
  const broken = openCertificates(() => Promise.reject(new Error('no network')));
  assert.is(await broken(certificateUrl, nowMs), null);
});

test.run();
