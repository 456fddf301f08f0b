/** One of the service's own mails as a message: short, in both parts, and marked as written by a machine. */
import { randomUUID } from 'node:crypto';
import { envelopeAddress, needsSmtpUtf8 } from '../audience/address.ts';
import { mailboxHeader, plainHeader, textHeader } from '../delivery/header.ts';
import type { Message } from '../delivery/message.ts';
import { encodeQuotedPrintable } from '../delivery/quoted-printable.ts';
import type { Publication } from '../publication/types.ts';
import { escapeHtml } from '../render/escape-html.ts';
import { directionOf, fontsFor } from '../render/languages.ts';
import { paletteOf } from '../render/palette.ts';
import { wrapText } from '../render/wrap.ts';
import type { MailTexts } from './texts/site-texts.ts';
import { textsFor } from './texts/texts.ts';

export type LetterParts = {
  readonly publication: Publication;
  readonly email: string;
  readonly language: string;
  readonly texts: MailTexts;
  readonly link: string;
  readonly date: Date;
};

/** Nothing in it was written by whoever filled in the form: a stranger's words would reach a stranger's mailbox. */
export function composeLetter(parts: LetterParts): Message {
  const { publication, email, texts, date } = parts;
  const from = envelopeAddress(publication.from.address);
  const id = randomUUID();
  const messageId = `${id}@${from.split('@')[1]}`;
  const boundary = `=_l${id.replaceAll('-', '')}`;
  const to = envelopeAddress(email);
  const headers = [
    mailboxHeader('From', publication.from),
    publication.replyTo === null
      ? ''
      : mailboxHeader('Reply-To', { name: null, address: publication.replyTo }),
    mailboxHeader('To', { name: null, address: to }),
    textHeader('Subject', texts.subject),
    plainHeader('Date', date.toUTCString().replace('GMT', '+0000')),
    plainHeader('Message-ID', `<${messageId}>`),
    plainHeader('MIME-Version', '1.0'),
    // RFC 3834: no vacation notice answers it.
    plainHeader('Auto-Submitted', 'auto-generated'),
    plainHeader('Content-Type', `multipart/alternative;\r\n boundary="${boundary}"`),
  ].join('');
  const part = (type: string, text: string) =>
    `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${encodeQuotedPrintable(text)}\r\n`;
  const body = `\r\n${part('text/plain', letterText(parts))}${part('text/html', letterHtml(parts))}--${boundary}--\r\n`;
  const chunks = [Buffer.from(headers, 'latin1'), Buffer.from(body, 'latin1')];
  return {
    messageId,
    envelope: {
      from: envelopeAddress(publication.bounceAddress ?? publication.from.address),
      to,
      smtpUtf8: needsSmtpUtf8(email),
    },
    chunks,
    size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  };
}

function letterText({ publication, language, texts, link }: LetterParts): string {
  const { mails } = textsFor(language);
  const footer = [mails.sentBy(publication.title), ...publication.postalAddress].join('\n');
  return `${wrapText([texts.text, `${texts.button}:\n${link}`, texts.otherwise, `-- \n${footer}`].join('\n\n'))}\n`;
}

function letterHtml({ publication, language, texts, link }: LetterParts): string {
  const { light } = paletteOf(publication.theme.accent);
  const { serif, sans } = fontsFor(language);
  const direction = directionOf(language);
  const sentBy = textsFor(language).mails.sentBy(publication.title);
  const text = (words: string) => `<p style="margin:0 0 18px">${escapeHtml(words)}</p>`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(texts.subject)}</title></head>
<body style="margin:0;background-color:${light.paper}">
<div role="article" lang="${escapeHtml(language)}" dir="${direction}" style="max-width:576px;margin:0 auto;padding:24px 20px;font:18px/1.6 ${serif.fragment};color:${light.ink}">
<p style="margin:0 0 24px;padding:16px 0 0;border-top:6px solid ${light.accent};font-size:28px;line-height:1.2;font-weight:700">${escapeHtml(publication.title)}</p>
${text(texts.text)}
<p style="margin:0 0 24px"><a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 24px;background-color:${light.accent};color:${light.paper};font:700 17px/1.4 ${sans.fragment};text-decoration:none">${escapeHtml(texts.button)}</a></p>
${text(texts.otherwise)}
<p style="margin:28px 0 0;padding:14px 0 0;border-top:1px solid ${light.rule};font-size:16px;color:${light.muted}">${escapeHtml(sentBy)}<br>${publication.postalAddress.map(escapeHtml).join('<br>')}</p>
</div>
</body>
</html>
`;
}
