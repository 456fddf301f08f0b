import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sendMailing } from '../../src/delivery/send.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { sinkWays, trySinkWay } from '../faults/sink-ways.ts';
import { addReaders, edition, secret } from './edition.ts';
import { hasSmtpSink, startSmtpSink } from './smtp-sink.ts';

const when = hasSmtpSink ? test : test.skip;
if (!hasSmtpSink) process.stdout.write('note: smtp-sink is missing; sending through it was not tested.\n');

when('1,000 readers get one message each through a server that is not ours, all of them whole', () =>
  withDatabase(async (database, folder) => {
    await addReaders(database, 1000, 7);
    const dumped = join(folder, 'dumped');
    mkdirSync(dumped);
    const sink = await startSmtpSink(folder, ['-d', `${dumped}/%M.`]);
    try {
      const transport = await openTransport(folder, sink.url);
      const { totals, stopped } = await sendMailing({ database, transport, secret, edition: edition() });
      await transport.close();
      assert.equal([totals.accepted, stopped], [1000, null]);
    } finally {
      await sink.stop();
    }
    const got: string[] = [];
    for (const file of readdirSync(dumped)) {
      const dump = readFileSync(join(dumped, file));
      // The sink writes its own headers in front, one of them the recipient.
      const email = await PostalMime.parse(dump);
      const to = email.to?.[0]?.address ?? '';
      assert.is(email.headers.find(({ key }) => key === 'x-rcpt-args')?.value, `<${to}>`);
      assert.ok(email.html?.trimEnd().endsWith('</body></html>'), 'the HTML is whole');
      assert.match(email.text ?? '', new RegExp(`^Dear Reader ${/^r(\d+)@/.exec(to)?.[1]},`));
      got.push(to);
    }
    const invited = Array.from(
      { length: 1000 },
      (_, index) => `r${index + 1}@d${(index + 1) % 7}.example.org`,
    );
    assert.equal(got.sort(), invited.sort());
  }),
);

// The short form of test/faults/sink.test.ts.
const short = [
  'hangs up at .',
  'says 421 at connect',
  'refuses for now mail',
  'refuses for good rcpt',
  'refuses for good .',
  'refuses in the middle of the body',
  'takes its time at DATA',
  'dies after seven messages',
  'has no ESMTP',
];
for (const way of sinkWays.filter(({ name }) => short.includes(name)))
  when(`an smtp-sink that ${way.name}`, () => trySinkWay(way, 30));

test.run();
