/** Which providers' webhooks there are: those whose key stands in the environment. */
import { UserError } from '../../publication/problem.ts';
import { receiveMailgun } from './mailgun.ts';
import { receivePostmark } from './postmark.ts';
import { readSendgridKey, receiveSendgrid } from './sendgrid.ts';
import { readTopics, receiveSns } from './sns.ts';
import { type Ask, openCertificates } from './sns-certificates.ts';
import type { Webhook } from './webhook.ts';

export type WebhookEnvironment = {
  readonly SES_TOPIC_ARN?: string | undefined;
  readonly POSTMARK_WEBHOOK_SECRET?: string | undefined;
  readonly MAILGUN_SIGNING_KEY?: string | undefined;
  readonly SENDGRID_WEBHOOK_KEY?: string | undefined;
};

/** SNS allows 256 kB and writes them as a text within JSON; a batch of SendGrid may have several hundred events. */
const longest = { one: 512 * 1024, batch: 2 * 1024 * 1024 } as const;

/** As much of a secret as tells it from another. */
const shownCharacters = 4;
const fewestCharacters = 32;

/** `ask` is for addresses of Amazon SNS alone. @throws UserError for a setting that cannot be one. */
export function readWebhooks(environment: WebhookEnvironment, ask: Ask): readonly Webhook[] {
  const webhooks: Webhook[] = [];
  const set = (name: keyof WebhookEnvironment): string => environment[name]?.trim() ?? '';

  const topics = readTopics(set('SES_TOPIC_ARN'));
  if (topics.length > 0) {
    const sns = {
      topics,
      certificateOf: openCertificates(ask),
      visit: (url: URL) =>
        ask(url).then(
          ({ status }) => status === 200,
          () => false,
        ),
    };
    webhooks.push({
      provider: 'ses',
      longestPost: longest.one,
      shown: topics.map(({ arn }) => arn).join(', '),
      receive: (post) => receiveSns(post, sns),
    });
  }

  const password = set('POSTMARK_WEBHOOK_SECRET');
  if (password !== '') {
    // It is all that tells Postmark from anybody else.
    if (password.length < fewestCharacters || !/^[\w.~-]+$/.test(password)) {
      throw new UserError(
        `POSTMARK_WEBHOOK_SECRET must have at least ${fewestCharacters} letters and digits, for it stands in an address. ` +
          'Make one with: openssl rand -hex 24',
      );
    }
    webhooks.push({
      provider: 'postmark',
      longestPost: longest.one,
      shown: masked(password),
      receive: (post) => receivePostmark(post, password),
    });
  }

  const signing = set('MAILGUN_SIGNING_KEY');
  if (signing !== '') {
    webhooks.push({
      provider: 'mailgun',
      longestPost: longest.one,
      shown: masked(signing),
      receive: (post) => receiveMailgun(post, signing),
    });
  }

  const verification = set('SENDGRID_WEBHOOK_KEY');
  if (verification !== '') {
    const key = readSendgridKey(verification);
    webhooks.push({
      provider: 'sendgrid',
      longestPost: longest.batch,
      shown: masked(verification.replace(/=+$/, '')),
      receive: (post) => receiveSendgrid(post, key),
    });
  }
  return webhooks;
}

function masked(secret: string): string {
  return secret.length < 4 * shownCharacters ? '***' : `***${secret.slice(-shownCharacters)}`;
}
