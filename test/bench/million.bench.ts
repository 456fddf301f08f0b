/** A million readers: how soon after a restart the first message is out, and what memory a long run takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, openMailing } from '../../src/delivery/mailing.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { addReaders, edition } from '../delivery/edition.ts';
import { startSmtpServer } from '../delivery/smtp-server.ts';
import { printFigure } from './figures.ts';

const readers = 1_000_000;

await withDatabase(async (database, folder) => {
  await addReaders(database, readers, 1000);
  const { issue, list, content } = edition();
  const sender = { publication: issue.publication, list, issueNumber: issue.number };
  await openMailing(database, {
    issueNumber: issue.number,
    issueSlug: issue.slug,
    list: list.id,
    subject: issue.subject,
    contentHash: contentHash(content, sender),
    notBeforeMs: null,
    segment: null,
  });
  await database.close();

  const server = await startSmtpServer({ extensions: ['PIPELINING', 'CHUNKING'], keep: false });
  const sending = join(import.meta.dirname, '..', 'delivery', 'sending-process.ts');
  const started = performance.now();
  const child = spawn(process.execPath, [sending, folder, server.url, '{}'], { stdio: 'ignore' });
  while (server.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  const firstMs = performance.now() - started;
  printFigure({
    what: 'first message after a restart',
    value: firstMs,
    unit: 'ms',
    against: 'limit',
    reference: 2000,
    most: 1,
  });

  let peakMb = 0;
  const until = performance.now() + 60_000;
  while (performance.now() < until && child.exitCode === null) {
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
    peakMb = Math.max(peakMb, Number(resident ?? 0) / 1024);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const sent = server.received.length;
  printFigure({
    what: `resident memory, ${sent.toLocaleString('en')} sent in a minute`,
    value: peakMb,
    unit: 'MB',
    against: 'limit',
    reference: 250,
    most: 1,
  });
  child.kill('SIGKILL');
  await once(child, 'close');
  await server.close();
});
