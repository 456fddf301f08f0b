/** What SES says of a message, in the words of the verdict table: one answer for each of its errors. */
import { SESv2ServiceException } from '@aws-sdk/client-sesv2';
import type { Answer } from './transport.ts';

/** `throttled`: its sending rate was exceeded; the message was not taken and may go again a little later. */
export type SesAnswer = { readonly answer: Answer; readonly throttled: boolean };

const longestText = 300;

/** The client does not say where it looked. */
const whereRegion = '. Name it in AWS_REGION, or in SMTP_URL: ses:?region=eu-central-1';

/**
 * The first row that fits decides. `error`: what the client threw; `handedOver`: whether the last byte had been given to
 * the socket.
 */
export function readSesError(error: unknown, handedOver: boolean): SesAnswer {
  const text = describeSesError(error);
  const status = error instanceof Object && '$metadata' in error ? statusOf(error.$metadata) : null;
  const named = error instanceof SESv2ServiceException && error.name !== 'Unknown' ? error.name : null;
  const reply = (stage: 'auth' | 'mail' | 'body', code: number, enhanced: string): SesAnswer => ({
    answer: { kind: 'reply', stage, code, enhanced, text },
    throttled: false,
  });
  const dropped = (taken: boolean, throttled = false): SesAnswer => ({
    answer: { kind: 'dropped', stage: taken ? 'body' : 'mail', handedOver: taken, text },
    throttled,
  });

  if (status === null) return dropped(handedOver);
  if (status === 429 || /^(?:TooManyRequests|Throttl)/.test(named ?? '')) {
    // Two limits have one name, and only the words tell them apart: the day's is over for today.
    return /\bdaily\b/i.test(text) ? reply('mail', 454, '4.7.0') : dropped(false, true);
  }
  if (status === 401 || status === 403) return reply('auth', 535, '5.7.8');
  // The same name for what is wrong with a message and for a sender (or, in the sandbox, anyone) who is not verified.
  const aboutMessage = named === 'MessageRejected' || named === 'BadRequestException';
  if (aboutMessage && !/not verified|not authorized|paused|suspended|sandbox/i.test(text))
    return reply('body', 554, '5.6.0');
  // Account suspended or paused, domain not verified, no such configuration set, another address than SES's: about us.
  if (status >= 300 && status < 500) return reply('mail', 550, '5.7.0');
  // In its own words it was not processed. A page of somebody in between says nothing about what SES did.
  return status >= 500 && named !== null ? reply('body', 451, '4.3.0') : dropped(handedOver);
}

/** Name and message in one line, no key of ours in them. */
export function describeSesError(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const [first] = message.split('\n  Deserialization error');
  const words =
    name === 'Error' ? `${first}${first === 'Region is missing' ? whereRegion : ''}` : `${name}: ${first}`;
  return words
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\bA[KS]IA[A-Z0-9]{12,}/g, '***')
    .slice(0, longestText);
}

function statusOf(metadata: unknown): number | null {
  if (!(metadata instanceof Object && 'httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}
