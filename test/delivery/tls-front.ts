/** TLS from the first byte on, in front of a server that speaks plainly; its certificates are for `localhost`, of an authority of the tests' own. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

const folder = join(import.meta.dirname, '..', 'fixtures', 'tls');

/** What NODE_EXTRA_CA_CERTS must name for `good` to be believed; `expired` ended in 2021. */
export const authority = join(folder, 'authority.crt');

export async function startTlsFront(
  port: number,
  certificate: 'good' | 'expired',
): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer(
    {
      cert: readFileSync(join(folder, `${certificate}.crt`)),
      key: readFileSync(join(folder, 'localhost.key')),
    },
    (socket) => {
      const behind = connect(port, '127.0.0.1');
      for (const end of [socket, behind]) end.on('error', () => {});
      socket.on('close', () => behind.destroy());
      socket.pipe(behind).pipe(socket);
    },
  );
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}
