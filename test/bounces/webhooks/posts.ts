/** What the providers post, in the shapes that they document, signed with keys made here. */
import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { textToSign } from '../../../src/bounces/webhooks/sns.ts';

export type Posted = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

export const nowMs = Date.parse('2024-07-01T12:00:00Z');

// Amazon SNS

export const topicArn = 'arn:aws:sns:eu-west-1:123456789012:tumen-bounces';
export const certificateUrl =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b2c3d4e5f60718293a4b5c6d7e8f9.pem';
export const snsKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};

/** A certificate that signs itself (RFC 5280 4.1, version 1), in PEM. */
export function makeCertificate({
  name = 'sns.amazonaws.com',
  from = '240101000000Z',
  to = '250101000000Z',
  keys = snsKeys,
}: {
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
} = {}): string {
  const algorithm = der(0x30, Buffer.from('06092a864886f70d01010b0500', 'hex'));
  const names = der(
    0x30,
    der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(name)))),
  );
  const validity = der(0x30, der(0x17, Buffer.from(from)), der(0x17, Buffer.from(to)));
  const key = keys.publicKey.export({ type: 'spki', format: 'der' });
  const signed = der(0x30, der(0x02, Buffer.from([1])), algorithm, names, validity, names, key);
  const signature = sign('sha256', signed, keys.privateKey);
  const whole = der(0x30, signed, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}

export type SnsMessage = Readonly<Record<string, string>>;

export function snsMessage(
  fields: Readonly<Record<string, string>>,
  version: '1' | '2' = '2',
  key: KeyObject = snsKeys.privateKey,
): SnsMessage {
  const message = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: topicArn,
    Timestamp: new Date(nowMs).toISOString(),
    SignatureVersion: version,
    SigningCertURL: certificateUrl,
    UnsubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${topicArn}:1`,
    ...fields,
  };
  const hash = version === '1' ? 'sha1' : 'sha256';
  return { ...message, Signature: sign(hash, Buffer.from(textToSign(message)), key).toString('base64') };
}

export function snsPost(message: SnsMessage): Posted {
  return {
    body: JSON.stringify(message, null, 2),
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': message.Type ?? '',
      'x-amz-sns-topic-arn': message.TopicArn ?? '',
    },
  };
}

export function subscribeMessage(changes: Readonly<Record<string, string>> = {}): SnsMessage {
  return snsMessage({
    Type: 'SubscriptionConfirmation',
    Token: '2336412f37fb687f5d51e6e2425f0a9c',
    Message: `You have chosen to subscribe to the topic ${topicArn}.`,
    SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=2336412f37fb687f5d51e6e2425f0a9c`,
    ...changes,
  });
}

const sesMail = (messageId: string, source = 'desk@example.org') => ({
  timestamp: '2024-07-01T11:59:00.000Z',
  messageId: '010201905e0a1b2c-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0-000000',
  source,
  sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/example.org',
  sendingAccountId: '123456789012',
  destination: ['ada@example.org'],
  headersTruncated: false,
  headers: [
    { name: 'From', value: 'The Desk <desk@example.org>' },
    { name: 'Message-ID', value: `<${messageId}>` },
    { name: 'Subject', value: 'A ship' },
  ],
  commonHeaders: { from: ['The Desk <desk@example.org>'], messageId: `<${messageId}>`, subject: 'A ship' },
});

/** `shape`: the name of the type's field tells notifications of an identity from events of a configuration set. */
export function sesBounce(
  messageId: string,
  bounce: Readonly<Record<string, unknown>> = {},
  shape: 'notificationType' | 'eventType' = 'notificationType',
): string {
  return JSON.stringify({
    [shape]: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: 'ada@example.org',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      timestamp: '2024-07-01T11:59:30.000Z',
      feedbackId: randomUUID(),
      reportingMTA: 'dns; mx.example.net',
      ...bounce,
    },
    mail: sesMail(messageId),
  });
}

export function sesComplaint(
  messageId: string,
  complaint: Readonly<Record<string, unknown>> = {},
  shape: 'notificationType' | 'eventType' = 'notificationType',
): string {
  return JSON.stringify({
    [shape]: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: 'ada@example.org' }],
      timestamp: '2024-07-01T11:59:30.000Z',
      feedbackId: randomUUID(),
      userAgent: 'Loop/1.0',
      complaintFeedbackType: 'abuse',
      ...complaint,
    },
    mail: sesMail(messageId),
  });
}

// Postmark

export const postmarkSecret = 'a-password-of-forty-letters-and-digits-0';

