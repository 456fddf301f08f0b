import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repository, temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

const root = await temporaryPublication();

test('a report from a stranger, piped in or in a Maildir, changes nothing and is explained', async () => {
  const report = 'From: mailer-daemon@mx.example.net\r\n\r\n550 5.1.1 <ada@example.org>: user unknown\r\n';
  const piped = spawnSync(process.execPath, [join(repository, 'src/cli.ts'), 'bounces'], {
    cwd: root,
    input: report,
    encoding: 'utf8',
  });
  assert.is(piped.status, 0, piped.stderr);
  assert.match(piped.stdout, /^0 given up, 0 complained, 0 failed for now, 1 ignored, 0 seen before\./);
  for (const name of ['new', 'cur']) mkdirSync(join(root, 'mail', name), { recursive: true });
  writeFileSync(join(root, 'mail/new/1.host'), report);
  assert.match((await tumen(root, ['bounces', 'mail'])).stdout, /0 ignored, 1 seen before\./);
  const { stdout } = await tumen(root, ['bounces', '--explain']);
  assert.match(
    stdout,
    /^time\treader\tkind\tstatus\tdecision\n[^\n]*\t\thard\t5\.1\.1\tStatus 5\.1\.1: .*no Message-ID of ours/,
  );
});

test('a folder that is no Maildir is told', async () => {
  const { status, stderr } = await tumen(root, ['bounces', 'content']);
  assert.is(status, 1);
  assert.is(stderr, 'tumen: content is no Maildir: it has no folders "new" and "cur".\n');
});

test.run();
