/**
 * A process that sends the test edition, so that tests can kill, stop and starve it:
 * `node sending-process.ts FOLDER URL '{"onUnknown":"resend","leaseMs":1000,"stay":true}'`.
 */
import { openDatabase } from '../../src/database/open.ts';
import { type SendOptions, sendMailing } from '../../src/delivery/send.ts';
import { sharedSlots } from '../../src/delivery/shared-slots.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { edition, secret } from './edition.ts';

const [folder, url, options] = process.argv.slice(2) as [string, string, string?];
const database = await openDatabase(folder, process.env.DATABASE_URL);
const slots = sharedSlots(database);
const transport = await openTransport(folder, url, slots);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.stdout.write('started\n');
try {
  const summary = await sendMailing({
    database,
    transport,
    secret,
    edition: edition(),
    slots,
    signal: stop.signal,
    ...(JSON.parse(options ?? '{}') as Partial<SendOptions>),
  });
  process.stdout.write(`${JSON.stringify(summary)}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).name}: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
await transport.close();
await database.close().catch(() => {});
