import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repository, smallPublication, temporaryPublication, writeFiles } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

const smtpSink = ['/usr/sbin/smtp-sink', '/usr/bin/smtp-sink'].find((path) => existsSync(path));
const names = [
  'Ada',
  'Бόрис',
  '김민수',
  "O'Neil",
  'María José',
  'محمد',
  '=cmd()',
  '<b>X</b>',
  '{{subscriber.email}}',
  '',
];

function readersCsv(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, index) =>
      `reader${index}@example${index % 7}.org,"${names[index % names.length]}",${index % 2 ? 'Seoul' : ''}`,
  );
  return `email,name,city\n${rows.join('\n')}\n`;
}

function outbox(root: string): string[] {
  const folder = join(root, 'outbox/new');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

async function recipients(files: readonly string[]): Promise<string[]> {
  const parsed = await Promise.all(files.map((file) => PostalMime.parse(readFileSync(file))));
  return parsed.map((message) => message.to?.[0]?.address as string).sort();
}

test('bad rows of a CSV are told with file, line and reason, the good ones are taken, and the status is 1', async () => {
  const root = await temporaryPublication({
    'readers.csv':
      'email,name\nada@example.org,Ada\nnot an address,Bob\nADA@example.org,Ada again\n"eve@example.org\nBcc: all@example.org",Eve\n',
  });
  const { status, stdout, stderr } = await tumen(root, [
    'subscribers',
    'import',
    'readers.csv',
    '--list',
    'weekly',
  ]);
  assert.is(status, 1);
  assert.match(stdout, 'readers.csv (a plain list, UTF-8) imported onto weekly: 4 rows');
  assert.match(stdout, /^added\t1\ntwice in the file\t1\nrejected\t2$/m);
  assert.match(stderr, /^readers\.csv:3: /m);
  assert.match(stderr, /^readers\.csv:5: /m);
  const list = await tumen(root, ['subscribers', 'list', '--list', 'weekly']);
  assert.equal(
    list.stdout
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split('\t')[0]),
    ['ada@example.org'],
  );
});

test('who has left is not brought back, neither by an import nor by the desk', async () => {
  const root = await temporaryPublication({ 'readers.csv': 'email\nada@example.org\n' });
  await tumen(root, ['subscribers', 'add', 'ada@example.org', '--list', 'weekly']);
  assert.is(
    (await tumen(root, ['subscribers', 'remove', 'ada@example.org', '--list', 'weekly'])).stdout,
    'ada@example.org has left weekly.\n',
  );
  const again = await tumen(root, ['subscribers', 'import', 'readers.csv', '--list', 'weekly']);
  assert.match(again.stdout, /^added\t0\nleft here before, and stay away\t1$/m);
  assert.is((await tumen(root, ['subscribers', 'add', 'ada@example.org', '--list', 'weekly'])).status, 1);
  const sent = await tumen(root, ['send', '1', '--yes']);
  assert.is(sent.status, 1);
  assert.is(sent.stderr, 'tumen: Nobody is on the list weekly. Add readers with: tumen subscribers import\n');
  assert.equal(outbox(root), []);
});

test('a list is not mailed without a question, and there is nobody to ask in a pipe', async () => {
  const root = await temporaryPublication();
  await tumen(root, ['subscribers', 'add', 'ada@example.org']);
  const { status, stdout, stderr } = await tumen(root, ['send', '1', '--list', 'weekly']);
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(
    stderr,
    /^Issue {4}1, “A ship, and a crane that stands still”\nTo {7}1 reader of Weekly \(weekly\)\nThrough {2}outbox:/,
  );
  assert.match(stderr, '--yes');
  assert.equal(outbox(root), []);
});

test('a dry run says what would be sent, and neither sends nor notes anything', async () => {
  const root = await temporaryPublication({ 'readers.csv': readersCsv(3) });
  await tumen(root, ['subscribers', 'import', 'readers.csv']);
  const { status, stdout } = await tumen(root, ['send', 'latest', '--dry-run']);
  assert.is(status, 0);
  assert.match(
    stdout,
    /^Issue {4}1, .*\nTo {7}3 readers of Weekly \(weekly\)\nThrough {2}outbox:.*\nA dry run: nothing was sent\.\n$/,
  );
  const later = await tumen(root, ['send', 'latest', '--dry-run', '--at', '2124-06-24T08:00+00:00'], {
    TZ: 'UTC',
  });
  assert.match(later.stdout, /\nAt {7}Sat Jun 24 2124 08:00:00 GMT\+0000\nA dry run/);
  assert.equal(outbox(root), []);
  assert.is((await tumen(root, ['status'])).stdout, 'No issue has been sent to any list yet.\n');
});

