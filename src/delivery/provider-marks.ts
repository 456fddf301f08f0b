/** A header for the relays of providers that would not give our Message-ID back: in it they return which delivery it was. */
import type { Message } from './message.ts';
import type { Transport } from './transport.ts';

/** `mark` is the Message-ID up to its @, fewer than the 80 characters that Postmark allows. */
type Mark = (mark: string) => string;

/**
 * Postmark puts a Message-ID of its own in the place of ours, which breaks a DKIM signature over it, unless it is asked
 * to keep it, and reports only metadata. SendGrid reports ours as `smtp-id` with bounces, but not with complaints. Both
 * take these headers off.
 */
const marks: readonly (readonly [host: RegExp, Mark])[] = [
  [/(^|\.)postmarkapp\.com$/i, (mark) => `X-PM-KeepID: true\r\nX-PM-Metadata-tumen: ${mark}\r\n`],
  [/(^|\.)sendgrid\.net$/i, (mark) => `X-SMTPAPI: {"unique_args":\r\n {"tumen": "${mark}"}}\r\n`],
];

/** The same road, which marks each message where the relay at `host` is one of these; bounces/webhooks/ reads the marks. */
export function withMark(host: string, transport: Transport): Transport {
  const write = marks.find(([pattern]) => pattern.test(host))?.[1];
  if (write === undefined) return transport;
  const mark = (message: Message): Message => {
    const header = Buffer.from(write(message.messageId.split('@')[0] as string));
    return { ...message, chunks: [header, ...message.chunks], size: message.size + header.length };
  };
  return { ...transport, send: (message, name, leave) => transport.send(mark(message), name, leave) };
}
