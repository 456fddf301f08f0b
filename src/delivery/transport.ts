/** The roads out: what a transport promises, and the one that an address such as `smtp://…` or `outbox:` names. */
import { isAbsolute, join } from 'node:path';
import { UserError } from '../publication/problem.ts';
import type { Message } from './message.ts';

/** Where in the conversation an answer was given. `connect` to `auth` come before any reader is named. */
export type Stage = 'connect' | 'greeting' | 'tls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body';

/** What became of one message, as the transport saw it; `verdict.ts` judges it. `relay`: which one, where there are several. */
export type Answer = {
  readonly relay?: string;
} /** The server (or the disk) answered. `enhanced`: RFC 3463, for instance `5.1.1`. */ & (
  | {
      readonly kind: 'reply';
      readonly stage: Stage;
      readonly code: number;
      readonly enhanced: string | null;
      readonly text: string;
    }
  /** The connection ended without one. `handedOver`: the body's end had been given to the socket. */
  | { readonly kind: 'dropped'; readonly stage: Stage; readonly handedOver: boolean; readonly text: string }
  /** This road cannot carry this message: it needs something that the server does not offer. */
  | { readonly kind: 'unfit'; readonly text: string }
);

/** Leave to send one message, asked for when it is about to go out. */
export type Leave = {
  /** Notes durably that the message goes out; false: it must not, and nothing was noted. */
  readonly begin: () => Promise<boolean>;
  /** Asked at once before the last byte: false when this process has been away for longer than its lease. */
  readonly mayFinish: () => boolean;
};

export type Transport = {
  /** For people, without any secret: `smtp://mail.example.org:587`. */
  readonly name: string;
  /** How many messages may be under way at once. */
  readonly inFlight: number;
  /**
   * Hands over one message; null when `leave` was not given, and nothing was sent then. `name` names the delivery, for
   * transports that keep files. Never throws for what a server or a line does; throws what `leave` throws.
   */
  readonly send: (message: Message, name: string, leave: Leave) => Promise<Answer | null>;
  /** Ends what is open; resolves when nothing is. */
  readonly close: () => Promise<void>;
};

/** Where mail goes when nothing is configured. */
export const defaultTransportUrl = 'outbox:';

/**
 * The transport that `url` names: `outbox:` or `outbox:folder` (counted from `root`), `smtp://user:pass@host:port`,
 * `smtps://…`. Connects to nothing yet.
 * @throws UserError for an address of another kind.
 */
export async function openTransport(root: string, url: string = defaultTransportUrl): Promise<Transport> {
  if (url.startsWith('outbox:')) {
    const { openOutbox } = await import('./outbox.ts');
    const folder = url.slice('outbox:'.length) || 'outbox';
    return openOutbox(isAbsolute(folder) ? folder : join(root, folder));
  }
  if (/^smtps?:\/\//.test(url)) {
    const { openSmtp } = await import('./smtp.ts');
    return openSmtp(parseSmtpUrl(url));
  }
  throw new UserError(
    `SMTP_URL is “${maskUrl(url)}”, which is no road out. Use smtp://user:password@host:587, smtps://…, or outbox:folder.`,
  );
}

export type SmtpUrl = {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on. */
  readonly implicitTls: boolean;
  /** `required`: STARTTLS or nothing, the certificate verified; `opportunistic`: where offered; `off`: never. */
  readonly tls: 'required' | 'opportunistic' | 'off';
  readonly user: string | null;
  readonly password: string | null;
};

/** @throws UserError when it cannot be read. */
export function parseSmtpUrl(text: string): SmtpUrl {
  if (!URL.canParse(text))
    throw new UserError(
      `SMTP_URL is “${maskUrl(text)}”, which is no address. See that user and password are percent-encoded.`,
    );
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') throw new UserError('SMTP_URL names no host. Use smtp://user:password@host:587.');
  const implicitTls = url.protocol === 'smtps:';
  const asked = url.searchParams.get('tls');
  if (asked !== null && asked !== 'off' && asked !== 'opportunistic' && asked !== 'required') {
    throw new UserError(`SMTP_URL asks for tls=${asked}. It can be required, opportunistic or off.`);
  }
  return {
    host,
    port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port),
    implicitTls,
    tls: asked ?? (isLoopback(host) ? 'opportunistic' : 'required'),
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? null : decodeURIComponent(url.password),
  };
}

/** The address without what must not be shown. */
export function maskUrl(text: string): string {
  return text.replace(/(\/\/[^/@]*?:)[^@]*@/, '$1***@');
}

/** No line that anyone else can read lies between us and these. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
