/** Sending messages of 80 KB: each figure beside its peer's, or beside the law that binds it, in the same run. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Database } from '../../src/database/open.ts';
import type { DkimKey } from '../../src/delivery/dkim.ts';
import { signMessage } from '../../src/delivery/dkim-signature.ts';
import { openSigners } from '../../src/delivery/dkim-threads.ts';
import { composeMessage, prepareMessages } from '../../src/delivery/message.ts';
import { sendMailing } from '../../src/delivery/send.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { addReaders, edition, reader, secret, content as small } from '../delivery/edition.ts';
import { hasSmtpSink, startSmtpSink } from '../delivery/smtp-sink.ts';
import { publication } from '../render/issue-value.ts';
import { printFigure } from './figures.ts';

const filler = '<p>A long sentence of a story that says nothing at all.</p>\n'.repeat(1250);
const content = { ...small, html: small.html.replace('</body>', `${filler}</body>`) };
const sender = {
  publication: publication(),
  list: { id: 'weekly', name: 'Weekly', description: '' },
  issueNumber: 2,
};
const template = prepareMessages(content, sender);
const size = composeMessage(template, reader(), new Date()).size;
process.stdout.write(`  messages of ${size.toLocaleString('en')} octets, ${availableParallelism()} cores\n`);

/** How often a second `work` can be done, one after the other or `atOnce` at a time. */
async function rate(work: (index: number) => unknown, seconds = 3, atOnce = 1): Promise<number> {
  for (let index = 0; index < 20; index++) await work(index);
  const started = performance.now();
  let done = 0;
  const lane = async () => {
    while (performance.now() - started < seconds * 1000) await work(done++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (done * 1000) / (performance.now() - started);
}

const composing = await rate(
  (index) => void composeMessage(template, reader({ name: `Reader ${index}` }), new Date()),
);
const composedByNodemailer = await rate((index) =>
  new MailComposer({
    from: 'desk@example.org',
    to: { name: `Reader ${index}`, address: 'r@example.org' },
    subject: 'The birthday message',
    html: content.html,
    text: content.text,
    textEncoding: 'quoted-printable',
  })
    .compile()
    .build(),
);
printFigure({
  what: 'personalise and compose',
  value: composing,
  unit: '/s',
  against: 'nodemailer',
  reference: composedByNodemailer,
  least: 50,
});

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key: DkimKey = { domain: 'example.org', selector: 's1', algorithm: 'rsa-sha256', key: privateKey };
const digest = Buffer.alloc(500);
const cores = availableParallelism() * 2;
const signing = await rate(
  () => new Promise((resolve) => sign('sha256', digest, privateKey, resolve)),
  3,
  cores,
);
const signers = openSigners([key]);
const signed = await rate(
  (index) =>
    signMessage(composeMessage(template, reader({ name: `R ${index}` }), new Date()), [key], signers.sign),
  3,
  // As many as a run has under way over five connections.
  80,
);
await signers.close();
printFigure({
  what: 'compose and sign (RSA-2048)',
  value: signed,
  unit: '/s',
  against: 'all cores signing',
  reference: signing,
  least: 0.8,
});

/** The whole road: claim, compose, hand over, durable verdict. Messages a second; the audience is frozen before. */
async function wholeRoad(database: Database, url: string): Promise<number> {
  for (const table of ['deliveries', 'events', 'mailings'] as const)
    await database.kysely.deleteFrom(table).execute();
  const transport = await openTransport('', url);
  const options = { database, transport, secret, edition: edition(content) };
  await sendMailing({ ...options, limit: 0 });
  const started = performance.now();
  const { run, stopped } = await sendMailing(options);
  const perSecond = (run.accepted * 1000) / (performance.now() - started);
  await transport.close();
  if (stopped !== null) throw new Error(stopped);
  return perSecond;
}

async function startFastSink(
  delayMs = 0,
): Promise<{ readonly port: number; readonly process: ChildProcess }> {
  // A young heap that stays small: what it reads comes into memory that the core still has at hand.
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=1', join(import.meta.dirname, 'fast-sink.ts'), String(delayMs)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { port: Number(line), process: child };
}

const count = 10_000;
const manyReaders = 300_000;
await withDatabase(async (database, folder) => {
  await addReaders(database, count);
  if (hasSmtpSink) {
    const sink = await startSmtpSink(folder);
    for (const connections of [5, 20]) {
      const words = [
        '-s',
        String(connections),
        '-m',
        String(count),
        '-l',
        String(size),
        '-f',
        'a@example.org',
        '-t',
        'b@example.org',
      ];
      const started = performance.now();
      spawnSync('/usr/sbin/smtp-source', [...words, `127.0.0.1:${sink.port}`]);
      const peer = (count * 1000) / (performance.now() - started);
      const ours = await wholeRoad(database, `${sink.url}?connections=${connections}&messages=100000`);
      printFigure({
        what: `into smtp-sink, ${connections} connections`,
        value: ours,
        unit: '/s',
        against: 'smtp-source',
        reference: peer,
        least: 1,
      });
    }
    await sink.stop();
  }

  // Over so many the second in which the code becomes warm does not count.
  await addReaders(database, manyReaders);
  const fast = await startFastSink();
  const pool = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: fast.port,
    secure: false,
    ignoreTLS: true,
    maxConnections: 5,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  const raw = Buffer.concat(composeMessage(template, reader(), new Date()).chunks);
  const pooled = await rate(
    () => pool.sendMail({ raw, envelope: { from: 'a@example.org', to: ['b@example.org'] } }),
    4,
    10,
  );
  pool.close();
  const kept = await wholeRoad(database, `smtp://127.0.0.1:${fast.port}?connections=5&messages=100000`);
  printFigure({
    what: 'into a sink that keeps up',
    value: kept,
    unit: '/s',
    against: "nodemailer's pool, raw",
    reference: pooled,
    least: 8,
  });
  fast.process.kill();

  const far = await startFastSink(15);
  const distant = await wholeRoad(database, `smtp://127.0.0.1:${far.port}?connections=20&messages=100000`);
  printFigure({
    what: '30 ms away, 20 connections',
    value: distant,
    unit: '/s',
    against: 'one a round trip',
    reference: 20 / 0.03,
    least: 0.8,
  });
  far.process.kill();
});
