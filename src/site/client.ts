/** From which network somebody asks: what limits are kept by. */
import { BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { UserError } from '../publication/problem.ts';

export type Client = {
  readonly address: string;
  /** The /24 of an IPv4 address, the /48 of an IPv6 one: what one customer of a provider has. */
  readonly network: string;
};

/** Web servers whose word on where a request came from is taken. */
export type Proxies = BlockList;

/** The machine itself, and what is named: addresses or networks as `10.0.0.0/8`. @throws UserError for what is neither. */
export function readProxies(named: readonly string[]): Proxies {
  const proxies = new BlockList();
  for (const each of ['127.0.0.0/8', '::1', ...named]) {
    const [address = '', bits] = each.split('/');
    const family = isIP(address);
    const inRange = bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
    if (family === 0 || !inRange)
      throw new UserError(`"${each}" is no address of a proxy. Write 10.0.0.2 or 10.0.0.0/8.`);
    const type = family === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) proxies.addAddress(address, type);
    else proxies.addSubnet(address, Number(bits), type);
  }
  return proxies;
}

/**
 * Where the request came from: the connection's other end, or, where that is a proxy of ours, what the proxy wrote last
 * into X-Forwarded-For. What stands before it there was written by the client and means nothing.
 */
export function clientOf(c: Context, proxies: Proxies): Client {
  const peer = plain(getConnInfo(c).remote.address ?? '');
  const told = withoutPort(c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '');
  const address = isProxy(peer, proxies) && isIP(told) !== 0 ? plain(told) : peer;
  return { address, network: networkOf(address) };
}

/** Some web servers write the port as well: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(told: string): string {
  return /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::\d+)?$/i.exec(told)?.slice(1).find(Boolean) ?? told;
}

function isProxy(address: string, proxies: Proxies): boolean {
  const family = isIP(address);
  return family !== 0 && proxies.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** `::ffff:192.0.2.1` is the IPv4 address in it. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

export function networkOf(address: string): string {
  if (isIP(address) === 4) return address.split('.').slice(0, 3).join('.');
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

const ownNetworks = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  ownNetworks.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
] as const)
  ownNetworks.addSubnet(network, bits, 'ipv6');

/** This machine, or one that cannot be reached from the internet. */
export function isOwnNetwork(address: string): boolean {
  return isProxy(address, ownNetworks);
}
