/** The edge at which a reader's address and name become values that headers, envelopes and keys can trust. */
import { domainToASCII } from 'node:url';

export type Address = {
  /** As written, without the spaces around it, the domain in lower case: `Kim.Ada@bücher.example.org`. */
  readonly email: string;
  /** The same for every spelling of one mailbox: in lower case, NFC, the domain as A-labels. */
  readonly key: string;
  /** The domain as A-labels in lower case: `xn--bcher-kva.example.org`. */
  readonly domain: string;
};

/** Why something was not taken: a whole sentence. */
export type Refusal = { readonly refused: string };

// RFC 5321 4.5.3.1: sizes in octets; a path holds 256 with its angle brackets.
const longestLocalPart = 64;
const longestAddress = 254;
const longestDomain = 253;

/** RFC 5322's atext, with RFC 6531's letters beyond ASCII. Quoted local parts are legal and not in use: refused. */
const dotAtom =
  /^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]|[^\0-\x7f])+(?:\.(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]|[^\0-\x7f])+)*$/i;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** C0, DEL, C1, and the two separators that some software takes for line ends. */
const lineOrControl = /[\p{Cc}\u2028\u2029]/u;
/** What nobody sees in an address but a computer tells apart. */
const invisible = /[\p{C}\p{Z}]/u;

/** What nearly all addresses look like: what follows finds nothing in them that is refused or changed but the case. */
const common = /^([a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*)@([a-z0-9.-]{1,120})$/i;

/** The address that `text` holds, or why it holds none. Never throws. */
export function parseAddress(text: string): Address | Refusal {
  const [, local = '', host = ''] = common.exec(text) ?? [];
  if (local !== '' && local.length <= longestLocalPart) {
    const lower = host.toLowerCase();
    const domain = toAsciiDomain(lower);
    if (domain !== null)
      return { email: `${local}@${lower}`, key: `${local.toLowerCase()}@${domain}`, domain };
  }
  const written = text.replace(/^[ \t]+|[ \t]+$/g, '').normalize('NFC');
  if (written === '') return { refused: 'The address is empty.' };
  if (lineOrControl.test(written))
    return { refused: 'The address holds a line break or a control character.' };
  if (invisible.test(written))
    return { refused: `${quote(written)} holds a space or an invisible character.` };
  const at = written.lastIndexOf('@');
  if (at < 1) return { refused: `${quote(written)} is not an address: it needs a name, an @ and a domain.` };
  const localPart = written.slice(0, at);
  if (!dotAtom.test(localPart)) {
    return {
      refused: `${quote(written)} has a character or a dot before the @ that no address may have there.`,
    };
  }
  if (Buffer.byteLength(localPart) > longestLocalPart) {
    return { refused: `${quote(written)} has more than ${longestLocalPart} octets before the @.` };
  }
  const writtenDomain = written.slice(at + 1).toLowerCase();
  const domain = toAsciiDomain(writtenDomain);
  if (domain === null) return { refused: `${quote(written)} has no valid domain after the @.` };
  if (Buffer.byteLength(localPart) + 1 + domain.length > longestAddress) {
    return { refused: `${quote(written)} is longer than ${longestAddress} octets.` };
  }
  const email = `${localPart}@${writtenDomain}`;
  return { email, key: `${localPart.toLowerCase().normalize('NFC')}@${domain}`, domain };
}

/** The A-labels of a domain alone, as suppressions and segments name one: `bücher.example.org`. */
export function parseDomain(text: string): { readonly domain: string } | Refusal {
  const written = text.trim().toLowerCase().normalize('NFC');
  const domain = lineOrControl.test(written) ? null : toAsciiDomain(written);
  return domain === null ? { refused: `${quote(text.trim())} is no valid domain.` } : { domain };
}

/** A reader's name fit for a header, or why it is not: `null` where there is none. */
export function parseName(text: string | null | undefined): { readonly name: string | null } | Refusal {
  if (text === null || text === undefined) return { name: null };
  const trimmed = text.trim().normalize('NFC');
  if (lineOrControl.test(trimmed)) return { refused: 'The name holds a line break or a control character.' };
  if (!trimmed.isWellFormed()) return { refused: 'The name holds half a character.' };
  if (trimmed.length > 200 && [...trimmed].length > 200)
    return { refused: 'The name is longer than 200 characters.' };
  return { name: trimmed === '' ? null : trimmed };
}

/** True where only a server with SMTPUTF8 (RFC 6531) can take the address; a domain alone never needs it. */
export function needsSmtpUtf8(email: string): boolean {
  const localPart = email.slice(0, email.lastIndexOf('@'));
  return Buffer.byteLength(localPart) !== localPart.length;
}

/** The address with its domain as A-labels, as an envelope carries it. */
export function envelopeAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  return `${email.slice(0, at)}@${toAsciiDomain(domain) ?? domainToASCII(domain)}`;
}

/** Most readers share few domains, and asking for one again costs more than everything else about an address. */
const askedBefore = new Map<string, string | null>();
const mostRemembered = 2000;

function toAsciiDomain(domain: string): string | null {
  const before = askedBefore.get(domain);
  if (before !== undefined) return before;
  const ascii = checkDomain(domain);
  if (askedBefore.size >= mostRemembered) askedBefore.clear();
  askedBefore.set(domain, ascii);
  return ascii;
}

function checkDomain(domain: string): string | null {
  // URL parsing reads "1.2" as an IPv4 address; no top-level domain is a number (RFC 3696 2).
  if (/(?:^|\.)[0-9]+$/.test(domain) || /[[\]:/\\?#%@]/.test(domain)) return null;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  const valid =
    labels.length >= 2 && ascii.length <= longestDomain && labels.every((part) => label.test(part));
  return valid ? ascii : null;
}

function quote(text: string): string {
  return `“${text.length > 80 ? `${text.slice(0, 79)}…` : text}”`;
}
