import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explainBounces } from '../../src/commands/explain-bounces.ts';
import { openDatabase } from '../../src/database/open.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../bounces/dovecot.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { repository, temporaryPublication } from '../temporary-publication.ts';
import { collect } from '../terminal/collect.ts';
import { tumen } from './tumen.ts';

const when = hasDovecot ? test : test.skip;
if (!hasDovecot)
  process.stdout.write('note: Dovecot 2.3 is missing; the mailbox of BOUNCES_URL was not tested.\n');

const root = await temporaryPublication();
const folder = mkdtempSync(join(tmpdir(), 'tumen-'));
let dovecot: Dovecot;
test.before(async () => {
  if (hasDovecot) dovecot = await startDovecot(folder);
});
test.after(async () => {
  if (hasDovecot) await dovecot.stop();
  rmSync(folder, { recursive: true, force: true });
});

const report = 'From: mailer-daemon@mx.example.net\r\n\r\n550 5.1.1 <ada@example.org>: user unknown\r\n';

const pipe = (input: string, environment: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [join(repository, 'src/cli.ts'), 'bounces'], {
    cwd: root,
    input,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NO_COLOR: '1', ...environment },
  });

/** How many reports came to which outcome; those of which there are none are left out. */
const sumOf = (stdout: string): Record<string, number> =>
  Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
      .map(([name, count]) => [name as string, Number(count)] as const)
      .filter(([, count]) => count > 0),
  );

test('a report from a stranger, piped in or in a Maildir, changes nothing and is explained', async () => {
  const piped = pipe(report);
  assert.is(piped.status, 0, piped.stderr);
  assert.match(piped.stdout, /^outcome\treports\twhat follows\ngiven up\t0\t/);
  assert.equal(sumOf(piped.stdout), { ignored: 1 });
  for (const name of ['new', 'cur']) mkdirSync(join(root, 'mail', name), { recursive: true });
  writeFileSync(join(root, 'mail/new/1.host'), report);
  assert.equal(sumOf((await tumen(root, ['bounces', 'mail'])).stdout), { 'seen before': 1 });
  assert.is((await tumen(root, ['bounces', 'mail'])).stdout, 'Nothing new has come back.\n');
  const { stdout } = await tumen(root, ['bounces', '--explain']);
  assert.match(
    stdout,
    /^time\treader\tkind\tstatus\tmailing\torigin\tdecision\twords\n[^\n]*\t\thard\t5\.1\.1\t\tpipe\tStatus 5\.1\.1: .*no Message-ID/,
  );
});

test('of a message that is larger than any report the beginning is read', async () => {
  const { status, stdout } = pipe(`${report}${'x y\r\n'.repeat(1_500_000)}`);
  assert.is(status, 0);
  assert.equal(sumOf(stdout), { ignored: 1 });
});

test('a folder that is no Maildir is told, and so is nothing to read', async () => {
  const { status, stderr, stdout } = await tumen(root, ['bounces', 'content']);
  assert.is(status, 1);
  assert.is(stderr, 'tumen: content is no Maildir: it has no folders "new" and "cur".\n');
  assert.is(stdout, '');
  const nothing = await tumen(root, ['bounces']);
  assert.is(nothing.status, 1);
  assert.match(
    nothing.stderr,
    /^tumen: There is nothing to read\. Name a Maildir or a mailbox, set BOUNCES_URL, or pipe/,
  );
});

test('with another secret than the messages were sent with nothing is read', async () => {
  for (const name of ['new', 'cur']) mkdirSync(join(root, 'mail', name), { recursive: true });
  writeFileSync(join(root, 'mail/new/2.host'), `Subject: again\r\n${report}`);
  const other = { TUMEN_SECRET: 'another-secret-of-at-least-thirty-two-characters' };
  const { status, stdout, stderr } = await tumen(root, ['bounces', 'mail'], other);
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(stderr, /signed with key [0-9a-f]{6}, and the secret of this machine makes key [0-9a-f]{6}/);
  assert.equal(sumOf((await tumen(root, ['bounces', 'mail'])).stdout), { ignored: 1 });
});

test('an address of a mailbox that is none is told, its password never', async () => {
  for (const [words, environment] of [
    [['bounces', 'ftp://b:hidden@mail.example.org'], {}],
    [['bounces'], { BOUNCES_URL: 'imaps://b@example.org:hidden%zz@mail.example.org' }],
  ] as const) {
    const { status, stdout, stderr } = await tumen(root, words, environment);
    assert.is(status, 1);
    assert.is(stdout, '');
    assert.match(stderr, /^tumen: The mailbox “.*Use imaps:\/\/user:password@host\/INBOX or pop3s/);
    assert.not.match(stderr, 'hidden');
  }
});

