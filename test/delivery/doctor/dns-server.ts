/** A name server of our own on UDP (RFC 1035) that answers TXT, MX, A and AAAA from a table, and is silent or ill where it is told to be. */
import { createSocket } from 'node:dgram';
import { openDns } from '../../../src/delivery/doctor/dns.ts';

export type Zone = Readonly<
  Record<
    string,
    | {
        readonly TXT?: readonly string[];
        readonly MX?: readonly (readonly [priority: number, host: string])[];
        readonly A?: readonly string[];
        readonly AAAA?: readonly string[];
      }
    /** No answer at all; an answer that says that the server is ill. */
    | 'silent'
    | 'ill'
  >
>;

const types: Readonly<Record<number, 'A' | 'MX' | 'TXT' | 'AAAA'>> = {
  1: 'A',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
};

export type DnsServer = {
  /** What `--dns` is given. */
  readonly address: string;
  /** `TXT example.org`, in the order in which they were asked for. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
};

export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, end } = readName(query, 12);
    const type = types[query.readUInt16BE(end)];
    asked.push(`${type} ${name}`);
    const entry = zone[name.toLowerCase()];
    if (entry === 'silent') return;
    const values = entry === undefined || entry === 'ill' || type === undefined ? [] : (entry[type] ?? []);
    const answers = values.map((value) => {
      const data = encode(type as string, value);
      const head = Buffer.alloc(12);
      // A pointer to the question's name.
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(query.readUInt16BE(end), 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt32BE(1, 6);
      head.writeUInt16BE(data.length, 10);
      return Buffer.concat([head, data]);
    });
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    const code = entry === 'ill' ? 2 : entry === undefined ? 3 : 0;
    header.writeUInt16BE(0x8580 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers.length, 6);
    socket.send(Buffer.concat([header, query.subarray(12, end + 4), ...answers]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** Does `work` with a DNS that knows `zone` and nothing else. */
export async function withDns<T>(
  zone: Zone,
  work: (dns: ReturnType<typeof openDns>, server: DnsServer) => Promise<T>,
): Promise<T> {
  const server = await startDnsServer(zone);
  try {
    return await work(openDns(server.address, 200), server);
  } finally {
    await server.close();
  }
}

function readName(message: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = message[at] as number; length > 0; length = message[at] as number) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function encode(type: string, value: string | readonly [number, string]): Buffer {
  if (typeof value !== 'string') {
    const priority = Buffer.alloc(2);
    priority.writeUInt16BE(value[0]);
    return Buffer.concat([priority, encodeName(value[1])]);
  }
  if (type === 'A') return Buffer.from(value.split('.').map(Number));
  if (type === 'AAAA') {
    const [before = '', after = ''] = value.split('::');
    const groups = (text: string) =>
      (text === '' ? [] : text.split(':')).map((group) => Number.parseInt(group, 16));
    const all = [
      ...groups(before),
      ...Array<number>(8 - groups(before).length - groups(after).length).fill(0),
      ...groups(after),
    ];
    return Buffer.from(all.flatMap((group) => [group >> 8, group & 255]));
  }
  const pieces = value.match(/.{1,255}/gs) ?? [''];
  return Buffer.concat(
    pieces.map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece, 'latin1')])),
  );
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}