export function postmarkPost(event: unknown, secret = postmarkSecret): Posted {
  return {
    body: JSON.stringify(event),
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`tumen:${secret}`).toString('base64')}`,
    },
  };
}

/** `mark`: what Postmark gives back of the header that asks for it; our Message-ID up to the @. */
export function postmarkBounce(mark: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    RecordType: 'Bounce',
    MessageStream: 'broadcast',
    ID: 4323372036854775000 + Math.floor(Math.random() * 1000) * 2048,
    Type: 'HardBounce',
    TypeCode: 1,
    Name: 'Hard bounce',
    Tag: '',
    MessageID: randomUUID(),
    Metadata: { tumen: mark },
    ServerID: 23,
    Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
    Details: 'smtp;550 5.1.1 The email account that you tried to reach does not exist.',
    Email: 'ada@example.org',
    From: 'desk@example.org',
    BouncedAt: '2024-07-01T11:59:30Z',
    DumpAvailable: true,
    Inactive: true,
    CanActivate: true,
    Subject: 'A ship',
    ...changes,
  };
}

export function postmarkSubscription(mark: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    RecordType: 'SubscriptionChange',
    MessageID: randomUUID(),
    ServerID: 23,
    MessageStream: 'broadcast',
    ChangedAt: '2024-07-01T11:59:30Z',
    Recipient: 'ada@example.org',
    Origin: 'Recipient',
    SuppressSending: true,
    SuppressionReason: 'ManualSuppression',
    Tag: '',
    Metadata: { tumen: mark },
    ...changes,
  };
}

// Mailgun

export const mailgunKey = 'key-0123456789abcdef0123456789abcdef';

export function mailgunPost(
  event: unknown,
  {
    key = mailgunKey,
    atMs = nowMs,
    token = randomUUID().replaceAll('-', ''),
    as = 'signature' as 'signature' | 'parent-signature',
  } = {},
): Posted {
  const timestamp = String(Math.floor(atMs / 1000));
  const signature = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex');
  const signatures = as === 'signature' ? { signature } : { signature: 'f'.repeat(64), [as]: signature };
  return {
    body: JSON.stringify({ signature: { token, timestamp, ...signatures }, 'event-data': event }),
    headers: { 'content-type': 'application/json' },
  };
}

export function mailgunEvent(messageId: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    id: randomUUID(),
    timestamp: nowMs / 1000 - 30.25,
    event: 'failed',
    severity: 'permanent',
    reason: 'bounce',
    'log-level': 'error',
    recipient: 'ada@example.org',
    'recipient-domain': 'example.org',
    message: {
      headers: {
        'message-id': messageId,
        to: 'ada@example.org',
        from: 'desk@example.org',
        subject: 'A ship',
      },
      attachments: [],
      size: 50_000,
    },
    envelope: {
      sender: 'desk@example.org',
      transport: 'smtp',
      targets: 'ada@example.org',
      'sending-ip': '192.0.2.1',
    },
    'delivery-status': {
      'attempt-no': 1,
      code: 550,
      message: '5.1.1 The email account that you tried to reach does not exist.\n5.1.1 Please try again',
      description: null,
      'enhanced-code': '5.1.1',
      'mx-host': 'mx.example.org',
      'bounce-type': 'hard',
      tls: true,
    },
    'user-variables': {},
    tags: [],
    ...changes,
  };
}

// SendGrid

const sendgridKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const sendgridKey = sendgridKeys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

export function sendgridPost(
  events: unknown,
  { key = sendgridKeys.privateKey, atMs = nowMs }: { key?: KeyObject; atMs?: number } = {},
): Posted {
  // SendGrid ends its body with a line break, and signs that too.
  const body = `${JSON.stringify(events)}\r\n`;
  const timestamp = String(Math.floor(atMs / 1000));
  return {
    body,
    headers: {
      'content-type': 'application/json;charset=utf-8',
      'x-twilio-email-event-webhook-timestamp': timestamp,
      'x-twilio-email-event-webhook-signature': sign(
        'sha256',
        Buffer.from(`${timestamp}${body}`),
        key,
      ).toString('base64'),
    },
  };
}

export function sendgridEvent(messageId: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    email: 'ada@example.org',
    timestamp: nowMs / 1000 - 30,
    'smtp-id': `<${messageId}>`,
    event: 'bounce',
    type: 'bounce',
    reason: '550 5.1.1 The email account that you tried to reach does not exist.',
    status: '5.1.1',
    bounce_classification: 'Invalid Address',
    ip: '192.0.2.1',
    sg_event_id: randomUUID(),
    sg_message_id: 'abcdefghijkl.recvd-0123456789-abcde-1-01234567-1.0',
    tls: 1,
    ...changes,
  };
}