test('a time that has passed is told of, and sending begins at once', async () => {
  const root = await temporaryPublication({ 'readers.csv': readersCsv(2) });
  await tumen(root, ['subscribers', 'import', 'readers.csv']);
  const { status, stderr } = await tumen(root, ['send', '1', '--yes', '--at', '2024-06-22T08:00Z']);
  assert.is(status, 0);
  assert.match(stderr, /^--at 2024-06-22T08:00Z has passed: sending begins at once\.$/m);
  assert.is(outbox(root).length, 2);
});

test('a proof goes to one address, outside every list', async () => {
  const root = await temporaryPublication({ 'readers.csv': readersCsv(3) });
  await tumen(root, ['subscribers', 'import', 'readers.csv']);
  const { status, stdout } = await tumen(root, ['send', '1', '--test', 'you@example.org']);
  assert.is(status, 0);
  assert.match(stdout, /^Proof of 001-ship to you@example\.org through outbox:/);
  assert.equal(await recipients(outbox(root)), ['you@example.org']);
  assert.is((await tumen(root, ['status', '1'])).stdout, 'Issue 1 has not been sent to any list yet.\n');
  const wrong = await tumen(root, ['send', '1', '--test', 'you@example.org', '--yes']);
  assert.is(wrong.status, 2);
});

test('sent into the outbox and run again, everyone has one message, and the sum is right', async () => {
  const root = await temporaryPublication({ 'readers.csv': readersCsv(40) });
  await tumen(root, ['subscribers', 'import', 'readers.csv']);
  const first = await tumen(root, ['send', '1', '--list', 'weekly', '--yes']);
  assert.is(first.status, 0, first.stderr);
  assert.match(
    first.stdout,
    /accepted {2}40\n {2}refused {4}0\n {2}skipped {4}0\n {2}unknown {4}0\n {2}waiting {4}0\n {2}─+\n {2}audience {2}40\n/,
  );
  assert.match(first.stderr, /^Sending: 0 of 40 \(0 %\)\n/);
  assert.not.match(first.stderr, '\u001b');
  const second = await tumen(root, ['send', '1', '--list', 'weekly', '--yes']);
  assert.is(second.status, 0);
  assert.match(second.stdout, /^Nobody is left: /);
  const sent = await recipients(outbox(root));
  assert.is(sent.length, 40);
  assert.is(new Set(sent).size, 40);
  const accepted = await tumen(root, ['status', '1', '--who', 'accepted']);
  assert.is(accepted.stdout.trim().split('\n').length, 41);
});

test('each message is for one reader, with the one-click headers, and values stay data', async () => {
  const root = await temporaryPublication({
    'readers.csv': 'email,name\nada@example.org,<b>{{subscriber.email}}</b>\n',
  });
  await tumen(root, ['subscribers', 'import', 'readers.csv']);
  await tumen(root, ['send', '1', '--yes']);
  const [file] = outbox(root);
  const message = await PostalMime.parse(readFileSync(file as string));
  const header = (name: string): string[] =>
    message.headers.filter(({ key }) => key === name).map(({ value }) => value);
  assert.equal(header('list-unsubscribe-post'), ['List-Unsubscribe=One-Click']);
  assert.match(
    header('list-unsubscribe')[0] ?? '',
    /^<https:\/\/harbour\.example\.org\/unsubscribe\/v1\.[\w.-]+>,\s+<mailto:[^>]+>$/,
  );
  assert.equal(header('cc'), []);
  assert.ok(message.html?.includes('Dear &lt;b&gt;{{subscriber.email}}&lt;/b&gt;,'));
  assert.ok(message.text?.includes('Dear <b>{{subscriber.email}}</b>,'));
});

test('an issue that was sent is locked: changed, it is neither sent nor rendered again, and it is said what changed', async () => {
  const root = await temporaryPublication({ 'readers.csv': readersCsv(2) });
  await tumen(root, ['subscribers', 'import', 'readers.csv']);
  assert.is((await tumen(root, ['send', '1', '--yes'])).status, 0);
  const lock = JSON.parse(readFileSync(join(root, 'issues/001-ship.lock.json'), 'utf8'));
  assert.is(lock.issue, 1);
  assert.ok(Object.keys(lock.inputs).includes('content/stories/2024-06-18-ship.md'));
  assert.is((await tumen(root, ['render', '1', '--verify'])).status, 0);
  const story = smallPublication['content/stories/2024-06-18-ship.md'] as string;
  await writeFiles(root, {
    'content/stories/2024-06-18-ship.md': story.replace('Nobody says', 'Nobody said'),
  });
  for (const words of [
    ['send', '1', '--yes'],
    ['render', '1'],
    ['render', '1', '--verify'],
    ['check', '1'],
  ]) {
    const { status, stdout, stderr } = await tumen(root, words);
    assert.is(status, 1, words.join(' '));
    assert.match(
      stdout + stderr,
      'Issue 1 was sent, and its html, its text would no longer be the same, because this file changed.',
    );
    assert.match(stdout + stderr, 'content/stories/2024-06-18-ship.md');
  }
  assert.is(outbox(root).length, 2);
});

