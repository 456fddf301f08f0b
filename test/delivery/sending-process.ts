/** A process that sends the test edition, so that tests can kill it: `node sending-process.ts FOLDER URL [hold|resend]`. */
import { openDatabase } from '../../src/database/open.ts';
import { sendMailing } from '../../src/delivery/send.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { edition, secret } from './edition.ts';

const [folder, url, onUnknown] = process.argv.slice(2) as [string, string, ('hold' | 'resend')?];
const database = await openDatabase(folder);
const transport = await openTransport(folder, url);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.stdout.write('started\n');
const summary = await sendMailing({
  database,
  transport,
  secret,
  edition: edition(),
  onUnknown: onUnknown ?? 'hold',
  signal: stop.signal,
});
await transport.close();
await database.close();
process.stdout.write(`${JSON.stringify(summary)}\n`);
