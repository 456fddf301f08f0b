/** What Amazon SES tells through SNS: bounces and complaints, as notifications of an identity or events of a configuration set. */
import { judge, type Report } from '../report.ts';
import {
  diagnosticOf,
  judgePermanent,
  nameIn,
  readJson,
  statusIn,
  textAt,
  valueAt,
  type WebhookEvent,
} from './webhook.ts';

/**
 * The events in the `Message` of a notification, whose number is `messageId`. None for what changes nothing: deliveries,
 * delays, opens, clicks, and the greeting that SES sends to a new topic.
 */
export function parseSes(message: string, messageId: string): readonly WebhookEvent[] {
  const posted = readJson(Buffer.from(message));
  const type = textAt(posted, 'eventType') || textAt(posted, 'notificationType');
  if (type === 'Bounce') {
    const bounce = valueAt(posted, 'bounce');
    // We write to one reader alone.
    const words = textAt(bounce, 'bouncedRecipients', 0, 'diagnosticCode');
    const status = statusIn(textAt(bounce, 'bouncedRecipients', 0, 'status'), words);
    const diagnostic = diagnosticOf(words);
    const judged = judgeBounce(
      textAt(bounce, 'bounceType'),
      textAt(bounce, 'bounceSubType'),
      status,
      diagnostic,
    );
    const id = textAt(bounce, 'feedbackId') || messageId;
    return [{ ...judged, status, diagnostic, texts: textsOf(posted), id }];
  }
  if (type === 'Complaint') {
    const complaint = valueAt(posted, 'complaint');
    const judged = judgeComplaint(textAt(complaint, 'complaintFeedbackType'));
    const diagnostic = diagnosticOf(textAt(complaint, 'userAgent'));
    const id = textAt(complaint, 'feedbackId') || messageId;
    return [{ ...judged, status: null, diagnostic, texts: textsOf(posted), id }];
  }
  return [];
}

/** SES makes a Message-ID of its own; ours stands among the headers that it quotes, and the envelope's sender is ours. */
function textsOf(posted: unknown): readonly string[] {
  const headers = valueAt(posted, 'mail', 'headers');
  const ids = (Array.isArray(headers) ? headers : [])
    .filter((header) => textAt(header, 'name').toLowerCase() === 'message-id')
    .map((header) => textAt(header, 'value'));
  return [...ids, textAt(posted, 'mail', 'commonHeaders', 'messageId'), textAt(posted, 'mail', 'source')];
}

/** Refused for what the message is. */
const ours = ['ContentRejected', 'AttachmentRejected', 'MessageTooLarge'];

function judgeBounce(
  type: string,
  subType: string,
  status: string | null,
  diagnostic: string | null,
): Pick<Report, 'kind' | 'why'> {
  const named = `Amazon SES calls it ${nameIn(type)} (${nameIn(subType)})`;
  if (type === 'Permanent') {
    // Not tried any more: on a list of SES, or of the account, because of what came back before.
    if (/suppress/i.test(subType)) return { kind: 'hard', why: `${named}: it does not send there any more.` };
    return judgePermanent('Amazon SES', status, diagnostic);
  }
  if (ours.includes(subType)) {
    return { kind: 'other', why: `${named}: our message was refused, which no reader can help.` };
  }
  if (type === 'Transient' && status === null && diagnostic === null) {
    // An answer of somebody on holiday comes as a bounce without a server's word.
    return { kind: 'other', why: `${named}, and no server says that anything failed: an automatic answer.` };
  }
  if (judge(status, diagnostic).kind === 'other') return judge(status, diagnostic);
  return { kind: 'soft', why: `${named}: it failed, and may succeed another day.` };
}

/** RFC 5965 7.3; without a type it is a complaint all the same. */
function judgeComplaint(type: string): Pick<Report, 'kind' | 'why'> {
  if (type === 'not-spam' || type === 'auth-failure') {
    return { kind: 'other', why: `It is a feedback report of the type ${type}, which is no complaint.` };
  }
  return { kind: 'complaint', why: 'Amazon SES received a complaint of the reader.' };
}