test('an issue with errors does not go to a list, but a proof of it does', async () => {
  const story = smallPublication['content/stories/2024-06-18-ship.md'] as string;
  const root = await temporaryPublication({
    'readers.csv': readersCsv(2),
    'content/stories/2024-06-18-ship.md': story.replace(
      'A ship came in on Tuesday',
      'TK: a ship came in on Tuesday',
    ),
  });
  await tumen(root, ['subscribers', 'import', 'readers.csv']);
  const dry = await tumen(root, ['send', '1', '--dry-run']);
  assert.is(dry.status, 1);
  assert.match(dry.stderr, 'content/stories/2024-06-18-ship.md:7:1');
  const { status, stderr } = await tumen(root, ['send', '1', '--yes']);
  assert.is(status, 1);
  assert.match(stderr, 'content/stories/2024-06-18-ship.md:7:1');
  assert.equal(outbox(root), []);
  assert.not.ok(existsSync(join(root, 'issues/001-ship.lock.json')));
  assert.is((await tumen(root, ['send', '1', '--test', 'you@example.org'])).status, 0);
});

/** A free port of the loopback address. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error(`Nothing listens on ${port}.`);
}

test('three issues go to 1,000 readers each through Postfix’s smtp-sink; killed and resumed, nobody is mailed twice, and every message parses', async () => {
  if (smtpSink === undefined) {
    console.log('note: skipped, because there is no smtp-sink (Debian package postfix)');
    return;
  }
  const root = await temporaryPublication({
    ...Object.fromEntries(Object.keys(smallPublication).map((file) => [file, null])),
    'readers.csv': readersCsv(1000),
  });
  // The publication of this repository, its images and all.
  spawnSync('cp', ['-r', join(repository, 'content'), join(repository, 'issues'), root]);
  const list = await tumen(root, ['subscribers', 'import', 'readers.csv', '--list', 'weekly']);
  assert.match(list.stdout, /^added\t1,000$/m);
  const [port, folder] = [await freePort(), join(root, 'sink')];
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  const sink = spawn(
    smtpSink,
    [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), '-d', 'message.', `127.0.0.1:${port}`, '100'],
    { cwd: folder, stdio: 'ignore' },
  );
  try {
    await listening(port);
    const environment = { SMTP_URL: `smtp://127.0.0.1:${port}` };
    const killed = spawn(
      process.execPath,
      [join(repository, 'src/cli.ts'), 'send', '1', '--list', 'weekly', '--yes'],
      {
        cwd: root,
        env: { ...process.env, ...environment },
        stdio: 'ignore',
      },
    );
    const ended = new Promise((resolve) => killed.once('close', resolve));
    for (let tries = 0; readdirSync(folder).length < 50 && tries < 400; tries++) await sleep(10);
    killed.kill('SIGKILL');
    await ended;
    const after = await tumen(root, ['status', '1']);
    assert.match(after.stdout, /audience +1,000\n/);
    assert.not.match(after.stdout, /being sent now/);
    for (const issue of ['1', '2', '3']) {
      const { stdout, stderr } = await tumen(root, ['send', issue, '--list', 'weekly', '--yes'], environment);
      assert.match(stdout, /waiting +0\n/, stdout + stderr);
      assert.match(stdout, /audience +1,000\n/);
    }
  } finally {
    sink.kill();
  }
  const files = readdirSync(folder).map((name) => join(folder, name));
  const messages = await Promise.all(
    files.map(async (file) => {
      // smtp-sink writes what it saw of the envelope above the message.
      const text = readFileSync(file)
        .toString('latin1')
        .replace(/^(X-[\w-]+: .*\r?\n)+(Received: .*\r?\n(\s.*\r?\n)*)?/, '');
      writeFileSync(file, text, 'latin1');
      return PostalMime.parse(Buffer.from(text, 'latin1'));
    }),
  );
  const received = messages.map((message) => `${message.subject} ${message.to?.[0]?.address}`);
  assert.is(new Set(received).size, received.length, 'nobody has an issue twice');
  const unknown = await tumen(root, ['status', '1', '--who', 'unknown']);
  const unknownRows = unknown.stdout.trim().split('\n').length - 1;
  assert.ok(received.length + unknownRows >= 3000, `${received.length} received and ${unknownRows} unknown`);
  for (const message of messages) assert.ok(message.text && message.html && message.messageId);
  const python = spawnSync('python3', [join(repository, 'test/commands/defects.py'), folder], {
    encoding: 'utf8',
  });
  if (python.status === null) console.log('note: Python is not there, so its parser was not asked');
  else assert.is(python.stdout + python.stderr, '');
});

test.run();
