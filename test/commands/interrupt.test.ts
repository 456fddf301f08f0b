import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openDatabase } from '../../src/database/open.ts';
import { addReaders } from '../delivery/edition.ts';
import { type SmtpServer, startSmtpServer } from '../delivery/smtp-server.ts';
import { repository, temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

const readers = 60;

type Interrupted = {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly root: string;
};

/** Interrupts `tumen send` once the server holds some messages, and again after each of `pausesMs`. */
async function interrupt(server: SmtpServer, pausesMs: readonly number[]): Promise<Interrupted> {
  const root = await temporaryPublication();
  const database = await openDatabase(root);
  await addReaders(database, readers);
  await database.close();
  const child = spawn(process.execPath, [join(repository, 'src/cli.ts'), 'send', '1', '--yes'], {
    cwd: root,
    env: { PATH: process.env.PATH, NO_COLOR: '1', SMTP_URL: `${server.url}?connections=2` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  while (server.received.length < 4 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  for (const pauseMs of pausesMs) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    child.kill('SIGINT');
  }
  return { status: await status, stdout, stderr, root };
}

/** Everybody has it once when the rest has been sent. */
async function assertTheRestGoes(server: SmtpServer, root: string, doubts: boolean): Promise<void> {
  const environment = { SMTP_URL: server.url };
  const rest = await tumen(root, ['send', '1', '--yes'], environment);
  assert.is(rest.status, doubts ? 1 : 0, rest.stdout + rest.stderr);
  const everybody = new Set(server.received.map(({ to }) => to));
  const unknown = Number(/unknown +(\d+)/.exec(rest.stdout)?.[1]);
  assert.is(server.received.length, everybody.size, 'nobody twice');
  assert.ok(everybody.size >= readers - unknown && everybody.size <= readers, 'nobody lost');
}

test('Ctrl-C finishes what is under way and says how to go on; the same key press coming twice is one', async () => {
  const server = await startSmtpServer({ fault: ({ moment }) => (moment === 'dot' ? { lateMs: 60 } : null) });
  try {
    const { status, stdout, stderr, root } = await interrupt(server, [10]);
    assert.is(status, 1);
    assert.match(stderr, /Finishing what is under way\. Press Ctrl-C again to stop at once\./);
    assert.match(stdout, /unknown +0\n/);
    assert.match(stdout, /Stopped: It was interrupted\.\n.*"tumen send 1 --list weekly" goes on with them\./);
    await assertTheRestGoes(server, root, false);
  } finally {
    await server.close();
  }
});

test('a second Ctrl-C stops at once; what was handed over is unknown, and nobody is lost', async () => {
  let slow = true;
  const server = await startSmtpServer({
    fault: ({ moment, message }) =>
      moment === 'dot' && slow && message > 4 ? { hang: true, kept: true } : null,
  });
  try {
    const started = performance.now();
    const { status, stdout, root } = await interrupt(server, [600]);
    assert.is(status, 1);
    assert.is(stdout, '');
    assert.ok(performance.now() - started < 60_000);
    slow = false;
    await assertTheRestGoes(server, root, true);
  } finally {
    await server.close();
  }
});

test.run();
