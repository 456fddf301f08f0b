/** A composed message taken apart as a mail program takes it: headers, and the tree of its parts. */

export type Header = { readonly name: string; readonly value: string };

export type MimePart = {
  readonly headers: readonly Header[];
  /** In lower case, without parameters: `text/html`. */
  readonly type: string;
  readonly encoding: string;
  /** Octets of the part as it travels, its own headers aside. */
  readonly bytes: number;
  readonly parts: readonly MimePart[];
};

/** `raw` is RFC 5322 with CRLF line ends; multipart bodies are followed by their boundaries (RFC 2046). */
export function parseMime(raw: Buffer): MimePart {
  const split = raw.indexOf('\r\n\r\n');
  const head = split === -1 ? raw : raw.subarray(0, split);
  const body = split === -1 ? Buffer.alloc(0) : raw.subarray(split + 4);
  const headers = parseHeaders(head.toString('utf8'));
  const contentType = headerValue(headers, 'content-type') ?? 'text/plain';
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const boundary = /;\s*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  return {
    headers,
    type,
    encoding: (headerValue(headers, 'content-transfer-encoding') ?? '7bit').toLowerCase(),
    bytes: body.length,
    parts:
      type.startsWith('multipart/') && boundary !== undefined
        ? splitParts(body, boundary).map(parseMime)
        : [],
  };
}

/** Unfolded (RFC 5322 2.2.3); the order is kept. */
function parseHeaders(text: string): Header[] {
  return text
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .filter((line) => line.includes(':'))
    .map((line) => ({
      name: line.slice(0, line.indexOf(':')),
      value: line.slice(line.indexOf(':') + 1).trim(),
    }));
}

function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}

function splitParts(body: Buffer, boundary: string): Buffer[] {
  const parts: Buffer[] = [];
  const delimiter = `--${boundary}`;
  let start: number | null = null;
  for (let at = body.indexOf(delimiter); at !== -1; at = body.indexOf(delimiter, at + delimiter.length)) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    // The line break before a boundary belongs to the boundary.
    if (start !== null) parts.push(body.subarray(start, Math.max(start, at - 2)));
    const lineEnd = body.indexOf('\r\n', at);
    const last = body.subarray(at + delimiter.length, at + delimiter.length + 2).toString() === '--';
    if (last || lineEnd === -1) break;
    start = lineEnd + 2;
  }
  return parts;
}
