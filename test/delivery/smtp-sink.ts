/** Postfix's smtp-sink, an SMTP server that no one here wrote, started on a free port and stopped by its number. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const program = ['/usr/sbin/smtp-sink', '/usr/local/sbin/smtp-sink'].find(existsSync);

/** Whether the Debian package `postfix` is there; tests that need it say that they were skipped. */
export const hasSmtpSink = program !== undefined;

export type Sink = { readonly url: string; readonly port: number; readonly stop: () => Promise<void> };

/** Starts it with the given options (`-f rcpt`, `-q .`, `-d template`), `folder` being its working directory. */
export async function startSmtpSink(folder: string, options: readonly string[] = []): Promise<Sink> {
  const port = await freePort();
  // As root it insists on being told whom to be.
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
  const words = [...user, ...options, `127.0.0.1:${port}`, '100'];
  const child = spawn(program as string, words, { cwd: folder, stdio: 'ignore' });
  await untilListening(port, child);
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    stop: async () => {
      // Some options let it end by itself.
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`smtp-sink ended with ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('smtp-sink did not begin to listen');
}
