/** What mail servers write in words of their own: qmail, Exim, older Sendmail and Exchange, and the large providers. */
import type { Email } from 'postal-mime';
import { judge, type Report } from './report.ts';
import { findStatus, readWords } from './words.ts';

type Read = Omit<Report, 'texts'>;

/** Of the kind `other` for whatever no mail server has written: an answer, a holiday note, a request to prove oneself. */
export function readPlainReport(email: Email): Read {
  if (!isOfMailServer(email))
    return nothing('It is neither a report nor written by a mail server: an answer, perhaps.');
  const words = explanationOf(email);
  const subject = email.subject ?? '';
  if (warns.test(`${subject}\n${words}`))
    return nothing('A mail server wrote that it is late and goes on trying: nothing has failed for good.');
  const status = findStatus(words);
  const diagnostic = tellingLine(words, status);
  const { gone, full, ours } = readWords(words);
  if (status === null && !gone && !full && !ours && !fails.test(`${subject}\n${words}`))
    return {
      ...nothing('A mail server wrote it, and gives no reason that could be understood.'),
      diagnostic,
    };
  return { ...judge(status, words), status, diagnostic };
}

/** A person's address never looks like these; a note of a postmaster who is on holiday says that it is one. */
function isOfMailServer({ from, headers }: Email): boolean {
  const header = (key: string) => headers.find((one) => one.key === key)?.value.toLowerCase() ?? '';
  // Exim's bounces call themselves "auto-replied" as well.
  if (header('x-failed-recipients') !== '') return true;
  const address = from?.address?.toLowerCase() ?? '';
  const isDaemon =
    /^(?:mailer?-?daemon|mdaemon|mail\.?delivery\.?(?:sub)?system)(?:@|$)/.test(address) ||
    /mailer-daemon|mail delivery (?:sub)?system/i.test(from?.name ?? '');
  if (isDaemon || /report-type="?delivery-status/.test(header('content-type'))) return true;
  return /^post[-_]?master@/.test(address) && !header('auto-submitted').startsWith('auto-replied');
}

/** The lines before the original, which may say anything: it is ours, or what a reader has written. */
export function explanationOf({ text, html }: Email): string {
  const whole = text?.trim() ? text : (html ?? '').replace(/<[^<>]{0,2000}>/g, ' ').replace(/&nbsp;/g, ' ');
  const lines = whole
    .slice(0, 50_000)
    .split(/\r?\n/)
    // It is ours, and may well be about unknown addresses.
    .filter((line) => !/^\s*subject\s*:/i.test(line));
  const original = lines.findIndex((line) => beginsOriginal.test(line));
  return lines
    .slice(0, original === -1 ? lines.length : original)
    .join('\n')
    .slice(0, 5_000);
}

const beginsOriginal =
  /^\s*>?\s*(?:Return-Path|Received|DKIM-Signature|Message-ID|MIME-Version):|^[ \t|*-]*(?:below this line|(?:this|below) is a copy of|copy of the message|original (?:message|headers)\b.{0,20}(?:follow|:|-)|(?:unsent|returned) message|message text follows|the (?:header|body) of the original)/i;

const warns =
  /\b(?:been|is|are) delayed\b|^delayed mail|\(delay(?:ed)?\)|status notification: warning|warning message only|\bwarning: (?:could not|message)|still being retried|will (?:continue|keep|be retried|try again)|no action is required|has not (?:yet )?been (?:delivered|collected)/im;

const fails =
  /fail|undeliver|not (?:be )?deliver|could(?: not|n['’]t)|unable to|was(?: not|n['’]t) able|permanent|giv(?:en|ing) up|returned (?:mail|to sender)|error/i;

/** The line that a person would point at: with the code, or else the first that is not about the message as such. */
export function tellingLine(words: string, status: string | null): string | null {
  const lines = words.split('\n').map((line) => line.trim());
  const line =
    lines.find((one) => status !== null && one.includes(status)) ??
    lines.find((one) => /\b[45][0-5]\d\b[ -]/.test(one)) ??
    lines.find((one) => {
      const { gone, full, ours } = readWords(one);
      return gone || full || ours;
    });
  return line?.slice(0, 300) || null;
}

function nothing(why: string): Read {
  return { kind: 'other', status: null, diagnostic: null, why };
}
