/** Reports in the shapes in which the world's mail servers write them; every name and sentence in them is invented. */

const crlf = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\n').replaceAll('\n', '\r\n'));

/** What each of them brings back of ours. `id`: a Message-ID without brackets. */
export const original = (id: string): string =>
  [
    'Return-Path: <desk@example.org>',
    'Received: from mail.example.org by mx.example.net; Sat, 22 Jun 2024 06:00:00 +0000',
    `Message-ID: <${id}>`,
    'Subject: User unknown: mailbox full, and other stories',
    'From: The desk <desk@example.org>',
    '',
    'The address does not exist, wrote the ministry: 550 5.1.1.',
  ].join('\n');

export type StatusFields = {
  readonly action?: string;
  readonly status: string;
  readonly diagnostic?: string;
  /** Whole blocks about further recipients. */
  readonly more?: readonly string[];
  readonly from?: string;
  readonly type?: string;
  /** What is written for people. */
  readonly words?: string;
};

/** RFC 3464, as Postfix, Sendmail, Exchange, Gmail, Zimbra, Yandex, Naver and most others write it. */
export function statusReport(id: string, fields: StatusFields): Buffer {
  const { action = 'failed', status, diagnostic, more = [] } = fields;
  return crlf([
    `From: ${fields.from ?? 'MAILER-DAEMON@mx.example.net (Mail Delivery System)'}`,
    'To: bounces@example.org',
    'Subject: It came back',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="b/1"',
    '',
    '--b/1',
    'Content-Type: text/plain; charset=utf-8',
    '',
    fields.words ?? 'We are sorry to say that it did not arrive.',
    '',
    '--b/1',
    `Content-Type: ${fields.type ?? 'message/delivery-status'}`,
    '',
    'Reporting-MTA: dns; mx.example.net',
    'X-Queue-ID: 4VxQ2z',
    '',
    'Final-Recipient: rfc822; ada@example.net',
    ...(action === '' ? [] : [`Action: ${action}`]),
    `Status: ${status}`,
    ...(diagnostic === undefined ? [] : [`Diagnostic-Code: ${diagnostic}`]),
    ...more.flatMap((block) => ['', block]),
    '',
    '--b/1',
    'Content-Type: message/rfc822',
    '',
    original(id),
    '--b/1--',
    '',
  ]);
}

/** A text alone. `headers`: further ones, each a line. */
export function plainReport(
  from: string,
  subject: string,
  text: string,
  headers: readonly string[] = [],
): Buffer {
  return crlf([
    `From: ${from}`,
    `Subject: ${subject}`,
    ...headers,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
  ]);
}

/** qmail's QSBMF, which Yahoo writes as well: each recipient in brackets, a paragraph, and a line of dashes. */
export const qmail = (id: string, words: string): Buffer =>
  plainReport(
    'MAILER-DAEMON@qmail.example.net',
    'failure notice',
    `This is qmail-send on qmail.example.net, sorry to say so.\n\n<ada@example.net>:\n${words}\n\n--- Below this line is a copy of the message.\n\n${original(id)}`,
  );

/** Exim's, which Mail.ru and GMX write as well: it names itself an automatic reply, and the recipient in a header. */
export const exim = (id: string, words: string, subject = 'Mail delivery failed: returning it'): Buffer =>
  plainReport(
    'Mail Delivery System <Mailer-Daemon@exim.example.net>',
    subject,
    `Software wrote this. What you sent is not there:\n\n  ada@example.net\n    ${words}\n\n------ This is a copy of the message, with its headers. ------\n\n${original(id)}`,
    ['X-Failed-Recipients: ada@example.net', 'Auto-Submitted: auto-replied'],
  );

/** Exchange's of old: what it was, whom it did not reach, and the reason; our own subject stands in it. */
export const exchange2003 = (id: string, words: string): Buffer =>
  plainReport(
    'System Administrator <postmaster@exchange.example.net>',
    'Undeliverable: User unknown: mailbox full, and other stories',
    `Your message\n\n  To:      ada@example.net\n  Subject: User unknown: mailbox full, and other stories\n  Sent:    Sat, 22 Jun 2024 06:00:00 +0000\n\nhas not got to:\n\nada@example.net on Sat, 22 Jun 2024 06:00:09 +0000\n    ${words}\n\n> Message-ID: <${id}>\n`,
  );

/** Sendmail's before version 8: a transcript and the message behind it. */
export const oldSendmail = (id: string, words: string): Buffer =>
  plainReport(
    'Mail Delivery Subsystem <MAILER-DAEMON@old.example.net>',
    'Returned mail',
    `   ----- Transcript of session follows -----\n${words}\n\n   ----- Unsent message follows -----\n${original(id)}`,
  );

/** A complaint as RFC 5965 has it, as Yahoo and most loops write it. */
export function feedbackReport(id: string, type: string): Buffer {
  return crlf([
    'From: Loop <feedback@arf.example.net>',
    'Subject: FW: an issue',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="f"',
    '',
    '--f',
    'Content-Type: text/plain',
    '',
    'Somebody pressed a button.',
    '--f',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: Loop/1.0',
    'Version: 1',
    '',
    '--f',
    'Content-Type: text/rfc822-headers',
    '',
    original(id).split('\n\n')[0] as string,
    '',
    '--f--',
    '',
  ]);
}

/** Microsoft's Junk Mail Reporting Program: nothing but the original, with a header of its own. */
export const junkReport = (id: string): Buffer =>
  crlf([
    'From: staff@loop.example.net',
    'Subject: complaint about message from 192.0.2.1',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="j"',
    '',
    '--j',
    'Content-Type: message/rfc822',
    'Content-Disposition: inline',
    '',
    `X-HmXmrOriginalRecipient: ada@example.net\n${original(id)}`,
    '--j--',
    '',
  ]);
