/** The DNS as `tumen doctor` asks it: no record and no such name are an answer, silence is none. */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { UserError } from '../../publication/problem.ts';

/** Each throws when the DNS does not answer. */
export type Dns = {
  /** The TXT records of a name, each joined to one string. */
  readonly texts: (name: string) => Promise<readonly string[]>;
  /** The hosts that take mail for a domain, the first choice first; an empty name: it takes none (RFC 7505). */
  readonly mailHosts: (domain: string) => Promise<readonly string[]>;
  /** IPv4 and IPv6. */
  readonly addresses: (name: string) => Promise<readonly string[]>;
};

/**
 * `server`: an address, with a port behind a colon where it is not 53; without it the machine's own are asked.
 * @throws UserError for what is no address.
 */
export function openDns(server?: string, timeoutMs = 3_000): Dns {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (server !== undefined) {
    const [, host = server] =
      /^\[?(.*?)\]?(?::\d+)?$/.exec(isIP(server) === 6 ? `[${server}]` : server) ?? [];
    if (isIP(host) === 0)
      throw new UserError(
        `--dns is “${server}”. Give the address of a name server: 192.0.2.53 or 192.0.2.53:5353.`,
      );
    resolver.setServers([server]);
  }
  return {
    texts: async (name) => (await orNone(() => resolver.resolveTxt(name))).map((pieces) => pieces.join('')),
    mailHosts: async (domain) =>
      (await orNone(() => resolver.resolveMx(domain)))
        .toSorted((a, b) => a.priority - b.priority)
        .map(({ exchange }) => exchange),
    addresses: async (name) => {
      const asked = [() => resolver.resolve4(name), () => resolver.resolve6(name)];
      return (await Promise.all(asked.map(orNone))).flat();
    },
  };
}

async function orNone<T>(asked: () => Promise<T[]>): Promise<T[]> {
  try {
    return await asked();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A name that cannot be asked for (EBADNAME) has no record either.
    if (code === 'ENOTFOUND' || code === 'ENODATA' || code === 'EBADNAME') return [];
    throw error;
  }
}
