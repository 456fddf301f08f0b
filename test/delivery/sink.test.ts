import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import PostalMime from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { importCsv } from '../../src/audience/import.ts';
import { sendMailing } from '../../src/delivery/send.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { edition, secret } from './edition.ts';
import { hasSmtpSink, startSmtpSink } from './smtp-sink.ts';

const when = hasSmtpSink ? test : test.skip;
if (!hasSmtpSink) process.stdout.write('note: smtp-sink is missing; sending through it was not tested.\n');

when('1,000 readers get one message each through a server that is not ours, all of them whole', () =>
  withDatabase(async (database, folder) => {
    const rows = Array.from(
      { length: 1000 },
      (_, index) => `r${index}@d${index % 7}.example.org,Reader ${index}`,
    );
    await importCsv(database, Readable.from([`email,name\n${rows.join('\n')}\n`]), {
      list: 'weekly',
      fields: [],
      source: 'test',
    });
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
    assert.equal(got.sort(), rows.map((row) => row.split(',')[0] as string).sort());
  }),
);

test.run();
