/** The roads out: what a transport promises, and the one that an address such as `smtp://…` or `outbox:` names. */
import { isAbsolute, join } from 'node:path';
import { domainToASCII } from 'node:url';
import { UserError } from '../publication/problem.ts';
import type { Message } from './message.ts';
import { withMark } from './provider-marks.ts';
import type { Relay } from './relays.ts';
import type { Slots } from './slots.ts';

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
  /** How many messages may be under way at once, as things are. */
  readonly inFlight: () => number;
  /** Header fields that this road writes anew, so that a signature must not cover them; none where it is left out. */
  readonly rewrites?: readonly string[];
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
 * The road that `url` names: `outbox:` or `outbox:folder` (counted from `root`), `smtp://user:pass@host:port`, `smtps://…`,
 * `sendmail:` or `sendmail:/path`, `ses:?region=…`; or several of these with spaces between. Connects to nothing yet.
 * `slots`: where the rates of relays are kept to, by all processes together; without it, by this one alone. `onNews`: told
 * in a sentence when one of several relays takes no mail, and when it does again.
 * @throws UserError for an address of another kind.
 */
export async function openTransport(
  root: string,
  url: string = defaultTransportUrl,
  slots?: Slots,
  onNews?: (news: string) => void,
): Promise<Transport> {
  const words = url.split(/\s+/).filter((word) => word !== '');
  const relays: Relay[] = [];
  for (const word of words) relays.push(await openRelay(root, word));
  const [only] = relays;
  if (only !== undefined && relays.length === 1 && only.perSecond === null) return only.transport;
  const { combineRelays } = await import('./relays.ts');
  return combineRelays(relays, slots, onNews);
}

async function openRelay(root: string, url: string): Promise<Relay> {
  if (url.startsWith('outbox:')) {
    const { openOutbox } = await import('./outbox.ts');
    const folder = url.slice('outbox:'.length) || 'outbox';
    return {
      transport: openOutbox(isAbsolute(folder) ? folder : join(root, folder)),
      weight: 1,
      perSecond: null,
    };
  }
  if (url.startsWith('sendmail:')) {
    const { openSendmail } = await import('./sendmail.ts');
    return {
      transport: openSendmail(url.slice('sendmail:'.length) || 'sendmail'),
      weight: 1,
      perSecond: null,
    };
  }
  if (/^smtps?:\/\//.test(url)) {
    const { openSmtp } = await import('./smtp.ts');
    const parsed = parseSmtpUrl(url);
    const { host, connections, messagesPerConnection, weight, perSecond } = parsed;
    const transport = withMark(host, openSmtp(parsed, { connections, messagesPerConnection }));
    return { transport, weight, perSecond };
  }
  if (url.startsWith('ses:')) {
    const { openSes } = await import('./ses.ts');
    const parsed = parseSesUrl(url);
    return { transport: openSes(parsed), weight: parsed.weight, perSecond: parsed.perSecond };
  }
  throw new UserError(noRoadOut(url));
}

/** What is said of an address of another kind. */
export function noRoadOut(url: string): string {
  return (
    `SMTP_URL is “${maskUrl(url)}”, which is no road out. Use smtp://user:password@host:587, smtps://…, ` +
    'ses:?region=…, sendmail:, or outbox:folder; several with spaces between.'
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
  readonly connections: number;
  /** After so many messages a connection is ended and another opened; many relays ask for that. */
  readonly messagesPerConnection: number;
  /** Beside other relays: one with twice the weight gets twice the messages. */
  readonly weight: number;
  /** Messages a second; null for no limit. */
  readonly perSecond: number | null;
};

/**
 * Reads `smtp://user:password@host:port?tls=required&connections=5&messages=500&weight=1&rate=20`.
 * @throws UserError when it cannot be read.
 */
export function parseSmtpUrl(text: string): SmtpUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  const decoded = url === null ? null : [url.hostname, url.username, url.password].map(decode);
  if (url === null || decoded === null || decoded.includes(null) || !/^\/?$/.test(url.pathname + url.hash)) {
    throw new UserError(
      `SMTP_URL is “${maskUrl(text)}”, which is no address. See that user and password are percent-encoded (a % as %25), ` +
        'and that settings stand behind a “?”.',
    );
  }
  const [hostname, user, password] = decoded as [string, string, string];
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : domainToASCII(hostname);
  if (host === '') throw new UserError('SMTP_URL names no host. Use smtp://user:password@host:587.');
  refuseStrange(url, ['tls', 'connections', 'messages', 'weight', 'rate']);
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
    user: user === '' ? null : user,
    password: password === '' ? null : password,
    connections: number(url, 'connections') ?? 5,
    messagesPerConnection: number(url, 'messages') ?? 500,
    weight: number(url, 'weight') ?? 1,
    perSecond: number(url, 'rate'),
  };
}

export type SesUrl = {
  /** Null: where AWS's own settings say. */
  readonly region: string | null;
  /** Whose rules SES applies: where it tells of bounces and complaints, for instance. */
  readonly configurationSet: string | null;
  readonly connections: number;
  readonly weight: number;
  readonly perSecond: number | null;
};

/**
 * Reads `ses:?region=eu-central-1&rate=14&connections=5&weight=1&configurationSet=news`; credentials do not belong here.
 * @throws UserError when it cannot be read.
 */
export function parseSesUrl(text: string): SesUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^ses:(\?|$)/.test(text)) {
    throw new UserError(
      'SMTP_URL begins with “ses:” and holds more than settings. Use ses:?region=eu-central-1; the credentials are found ' +
        'where AWS’s tools find them, for instance in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  }
  refuseStrange(url, ['region', 'connections', 'weight', 'rate', 'configurationSet']);
  return {
    region: url.searchParams.get('region') || null,
    configurationSet: url.searchParams.get('configurationSet') || null,
    connections: number(url, 'connections') ?? 5,
    weight: number(url, 'weight') ?? 1,
    perSecond: number(url, 'rate'),
  };
}

/** Null where a % begins nothing. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function refuseStrange(url: URL, known: readonly string[]): void {
  const strange = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (strange === undefined) return;
  throw new UserError(`SMTP_URL has “?${strange}=”, which is not known. There are ${known.join(', ')}.`);
}

function number(url: URL, name: string): number | null {
  const text = url.searchParams.get(name);
  if (text === null) return null;
  const whole = name === 'connections' || name === 'messages';
  if (Number(text) > 0 && Number.isFinite(Number(text)) && (!whole || Number.isInteger(Number(text))))
    return Number(text);
  throw new UserError(`SMTP_URL has ${name}=${text}. It must be a ${whole ? 'whole ' : ''}number above 0.`);
}

/**
 * The address without what must not be shown, also where an @ or a space in user or password was not percent-encoded: then
 * a word may hold the beginning of a password, or its end.
 */
export function maskUrl(text: string): string {
  return text
    .replace(/(\/\/[^:\s]*:)\S*@/g, '$1***@')
    .replace(/(\/\/[^:\s@[]*:)(?!\*\*\*@|\d*(?:[/?\s]|$))\S*/g, '$1***')
    .replace(/(^|\s)(?!\S*\/\/)\S*@/g, '$1***@');
}

/** No line that anyone else can read lies between us and these. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
