/**
 * What came back, read: delivery status notifications (RFC 3464), feedback reports (RFC 5965), and the plain texts that
 * older servers write. Says what happened, not what to do about it.
 */
import PostalMime, { type Email } from 'postal-mime';
import type { BounceKind } from '../database/schema.ts';

export type Report = {
  /** `unsubscribe`: a provider's own link to leave was used; it ends the list of that mailing. */
  readonly kind: BounceKind | 'unsubscribe';
  /** RFC 3463, for instance `5.1.1`; null where none is given. */
  readonly status: string | null;
  /** The server's words, one line. */
  readonly diagnostic: string | null;
  /** Why it was taken for that kind, a whole sentence. */
  readonly why: string;
  /** Everything in which our own Message-ID may stand. */
  readonly texts: readonly string[];
};

/** No more of a message is read, wherever it comes from: the original of a long issue may hang on a report. */
export const largestReportBytes = 5_000_000;

/** Never throws: what is no report is of the kind `other`, with the reason. */
export async function readReport(raw: Uint8Array): Promise<Report> {
  const texts = [Buffer.from(raw).toString('latin1')];
  let email: Email;
  try {
    email = await PostalMime.parse(raw, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' });
  } catch (error) {
    return other(`It cannot be read as a message: ${(error as Error).message}.`, texts);
  }
  const parts = email.attachments.map(({ mimeType, content }) => ({ mimeType, text: String(content) }));
  texts.push(email.text ?? '', ...parts.map(({ text }) => text));
  const partOf = (type: string) => parts.find(({ mimeType }) => mimeType === type)?.text;
  const feedback = partOf('message/feedback-report');
  if (feedback !== undefined) return fromFeedback(fieldsOf(feedback), texts);
  const status = partOf('message/delivery-status');
  if (status !== undefined) return fromStatus(status, texts);
  return fromPlainText(email, texts);
}

function fromFeedback(fields: Fields, texts: readonly string[]): Report {
  const type = fields.get('feedback-type') ?? 'unnamed';
  if (!['abuse', 'fraud', 'virus', 'other'].includes(type.toLowerCase())) {
    return other(`It is a feedback report of the type ${type}, which is no complaint.`, texts);
  }
  const why = `It is a feedback report of the type ${type}.`;
  return { kind: 'complaint', status: null, diagnostic: fields.get('user-agent') ?? null, why, texts };
}

function fromStatus(part: string, texts: readonly string[]): Report {
  // The first block is about the message, each other one about a recipient; we write to one alone.
  const blocks = part.split(/\r?\n\r?\n/).map(fieldsOf);
  const fields = blocks.find((block) => block.has('action')) ?? new Map<string, string>();
  const action = fields.get('action')?.toLowerCase() ?? 'none';
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null;
  const diagnostic = fields.get('diagnostic-code') ?? null;
  if (action !== 'failed')
    return { ...other(`Its action is ${action}: nothing has failed for good.`, texts), status, diagnostic };
  return { ...judge(status, diagnostic), status, diagnostic, texts };
}

/** Refusals in a server's own words; only those that speak of the address itself. */
const noSuchReader =
  /(user|mailbox|address|account|recipient)[^.\n]{0,40}(unknown|does ?n.t exist|not exist|not found|no longer (valid|available)|disabled|invalid)|no such (user|mailbox|address|recipient)|unknown (user|recipient|address)/i;

function fromPlainText(email: Email, texts: readonly string[]): Report {
  const header = (key: string): string =>
    email.headers.find((one) => one.key === key)?.value.toLowerCase() ?? '';
  const from = email.from?.address?.toLowerCase() ?? '';
  const automatic = /^(mailer-daemon|postmaster)@/.test(from) || header('return-path').trim() === '<>';
  if (header('auto-submitted').startsWith('auto-replied') || !automatic) {
    return other('It is neither a report nor written by a mail server: an answer, perhaps.', texts);
  }
  const text = email.text ?? '';
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0] ?? null;
  const line = text
    .split(/\r?\n/)
    .find((one) => (status !== null && one.includes(status)) || /\b[45]\d\d\b/.test(one));
  const diagnostic = line?.trim().slice(0, 300) ?? null;
  if (status !== null) return { ...judge(status, diagnostic), status, diagnostic, texts };
  if (noSuchReader.test(text)) {
    return {
      kind: 'hard',
      status,
      diagnostic,
      why: 'The server wrote that there is no such address.',
      texts,
    };
  }
  return {
    ...other('A mail server wrote it, and gives no reason that could be understood.', texts),
    diagnostic,
  };
}

/** RFC 3463: what the code says of the address, and not of us or of the day. */
export function judge(status: string | null, diagnostic: string | null): Pick<Report, 'kind' | 'why'> {
  if (status === null) return { kind: 'soft', why: 'It failed, and gives no status.' };
  if (/^5\.1\.([01236]|10)$/.test(status) || status === '5.2.1') {
    return {
      kind: 'hard',
      why: `Status ${status}: there is no such address, or its mailbox is switched off.`,
    };
  }
  if (/^5\.7\./.test(status)) {
    return {
      kind: 'other',
      why: `Status ${status}: our message or our name was refused, which no reader can help.`,
    };
  }
  if (/^5\.[05]\./.test(status) && noSuchReader.test(diagnostic ?? '')) {
    return { kind: 'hard', why: `Status ${status}, and the server wrote that there is no such address.` };
  }
  if (status.startsWith('2.')) return { kind: 'other', why: `Status ${status}: nothing has failed.` };
  return { kind: 'soft', why: `Status ${status}: it failed, and may succeed another day.` };
}

function other(why: string, texts: readonly string[]): Report {
  return { kind: 'other', status: null, diagnostic: null, why, texts };
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
        : [[name.toLowerCase(), (value as string).trim().slice(0, 300)] as const];
    }),
  );
}
