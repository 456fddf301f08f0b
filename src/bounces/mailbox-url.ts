/** Where bounces wait on a mail server: `imaps://user:password@host/folder` and its kin, read and held to TLS. */
import { isLoopback, maskUrl } from '../delivery/transport.ts';
import { UserError } from '../publication/problem.ts';

export type MailboxUrl = {
  readonly protocol: 'imap' | 'pop3';
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on. */
  readonly implicitTls: boolean;
  /** `required`: STARTTLS or nothing, the certificate verified; `opportunistic`: where offered; `off`: never. */
  readonly tls: 'required' | 'opportunistic' | 'off';
  readonly user: string;
  readonly password: string;
  /** Of IMAP; POP3 has none. */
  readonly folder: string;
  /** For people, without the password: `imaps://bounces@mail.example.org/INBOX`. */
  readonly name: string;
};

const ports = { 'imap:': 143, 'imaps:': 993, 'pop3:': 110, 'pop3s:': 995 } as const;

/** Whether `text` is meant as the address of a mailbox, and not as a folder of this machine. */
export function isMailboxUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/**
 * Reads `imap(s)://user:password@host:port/folder?tls=required` or `pop3(s)://user:password@host:port`.
 * @throws UserError when it cannot be read; the password is never in it.
 */
export function parseMailboxUrl(text: string): MailboxUrl {
  const wrong = (why: string) =>
    new UserError(
      `The mailbox “${maskUrl(text)}” ${why}. Use imaps://user:password@host/INBOX or pop3s://user:password@host, ` +
        'user and password percent-encoded.',
    );
  if (!URL.canParse(text)) throw wrong('is no address');
  const url = new URL(text);
  const scheme = url.protocol as keyof typeof ports;
  const port = ports[scheme];
  if (port === undefined) throw wrong('is on no road that Tumen knows');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [user, password, folder] = [url.username, url.password, url.pathname.slice(1)].map(decode);
  if (user === undefined || password === undefined || folder === undefined)
    throw wrong('has a percent sign that encodes nothing');
  if (host === '' || user === '' || password === '') throw wrong('lacks a host, a user or a password');
  // In a command of IMAP or POP3 a line break would begin another command.
  if (/\p{Cc}/u.test(user + password + folder)) throw wrong('holds a control character');
  const protocol = scheme.startsWith('imap') ? 'imap' : 'pop3';
  if (protocol === 'pop3' && folder !== '') throw wrong('names a folder, and POP3 has none');
  const strange = [...url.searchParams.keys()].find((name) => name !== 'tls');
  if (strange !== undefined) throw wrong(`has “?${strange}=”, which is not known`);
  const asked = url.searchParams.get('tls');
  if (asked !== null && asked !== 'off' && asked !== 'opportunistic' && asked !== 'required')
    throw wrong(`asks for tls=${asked}, which can be required, opportunistic or off`);
  return {
    protocol,
    host,
    port: url.port === '' ? port : Number(url.port),
    implicitTls: scheme.endsWith('s:'),
    tls: asked ?? (isLoopback(host) ? 'opportunistic' : 'required'),
    user,
    password,
    folder: folder === '' ? 'INBOX' : folder,
    name: `${scheme}//${user}@${url.host}${protocol === 'imap' ? `/${folder || 'INBOX'}` : ''}`,
  };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** A server's words as one harmless line, for a sentence of ours: nothing in them moves a terminal's cursor. */
export function wordsOf(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 200)
    .replace(/\.+$/, '');
}

/** What to say of an error of the line: of its end, of its certificate and its TLS, or in other words. */
export function describeLine({ name }: MailboxUrl, error: NodeJS.ErrnoException): string {
  const words = wordsOf(error.message);
  const code = error.code ?? '';
  if (/CERT|SSL|TLS|SIGNATURE/.test(code))
    return `${name} gives no TLS that can be trusted: ${words.split(';')[0]}. See that its certificate is valid for that name.`;
  if (/^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT)$/.test(code))
    return `${name} cannot be reached: ${words}. See host and port, and that no firewall lies between.`;
  return `${name} does not answer as it should: ${words}. What was settled stays; run it again for the rest.`;
}
