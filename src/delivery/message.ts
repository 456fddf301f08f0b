/**
 * From a rendered issue to one message a reader. The static parts are encoded once; for each reader only the values
 * are escaped and encoded, and the message is a list of ready pieces.
 */
import { createHash } from 'node:crypto';
import { envelopeAddress, needsSmtpUtf8 } from '../audience/address.ts';
import type { List, Publication } from '../publication/types.ts';
import {
  fill,
  fillField,
  type MergeContext,
  type MergePiece,
  type MergeTemplate,
  type MergeValues,
  mergeValue,
  parseMergeTemplate,
} from '../render/personalise.ts';
import { mailboxHeader, phrase, plainHeader, textHeader } from './header.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';

/** What `render` makes of an issue, as far as a message is made of it. */
export type Content = {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly images: readonly {
    /** Content-ID without brackets; null for an image that is not carried in the message. */
    readonly cid: string | null;
    readonly name: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
  }[];
};

/** Who sends, and to which list. */
export type Sender = {
  readonly publication: Pick<Publication, 'from' | 'replyTo' | 'bounceAddress' | 'url'>;
  readonly list: List;
  readonly issueNumber: number;
};

/** One reader's share in a message. */
export type Reader = {
  readonly email: string;
  readonly name: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** Without angle brackets; the same for every attempt at this delivery. */
  readonly messageId: string;
  /** The envelope's sender that is the reader's own; without it the publication's. */
  readonly returnPath?: string;
  /** The reader's own signed tokens. */
  readonly unsubscribeToken: string;
  readonly preferencesToken: string;
};

export type Message = {
  readonly messageId: string;
  readonly envelope: {
    readonly from: string;
    readonly to: string;
    /** Only a server that offers SMTPUTF8 (RFC 6531) can take it. */
    readonly smtpUtf8: boolean;
  };
  /**
   * Joined, they are the message: CRLF line ends, no line that begins with a dot. Each ends at the end of a line; the
   * headers come first, in one or several, and the one after them begins with the empty line that ends them.
   */
  readonly chunks: readonly Buffer[];
  /** Octets. */
  readonly size: number;
};

export type MessageTemplate = {
  readonly sender: Sender;
  readonly subject: MergeTemplate;
  /** Headers that are the same for everyone. */
  readonly headers: Buffer;
  /** Where bounces go that are no reader's own. */
  readonly sendingAddress: string;
  readonly body: readonly BodyPiece[];
};

type BodyPiece =
  /** Long enough to be written from where it lies, in every message. */
  | { readonly kind: 'ready'; readonly bytes: Buffer }
  /** Short: copied together with its neighbours, for each buffer to be written costs more than its bytes. */
  | { readonly kind: 'short'; readonly encoded: string }
  | {
      readonly kind: 'field';
      readonly piece: Extract<MergePiece, { kind: 'field' }>;
      readonly context: MergeContext;
    }
  | {
      readonly kind: 'if';
      readonly field: string;
      readonly filled: readonly BodyPiece[];
      readonly empty: readonly BodyPiece[];
    };

/** Encodes everything in `content` that is the same for all readers. Done once a mailing. */
export function prepareMessages(content: Content, sender: Sender): MessageTemplate {
  const hash = createHash('sha256').update(content.html).update(content.text).digest('hex').slice(0, 24);
  // RFC 2045 6.7: "=_" can never occur in a quoted-printable body.
  const alternative = `=_a${hash}`;
  const related = `=_r${hash}`;
  const carried = content.images.filter((image) => image.cid !== null);
  const htmlPart = [ready(partHeaders('text/html; charset=utf-8')), ...encodeBody(content.html, 'html')];
  const body = [
    ready(`\r\n--${alternative}\r\n${partHeaders('text/plain; charset=utf-8')}`),
    ...encodeBody(content.text, 'text'),
    ready(`\r\n--${alternative}\r\n`),
    ...(carried.length === 0
      ? htmlPart
      : [
          ready(
            `Content-Type: multipart/related; type="text/html";\r\n boundary="${related}"\r\n\r\n--${related}\r\n`,
          ),
          ...htmlPart,
          ...carried.map((image) => ready(`\r\n--${related}\r\n${imagePart(image)}`)),
          ready(`\r\n--${related}--\r\n`),
        ]),
    ready(`\r\n--${alternative}--\r\n`),
  ];
  return {
    sender,
    subject: parseMergeTemplate(content.subject),
    headers: Buffer.from(staticHeaders(sender, alternative)),
    sendingAddress: envelopeAddress(sender.publication.bounceAddress ?? sender.publication.from.address),
    body: joinReady(body),
  };
}

/**
 * The message for one reader.
 * @throws Error when the reader's name would break a header; such a delivery is refused, with that reason.
 */
