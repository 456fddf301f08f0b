/** Reads SMTP replies (RFC 5321 4.2) from what a socket gives, in whatever pieces it comes. */

export type Reply = {
  /** 0 for a line that is no reply at all. */
  readonly code: number;
  /** RFC 3463, for instance `5.1.1`; null where the server gives none. */
  readonly enhanced: string | null;
  /** The words of all lines, without codes. */
  readonly text: string;
  /** The words line by line, as EHLO lists what it offers. */
  readonly lines: readonly string[];
};

/** A server that sends more than this without an end is talking nonsense. */
const longestReply = 64 * 1024;

/** A server says the same few lines again and again: so many of them are taken apart once. */
const mostRemembered = 50;

/** Returns a function that takes the next piece and gives the replies that it completes. */
export function createReplyReader(): (piece: string) => readonly Reply[] {
  const remembered = new Map<string, Reply>();
  let rest = '';
  let lines: string[] = [];
  return (piece) => {
    rest += piece;
    const replies: Reply[] = [];
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      const line = rest.slice(0, rest[end - 1] === '\r' ? end - 1 : end);
      rest = rest.slice(end + 1);
      const known = lines.length === 0 ? remembered.get(line) : undefined;
      if (known !== undefined) {
        replies.push(known);
        continue;
      }
      lines.push(line);
      // "250-more follows" and "250 the last"; anything else is rubbish and ends the reply as well.
      if (/^\d{3}-/.test(line) && lines.length < 200) continue;
      const reply = toReply(lines);
      if (lines.length === 1 && remembered.size < mostRemembered) remembered.set(line, reply);
      replies.push(reply);
      lines = [];
    }
    if (rest.length > longestReply) {
      replies.push({ code: 0, enhanced: null, text: 'an answer without an end', lines: [] });
      rest = '';
    }
    return replies;
  };
}

function toReply(raw: readonly string[]): Reply {
  const last = raw.at(-1) ?? '';
  const code = /^[2-5]\d\d(?: |$)/.test(last) ? Number(last.slice(0, 3)) : 0;
  const lines = raw.map((line) => (code === 0 ? line : line.slice(4)));
  const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/.exec(lines[0] ?? '')?.[1] ?? null;
  const words = lines.map((line) =>
    enhanced !== null && line.startsWith(enhanced) ? line.slice(enhanced.length) : line,
  );
  return { code, enhanced, text: words.join(' ').replace(/\s+/g, ' ').trim().slice(0, 500), lines };
}
