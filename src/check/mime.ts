/** Reads a composed message as a mail client would, and keeps what is wrong with its lines and parts. */

export type Header = {
  readonly name: string;
  /** Unfolded. */
  readonly value: string;
  /** As it stands, with its line breaks. */
  readonly raw: string;
};

export type Part = {
  /** Lower case, without parameters: `text/html`. */
  readonly type: string;
  readonly charset: string | null;
  readonly encoding: string;
  /** Decoded; empty for what is no text. */
  readonly text: string;
};

export type Message = {
  /** One character an octet. */
  readonly raw: string;
  readonly headers: readonly Header[];
  /** `multipart/alternative`, as the message says of itself. */
  readonly type: string;
  /** Leaves of the tree, in their order. */
  readonly parts: readonly Part[];
};

/** `raw` is the whole message, its lines ended by CRLF. */
export function readMessage(raw: Buffer | string): Message {
  const text = typeof raw === 'string' ? raw : raw.toString('latin1');
  const { headers, body } = split(text);
  const type = headerValue(headers, 'Content-Type');
  return {
    raw: text,
    headers,
    type: mediaType(type),
    parts: partsOf(type, headerValue(headers, 'Content-Transfer-Encoding'), body),
  };
}

/** Every header of that name, in whatever case. */
export function headersNamed({ headers }: Pick<Message, 'headers'>, name: string): Header[] {
  return headers.filter((header) => header.name.toLowerCase() === name.toLowerCase());
}

function split(text: string): { readonly headers: Header[]; readonly body: string } {
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const headers = [...head.matchAll(/^([!-9;-~]+):[ \t]?((?:[^\r\n]|\r\n[ \t])*)/gm)].map((match) => ({
    name: match[1] as string,
    value: (match[2] as string).replace(/\r\n/g, '').trim(),
    raw: match[0],
  }));
  return { headers, body: end < 0 ? '' : text.slice(end).replace(/^(?:\r\n){1,2}/, '') };
}

function partsOf(type: string, encoding: string, body: string): Part[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (mediaType(type).startsWith('multipart/') && boundary !== undefined) {
    const sections = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1);
    return sections
      .filter((section) => !section.startsWith('--'))
      .flatMap((section) => {
        const inner = split(section.replace(/^[ \t]*\r\n/, ''));
        return partsOf(
          headerValue(inner.headers, 'Content-Type'),
          headerValue(inner.headers, 'Content-Transfer-Encoding'),
          inner.body,
        );
      });
  }
  const charset = /charset="?([^";]+)"?/i.exec(type)?.[1]?.trim().toLowerCase() ?? null;
  const isText = mediaType(type).startsWith('text/');
  return [
    {
      type: mediaType(type),
      charset,
      encoding: encoding.toLowerCase(),
      text: isText ? decode(body, encoding) : '',
    },
  ];
}

function decode(body: string, encoding: string): string {
  const octets =
    encoding.toLowerCase() === 'quoted-printable'
      ? body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : body;
  return Buffer.from(octets, 'latin1').toString('utf8');
}

function headerValue(headers: readonly Header[], name: string): string {
  return headersNamed({ headers }, name)[0]?.value ?? '';
}

function mediaType(value: string): string {
  return (value.split(';')[0] ?? '').trim().toLowerCase();
}
