/** A message that came back, read: delivery status notifications (RFC 3464, 6533), feedback reports (RFC 5965), the rest. */
import PostalMime, { type Email } from 'postal-mime';
import { asksToLeave } from './our-message.ts';
import { explanationOf, readPlainReport, tellingLine } from './plain-report.ts';
import { judge, largestReportBytes, type Report } from './report.ts';
import { findStatus } from './words.ts';

type Read = Omit<Report, 'texts'>;

/** A parser's work goes by lines: a megabyte that is made of line ends would take it a minute. */
const mostLines = 20_000;

/** Never throws: what is no report is of the kind `other`, with the reason. */
export async function readReport(whole: Uint8Array): Promise<Report> {
  const raw = beginningOf(whole);
  const texts = [Buffer.from(raw).toString('latin1')];
  let email: Email;
  try {
    email = await PostalMime.parse(raw, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' });
  } catch (error) {
    return { ...nothing(`It cannot be read as a message: ${(error as Error).message}.`), texts };
  }
  const subject = email.subject ?? '';
  // Whatever else is in it was written by a mail program or a person, and proves nothing.
  if (asksToLeave.test(subject)) return { ...leaving, texts: [subject] };
  const parts = email.attachments.map(({ mimeType, content }) => ({ mimeType, text: String(content) }));
  texts.push(email.text ?? '', ...parts.map(({ text }) => text));
  const partOf = (...types: readonly string[]) =>
    parts.find(({ mimeType }) => types.includes(mimeType))?.text;
  return { ...read(email, partOf), texts };
}

const leaving: Read = {
  kind: 'unsubscribe',
  status: null,
  diagnostic: null,
  why: 'It asks to leave, by the address in List-Unsubscribe.',
};

function beginningOf(whole: Uint8Array): Uint8Array {
  let end = 0;
  for (let line = 0; line < mostLines; line++) {
    const next = whole.indexOf(lineFeed, end);
    if (next === -1) return whole.subarray(0, largestReportBytes);
    end = next + 1;
  }
  return whole.subarray(0, Math.min(end, largestReportBytes));
}

const lineFeed = 0x0a;

function read(email: Email, partOf: (...types: readonly string[]) => string | undefined): Read {
  const feedback = partOf('message/feedback-report');
  if (feedback !== undefined) return readFeedback(fieldsOf(feedback));
  // Microsoft's Junk Mail Reporting Program is older than RFC 5965: the original alone, with a header of its own.
  if (/^x-hmxmroriginalrecipient:/im.test(partOf('message/rfc822') ?? '')) {
    return { kind: 'complaint', status: null, diagnostic: null, why: 'Microsoft reports it as junk mail.' };
  }
  const status = partOf('message/delivery-status', 'message/global-delivery-status');
  return (status === undefined ? null : readStatus(status, email)) ?? readPlainReport(email);
}

function readFeedback(fields: Fields): Read {
  const type = (fields.get('feedback-type') ?? 'unnamed').toLowerCase().slice(0, 40);
  const diagnostic = fields.get('user-agent') ?? null;
  const why = `It is a feedback report of the type ${type}`;
  // Older than RFC 5965, and still written: the reader wants to leave, and does not call it spam.
  if (/^opt-out/.test(type)) return { kind: 'unsubscribe', status: null, diagnostic, why: `${why}.` };
  if (!['abuse', 'fraud', 'virus', 'other'].includes(type)) return nothing(`${why}, which is no complaint.`);
  return { kind: 'complaint', status: null, diagnostic, why: `${why}.` };
}

/** Null where the part tells of no recipient; then the words beside it may. */
function readStatus(part: string, email: Email): Read | null {
  // The first block is about the message, each other one about a recipient.
  const blocks = part.split(/\r?\n(?:[ \t]*\r?\n)+/).map(fieldsOf);
  const recipients = blocks.filter((block) => block.has('action') || block.has('status'));
  const failed = recipients.find((block) => actionOf(block) === 'failed');
  const [first] = recipients;
  if (first === undefined) return null;
  if (failed === undefined)
    return { ...nothing(`Its action is ${actionOf(first)}: nothing has failed for good.`), ...saidIn(first) };
  const arrived = recipients.find((block) => ['delivered', 'relayed', 'expanded'].includes(actionOf(block)));
  // We write to one address alone: it stands for several mailboxes, and some of them are there.
  if (arrived !== undefined)
    return {
      ...nothing(`It failed for one mailbox behind the address, and was ${actionOf(arrived)} to another.`),
      ...saidIn(failed),
    };
  const { status, diagnostic } = saidIn(failed);
  if (diagnostic !== null) return { ...judge(status, diagnostic), status, diagnostic };
  // Some write the other server's words for people alone.
  const words = explanationOf(email);
  const told = findStatus(words) ?? status;
  return { ...judge(told, words), status: told, diagnostic: tellingLine(words, told) };
}

/** RFC 3464 2.3.3 wants an action; where there is none the class of the status tells it. */
function actionOf(block: Fields): string {
  const action = /^\w+/.exec(block.get('action') ?? '')?.[0].toLowerCase();
  // SendGrid's own word for what was tried for too long.
  if (action === 'expired') return 'failed';
  return action ?? (block.get('status')?.startsWith('5') === true ? 'failed' : 'none');
}

function saidIn(block: Fields): Pick<Read, 'status' | 'diagnostic'> {
  const diagnostic = block.get('diagnostic-code') || null;
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(block.get('status') ?? '')?.[0] ?? null;
  // The server that refused knows better than the one that tells of it.
  const told = findStatus(diagnostic ?? '');
  return { status: told ?? status, diagnostic };
}

function nothing(why: string): Read {
  return { kind: 'other', status: null, diagnostic: null, why };
}

type Fields = ReadonlyMap<string, string>;

/** `Name: value` lines, folded ones joined, names in lower case. */
function fieldsOf(block: string): Fields {
  const lines = block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined
        ? []
        : [[name.toLowerCase(), (value as string).trim().slice(0, 1_000)] as const];
    }),
  );
}
