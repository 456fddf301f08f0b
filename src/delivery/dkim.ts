/** The keys that messages are signed with: read from files, and what the DNS has to say of them. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { envelopeAddress } from '../audience/address.ts';
import { UserError } from '../publication/problem.ts';

export type DkimKey = {
  /** `d=`: the domain that answers for the message; From's own, or one above it. */
  readonly domain: string;
  /** `s=`: the public key is at `selector._domainkey.domain`. */
  readonly selector: string;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  /** Parsed once: a PEM parsed for each message makes signing three times slower. */
  readonly key: KeyObject;
};

const fewestRsaBits = 2048;

/**
 * Keys as `DKIM_KEYS` names them: `selector:file.pem`, several with commas or spaces between. Files are counted from
 * `root`. `DKIM_DOMAIN` is taken for `d=`; without it, From's domain.
 * @throws UserError for a file that is missing or holds no usable key, for Ed25519 alone, and for a domain that cannot
 * answer for From.
 */
export function readDkimKeys(
  root: string,
  environment: { readonly DKIM_KEYS?: string | undefined; readonly DKIM_DOMAIN?: string | undefined },
  fromAddress: string,
): readonly DkimKey[] {
  const fromDomain = envelopeAddress(fromAddress).split('@')[1] as string;
  const domain = environment.DKIM_DOMAIN?.toLowerCase() || fromDomain;
  if (fromDomain !== domain && !fromDomain.endsWith(`.${domain}`)) {
    throw new UserError(
      `DKIM_DOMAIN is ${domain}, which is not the domain of From (${fromDomain}) or one above it: the signature would ` +
        'not count for DMARC. Leave DKIM_DOMAIN out, or set it to the domain of From.',
    );
  }
  const words = (environment.DKIM_KEYS ?? '').split(/[\s,]+/).filter((word) => word !== '');
  const keys = words.map((word): DkimKey => {
    const [, selector, file] = /^([a-z0-9][a-z0-9.-]*):(.+)$/i.exec(word) ?? [];
    if (selector === undefined || file === undefined) {
      throw new UserError(
        `DKIM_KEYS holds “${word}”. Write selector:file.pem, for instance s2024:dkim/rsa.pem.`,
      );
    }
    return { domain, selector, ...readKey(isAbsolute(file) ? file : join(root, file)) };
  });
  if (keys.length > 0 && keys.every(({ algorithm }) => algorithm !== 'rsa-sha256')) {
    throw new UserError(
      `DKIM_KEYS holds no RSA key, and many receivers know no other. Put one of ${fewestRsaBits} bits or more beside it.`,
    );
  }
  return keys;
}

function readKey(file: string): Pick<DkimKey, 'algorithm' | 'key'> {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(file));
  } catch (error) {
    throw new UserError(
      `The DKIM key ${file} cannot be read: ${(error as Error).message}. It must be a private key in PEM.`,
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'ed25519') return { algorithm: 'ed25519-sha256', key };
  if (key.asymmetricKeyType === 'rsa' && bits >= fewestRsaBits) return { algorithm: 'rsa-sha256', key };
  throw new UserError(
    `The DKIM key ${file} is ${key.asymmetricKeyType} of ${bits} bits; receivers ask for RSA of ${fewestRsaBits} or more. ` +
      `Make one with: openssl genrsa -out ${file} ${fewestRsaBits}`,
  );
}

/** What belongs into the DNS at `selector._domainkey.domain`. */
export function dkimRecord({ algorithm, key }: DkimKey): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  // RFC 8463: for Ed25519 the bare 32 octets of the key, which end its DER.
  const bytes = algorithm === 'ed25519-sha256' ? der.subarray(-32) : der;
  return `v=DKIM1; k=${algorithm === 'ed25519-sha256' ? 'ed25519' : 'rsa'}; p=${bytes.toString('base64')}`;
}
