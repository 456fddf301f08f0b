import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repository, temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

test('the service says where it is, answers there, tells what it cannot show, and ends when it is asked to', async () => {
  const root = await temporaryPublication({ 'issues/002-broken.md': '---\nnumber: 2\n---\n' });
  const child = spawn(process.execPath, [join(repository, 'src/cli.ts'), 'serve', '--port', '0'], {
    cwd: root,
    env: { PATH: process.env.PATH, NO_COLOR: '1', MAILGUN_SIGNING_KEY: 'key-0123456789abcdef' },
  });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (data) => (stderr += data));
  while (!stdout.includes('\n')) stdout += String((await once(child.stdout, 'data'))[0]);
  const url = /^Serving at (http:\/\/127\.0\.0\.1:\d+\/)\n/.exec(stdout)?.[1] ?? '';
  assert.match(await (await fetch(url)).text(), 'A ship, and a crane that stands still');
  assert.match(stderr, /^not shown: issues\/002-broken\.md:1: /m);
  child.kill('SIGTERM');
  const [status] = await once(child, 'exit');
  assert.is(status, 0);
  assert.match(stdout, '\nWebhook https://harbour.example.org/hooks/mailgun (***cdef)\n');
  await rm(root, { recursive: true, force: true });
});

test('a webhook’s key that cannot be one is told before anything is served', async () => {
  const root = await temporaryPublication();
  const { status, stdout, stderr } = await tumen(root, ['serve', '--port', '0'], {
    POSTMARK_WEBHOOK_SECRET: 'too-short-to-be-kept',
  });
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(stderr, 'POSTMARK_WEBHOOK_SECRET must have at least 32 letters and digits');
  assert.not.match(stderr, 'too-short');
  await rm(root, { recursive: true, force: true });
});

test('outside of a publication it says so', async () => {
  const root = await temporaryPublication({ 'content/publication.md': null });
  const { status, stdout, stderr } = await tumen(root, ['serve', '--port', '0']);
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(stderr, 'content/publication.md');
  await rm(root, { recursive: true, force: true });
});

test.run();