test('a person is told every decision whole, in a window of any width, and their sum', () =>
  withDatabase(async (database) => {
    const window = collect({ columns: 60 });
    await explainBounces(window, database);
    assert.match(window.written(), /^Nothing has been read so far/);
    const row = { at: Date.UTC(2026, 0, 31, 9, 5), subscriber_id: null, mailing_id: null, origin: 'imap' };
    const rows = Array.from({ length: 2_500 }, (_, number) => ({
      ...row,
      event_key: String(number),
      kind: 'hard' as const,
      status: '5.1.1',
      diagnostic: `smtp; 550 5.1.1 number ${number}\u001b[31m of a long line`,
      decision: 'Status 5.1.1: there is no such address. It is known no longer: nothing was changed.',
    }));
    for (let from = 0; from < rows.length; from += 500)
      await database.kysely
        .insertInto('bounces')
        .values(rows.slice(from, from + 500))
        .execute();
    await explainBounces(window, database);
    const text = ['1', '2', '22'].reduce(
      (all, code) => all.replaceAll(`\u001b[${code}m`, ''),
      window.written(),
    );
    assert.not.match(text, '\u001b', 'no server colours a terminal');
    assert.match(text, /2026-01-31 09:05 {2}\(nobody that we know\) {2}hard, 5\.1\.1, imap\n/);
    assert.match(text, /\n {2}[^\n]*nothing was changed\.\n/);
    assert.match(text, 'number 2499');
    assert.match(text, /\nignored +2,500 {2}nothing was changed\n/);
    for (const line of text.split('\n').filter((one) => one.startsWith('  ')))
      assert.ok(line.length <= 60, line);
  }));

when(
  'the mailbox of BOUNCES_URL is read where nothing is piped in; TLS is verified by the name',
  async () => {
    const user = 'desk';
    dovecot.deliver(user, [`Subject: 1\r\n${report}`, `Subject: 2\r\n${report}`]);
    const at = (protocol: 'imap' | 'pop3', host: string) =>
      `${dovecot.url(protocol, user, { tls: true, host })}?tls=required`;
    const trust = { NODE_EXTRA_CA_CERTS: dovecot.certificate };
    const refused = await tumen(root, ['bounces'], { BOUNCES_URL: at('imap', '127.0.0.1'), ...trust });
    assert.is(refused.status, 1);
    assert.match(refused.stderr, /gives no TLS that can be trusted/, 'the certificate is of another name');
    assert.not.match(refused.stderr, 'secret');
    const url = at('imap', 'localhost');
    assert.equal(sumOf(pipe(`Subject: 3\r\n${report}`, { BOUNCES_URL: url }).stdout), { ignored: 1 });
    assert.equal(dovecot.flags(user), ['', ''], 'what is piped in comes first');
    writeFileSync(join(root, '.env'), `BOUNCES_URL=${url}\n`);
    const read = await tumen(root, ['bounces'], trust);
    assert.is(read.status, 0, read.stderr);
    assert.equal(sumOf(read.stdout), { ignored: 2 });
    assert.equal(dovecot.flags(user), ['S', 'S']);
    assert.is((await tumen(root, ['bounces'], trust)).stdout, 'Nothing new has come back.\n');
    rmSync(join(root, '.env'));
    const emptied = await tumen(root, ['bounces', at('pop3', 'localhost')], trust);
    assert.equal(sumOf(emptied.stdout), { 'seen before': 2 }, emptied.stderr);
    assert.equal(dovecot.flags(user), []);
  },
);

for (const protocol of ['imap', 'pop3'] as const) {
  when(
    `${protocol}: killed amid a mailbox, it goes on the next time, and each report counts once`,
    async () => {
      const [user, most] = [protocol, 400];
      dovecot.deliver(
        user,
        Array.from({ length: most }, (_, number) => `Subject: ${protocol} ${number}\r\n${report}`),
      );
      const url = dovecot.url(protocol, user);
      const database = await openDatabase(root);
      const settled = async () =>
        (await database.kysely.selectFrom('bounces').select('id').where('origin', '=', protocol).execute())
          .length;
      const before = await settled();
      const killed = spawn(process.execPath, [join(repository, 'src/cli.ts'), 'bounces', url], {
        cwd: root,
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => killed.once('close', resolve));
      while (killed.exitCode === null && (await settled()) < before + 20)
        await new Promise((resolve) => setTimeout(resolve, 5));
      killed.kill('SIGKILL');
      await ended;
      const done = (await settled()) - before;
      assert.ok(done >= 20 && done < most, `${done} were settled when it was killed`);
      const { stdout, stderr } = await tumen(root, ['bounces', url]);
      const { ignored, 'seen before': again = 0 } = sumOf(stdout);
      assert.is(ignored, most - done, stderr);
      if (protocol === 'imap') assert.ok(again <= 1, `${again} were read a second time`);
      else assert.is(again, done);
      assert.is((await settled()) - before, most);
      assert.is(dovecot.flags(user).filter((flag) => flag !== 'S').length, 0);
      await database.close();
    },
  );
}

test.run();