export function composeMessage(template: MessageTemplate, reader: Reader, date: Date): Message {
  const { publication } = template.sender;
  const values: MergeValues = {
    subscriber: { ...reader.attributes, name: reader.name ?? '', email: reader.email },
    unsubscribeUrl: `${publication.url}/unsubscribe/${reader.unsubscribeToken}`,
    preferencesUrl: `${publication.url}/preferences/${reader.preferencesToken}`,
  };
  const to = envelopeAddress(reader.email);
  // Where `tumen bounces` reads, a machine honours it; elsewhere the desk does.
  const leaveBy = publication.bounceAddress ?? publication.replyTo ?? publication.from.address;
  const mailto = `mailto:${leaveBy}?subject=unsubscribe%20${reader.unsubscribeToken}`;
  const headers =
    mailboxHeader('To', { name: reader.name, address: to }) +
    textHeader('Subject', fill(template.subject, values, 'header')) +
    plainHeader('Date', date.toUTCString().replace('GMT', '+0000')) +
    plainHeader('Message-ID', `<${reader.messageId}>`) +
    // RFC 8058: one https address and one mailto; folded between them, for a folded address is read as two.
    plainHeader('List-Unsubscribe', `<${values.unsubscribeUrl}>,\r\n <${mailto}>`);
  const chunks = [Buffer.from(headers), template.headers];
  const last = appendBody(chunks, '', template.body, values);
  if (last !== '') chunks.push(Buffer.from(last, 'latin1'));
  return {
    messageId: reader.messageId,
    envelope: {
      from: reader.returnPath ?? template.sendingAddress,
      to,
      smtpUtf8: needsSmtpUtf8(reader.email),
    },
    chunks,
    size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  };
}

/** Appends ready pieces to `chunks` and returns what is still to be written behind them; `pending` comes before all. */
function appendBody(
  chunks: Buffer[],
  pending: string,
  pieces: readonly BodyPiece[],
  values: MergeValues,
): string {
  let short = pending;
  for (const piece of pieces) {
    if (piece.kind === 'short') short += piece.encoded;
    else if (piece.kind === 'field')
      short += encodeQuotedPrintable(fillField(piece.piece, values, piece.context));
    else if (piece.kind === 'if')
      short = appendBody(
        chunks,
        short,
        mergeValue(piece.field, values) === '' ? piece.empty : piece.filled,
        values,
      );
    else {
      if (short !== '') chunks.push(Buffer.from(short, 'latin1'));
      chunks.push(piece.bytes);
      short = '';
    }
  }
  return short;
}

function staticHeaders({ publication, list, issueNumber }: Sender, boundary: string): string {
  const domain = envelopeAddress(publication.from.address).split('@')[1];
  const issue = String(issueNumber).padStart(3, '0');
  return [
    mailboxHeader('From', publication.from),
    publication.replyTo === null
      ? ''
      : mailboxHeader('Reply-To', { name: null, address: publication.replyTo }),
    plainHeader('MIME-Version', '1.0'),
    plainHeader('List-Id', `${phrase(list.name)}\r\n <${list.id}.${domain}>`),
    plainHeader('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
    // Google's rule: at most four fields, the last names the sender and stays the same for ever.
    plainHeader('Feedback-ID', `${issue}:${list.id}:issue:${domain}`),
    plainHeader('Content-Type', `multipart/alternative;\r\n boundary="${boundary}"`),
  ].join('');
}

function partHeaders(contentType: string): string {
  return `Content-Type: ${contentType}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
}

function imagePart(image: Content['images'][number]): string {
  const base64 = Buffer.from(image.bytes)
    .toString('base64')
    .replace(/.{1,76}/g, '$&\r\n');
  return (
    `Content-Type: ${image.contentType}; name="${image.name}"\r\nContent-Transfer-Encoding: base64\r\n` +
    `Content-ID: <${image.cid}>\r\nContent-Disposition: inline; filename="${image.name}"\r\n\r\n${base64}`
  );
}

function encodeBody(text: string, context: MergeContext): BodyPiece[] {
  // The body ends with a line break of its own, so that the boundary's does not have to follow a soft one.
  return encodePieces(parseMergeTemplate(text.endsWith('\n') ? text : `${text}\n`), context);
}

function encodePieces(pieces: MergeTemplate, context: MergeContext): BodyPiece[] {
  return pieces.map((piece): BodyPiece => {
    if (piece.kind === 'static') return ready(encodeQuotedPrintable(piece.text));
    if (piece.kind === 'field') return { kind: 'field', piece, context };
    const { field } = piece;
    return {
      kind: 'if',
      field,
      filled: encodePieces(piece.then, context),
      empty: encodePieces(piece.otherwise, context),
    };
  });
}

function ready(text: string): BodyPiece {
  return { kind: 'short', encoded: text };
}

/** In one piece, a byte a character: a text that was joined, or cut out of one with other letters in it, is slow to be written. */
function oneByte(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

const shortestReadyPiece = 2048;

/** Neighbouring pieces as one, and the long ones as bytes. */
function joinReady(pieces: readonly BodyPiece[]): BodyPiece[] {
  const joined: BodyPiece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (piece.kind === 'if') {
      joined.push({ ...piece, filled: joinReady(piece.filled), empty: joinReady(piece.empty) });
    } else if (piece.kind === 'short' && last?.kind === 'short') {
      joined[joined.length - 1] = { kind: 'short', encoded: last.encoded + piece.encoded };
    } else joined.push(piece);
  }
  return joined.map((piece) => {
    if (piece.kind !== 'short') return piece;
    return piece.encoded.length >= shortestReadyPiece
      ? { kind: 'ready', bytes: Buffer.from(piece.encoded, 'latin1') }
      : { kind: 'short', encoded: oneByte(piece.encoded) };
  });
}
