/** Messages of Amazon SNS: whether one was signed by Amazon for a topic of ours, and what it brings. */
import { verify, type X509Certificate } from 'node:crypto';
import { UserError } from '../../publication/problem.ts';
import { parseSes } from './ses.ts';
import { isFresh, type Post, type Received, readJson, refused, textAt } from './webhook.ts';

/** `host` is where SNS of the topic's region answers: nothing else is ever asked. */
export type Topic = { readonly arn: string; readonly host: string };

/** What of the outside is needed; `certificateOf` gives null where it cannot be had now. */
export type Sns = {
  readonly topics: readonly Topic[];
  readonly certificateOf: (url: string, nowMs: number) => Promise<X509Certificate | null>;
  /** Asks an address of SNS; true when it answered that all is well. */
  readonly visit: (url: URL) => Promise<boolean>;
};

/** Several with blanks or commas between. @throws UserError for what is no ARN of a topic. */
export function readTopics(text: string): readonly Topic[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((arn) => {
      const found = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[\w-]{1,256}$/.exec(
        arn,
      );
      if (found === null) {
        throw new UserError(
          `SES_TOPIC_ARN names “${arn}”, which is no topic of SNS. Write arn:aws:sns:eu-west-1:123456789012:bounces.`,
        );
      }
      const [, partition, region] = found;
      return { arn, host: `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}` };
    });
}

/** Compared as a text from its first letter on, so that no name, port or second host can stand before the path. */
export function isCertificateUrl(url: string, { host }: Topic): boolean {
  const start = `https://${host}/`;
  return url.startsWith(start) && /^[\w-]{1,100}\.pem$/.test(url.slice(start.length));
}

/** The address that confirms the subscription of this topic, and does nothing else; null for any other. */
export function subscribeUrl(url: string, { host, arn }: Topic): URL | null {
  if (!url.startsWith(`https://${host}/?`) || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  const asked = [...parsed.searchParams].filter(([name]) => name !== 'Token').map((pair) => pair.join('='));
  const fits = asked.sort().join('&') === `Action=ConfirmSubscription&TopicArn=${arn}`;
  return fits && parsed.host === host && parsed.hash === '' ? parsed : null;
}

const types = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'];

/**
 * Which fields are signed, in this order; a subject only where there is one.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function textToSign(message: unknown): string {
  const names =
    textAt(message, 'Type') === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  return names
    .map((name) => [name, textAt(message, name)] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
}

/** The hash of each signature version. */
const hashes: Readonly<Record<string, string>> = { 1: 'sha1', 2: 'sha256' };

/** Whether `certificate` is one of SNS, holds at this time, and has signed the message. */
export function verifySns(message: unknown, certificate: X509Certificate, nowMs: number): boolean {
  const hash = hashes[textAt(message, 'SignatureVersion')];
  const holds = Date.parse(certificate.validFrom) <= nowMs && nowMs <= Date.parse(certificate.validTo);
  // Regions that came later have names of their own: sns-signing.af-south-1.amazonaws.com.
  const isOfSns = /^CN=sns[\w.-]*\.amazonaws\.com(\.cn)?$/m.test(certificate.subject);
  if (hash === undefined || !holds || !isOfSns || certificate.publicKey.asymmetricKeyType !== 'rsa')
    return false;
  const signature = Buffer.from(textAt(message, 'Signature'), 'base64');
  return verify(hash, Buffer.from(textToSign(message)), certificate.publicKey, signature);
}

/** Everything that costs nothing is looked at before a certificate is asked for. */
export async function receiveSns(post: Post, { topics, certificateOf, visit }: Sns): Promise<Received> {
  if (post.header('x-amz-sns-rawdelivery') === 'true') {
    return refused(403, 'Raw messages are not signed. Switch raw message delivery of the subscription off.');
  }
  const message = readJson(await post.body());
  if (!types.includes(textAt(message, 'Type'))) return refused(400, 'It is no message of Amazon SNS.');
  const topic = topics.find(({ arn }) => arn === textAt(message, 'TopicArn'));
  if (topic === undefined) return refused(403, 'It is of a topic that SES_TOPIC_ARN does not name.');
  if (!isFresh(Date.parse(textAt(message, 'Timestamp')), post.nowMs)) {
    return refused(403, 'It was published too long ago.');
  }
  const url = textAt(message, 'SigningCertURL');
  if (!isCertificateUrl(url, topic)) return refused(403, 'Its certificate lies where SNS keeps none.');
  if (hashes[textAt(message, 'SignatureVersion')] === undefined || textAt(message, 'Signature') === '') {
    return refused(403, 'It is not signed in a way that is known.');
  }
  const certificate = await certificateOf(url, post.nowMs);
  if (certificate === null) return { kind: 'later', what: 'The certificate of SNS cannot be had now.' };
  if (!verifySns(message, certificate, post.nowMs)) return refused(403, 'Its signature does not hold.');
  return act(message, topic, visit);
}

async function act(message: unknown, topic: Topic, visit: Sns['visit']): Promise<Received> {
  const type = textAt(message, 'Type');
  if (type === 'Notification') {
    return { kind: 'events', events: parseSes(textAt(message, 'Message'), textAt(message, 'MessageId')) };
  }
  // Somebody has ended the subscription; to visit its address would begin it again.
  if (type === 'UnsubscribeConfirmation') return { kind: 'events', events: [] };
  const confirming = subscribeUrl(textAt(message, 'SubscribeURL'), topic);
  if (confirming === null) return refused(403, 'Its address confirms no subscription of this topic.');
  return (await visit(confirming))
    ? { kind: 'confirmed' }
    : { kind: 'later', what: 'Amazon SNS did not take the confirmation.' };
}
