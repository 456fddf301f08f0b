/**
 * A million readers, sent to by `tumen send` as its operator runs it: how soon after a crash the first message is out again,
 * and what memory the run takes to its end. `SCALE=0.1` sends to a tenth as many.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../src/database/open.ts';
import { addReaders } from '../delivery/edition.ts';
import { startSmtpServer } from '../delivery/smtp-server.ts';
import { repository, temporaryPublication } from '../temporary-publication.ts';
import { printFigure } from './figures.ts';

const readers = Math.round(1_000_000 * Number(process.env.SCALE ?? 1));

const root = await temporaryPublication();
const database = await openDatabase(root);
await addReaders(database, readers, 1000);
await database.close();
const server = await startSmtpServer({ extensions: ['PIPELINING', 'CHUNKING'], keep: false });

function send(): ChildProcess {
  return spawn(process.execPath, [join(repository, 'src/cli.ts'), 'send', '1', '--yes'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      TUMEN_SECRET: 'a-secret-of-more-than-thirty-two-characters',
      SMTP_URL: server.url,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const first = send();
while (server.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
first.kill('SIGKILL');
await once(first, 'close');
const before = server.received.length;

const started = performance.now();
const child = send();
const ended = once(child, 'close');
while (server.received.length === before) await new Promise((resolve) => setTimeout(resolve, 2));
printFigure({
  what: `first message after a crash, ${readers.toLocaleString('en')} readers`,
  value: performance.now() - started,
  unit: 'ms',
  against: 'limit',
  reference: 2000,
  most: 1,
});

/** In megabytes, as often as it was looked at. */
const resident: number[] = [];
while (child.exitCode === null) {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  if (kilobytes !== undefined) resident.push(Number(kilobytes) / 1024);
  await new Promise((resolve) => setTimeout(resolve, 200));
}
await ended;
const sent = server.received.length - before;
const quarter = Math.floor(resident.length / 4);
printFigure({
  what: `resident memory at most, ${sent.toLocaleString('en')} sent`,
  value: Math.max(...resident),
  unit: 'MB',
  against: 'limit',
  reference: 250,
  most: 1,
});
printFigure({
  what: 'resident memory, most of the last quarter',
  value: Math.max(...resident.slice(-quarter)),
  unit: 'MB',
  against: 'most of the first quarter',
  reference: Math.max(...resident.slice(0, quarter)),
  most: 1.1,
});
await server.close();
await rm(root, { recursive: true });
