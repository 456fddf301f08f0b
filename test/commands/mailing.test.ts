import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallPublication, temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

function sent(root: string): number {
  const folder = join(root, 'outbox/new');
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

/** A publication with ten readers, half of them at each of two domains. */
async function withReaders(): Promise<string> {
  const rows = Array.from(
    { length: 10 },
    (_, index) => `r${index}@${index % 2 ? 'odd' : 'even'}.example.org,R,${index % 2 ? 'Seoul' : ''}`,
  );
  const root = await temporaryPublication({ 'readers.csv': `email,name,city\n${rows.join('\n')}\n` });
  assert.is((await tumen(root, ['subscribers', 'import', 'readers.csv', '--list', 'weekly'])).status, 0);
  return root;
}

test('an issue goes out bit by bit: a limit, one domain, a pause, the rest, and the sum is proven', async () => {
  const root = await withReaders();
  const limited = await tumen(root, ['send', '1', '--limit', '2', '--yes']);
  assert.is(limited.status, 1);
  assert.match(limited.stdout, /Stopped: The limit was reached\./);
  assert.is(sent(root), 2);
  await tumen(root, ['send', '1', '--only-domain', 'odd.example.org', '--yes']);
  assert.is(sent(root), 6);

  const paused = await tumen(root, ['pause', '1', '--list', 'weekly']);
  assert.equal(
    [paused.status, paused.stdout],
    [0, 'Issue 1 to weekly is paused. Go on with: tumen resume 1 --list weekly\n'],
  );
  const still = (await tumen(root, ['status', '1'])).stdout;
  assert.match(still, /, paused\n/);
  assert.match(still, /\n {2}It is paused\. Go on with: tumen resume 1 --list weekly\n$/);
  assert.not.match(still, /at once/);
  const refused = await tumen(root, ['send', '1', '--yes']);
  assert.is(refused.status, 1);
  assert.match(refused.stderr, /is paused\. Go on with: tumen resume 1 --list weekly/);
  assert.is((await tumen(root, ['resume', '1'])).status, 0);
  assert.is((await tumen(root, ['send', '1', '--yes'])).status, 0);
  assert.is(sent(root), 10);

  const proof = await tumen(root, ['status', '1', '--verify']);
  assert.is(proof.status, 0);
  assert.match(proof.stdout, /accepted +10\n/);
  assert.is(proof.stdout.match(/^ {2}holds /gm)?.length, 6);
  assert.not.match(proof.stdout, /BROKEN/);
});

test('of several lists, the one that an issue was sent to need not be named to pause it', async () => {
  const lists = (smallPublication['content/publication.md'] as string).replace(
    '    description: Every Saturday\n',
    '    description: Every Saturday\n  - { id: alerts, name: Alerts, description: Now and then }\n',
  );
  const root = await temporaryPublication({
    'content/publication.md': lists,
    'readers.csv': 'email\na@example.org\nb@example.org\n',
  });
  const unsent = await tumen(root, ['pause', '1']);
  assert.equal(
    [unsent.status, unsent.stderr],
    [1, 'tumen: Which list? Name one with --list: weekly, alerts.\n'],
  );
  await tumen(root, ['subscribers', 'import', 'readers.csv', '--list', 'alerts']);
  await tumen(root, ['send', '1', '--list', 'alerts', '--limit', '1', '--yes']);
  assert.is(
    (await tumen(root, ['pause', '1'])).stdout,
    'Issue 1 to alerts is paused. Go on with: tumen resume 1 --list alerts\n',
  );
});

test('a cancelled issue is not sent any more, and says so', async () => {
  const root = await withReaders();
  await tumen(root, ['send', '1', '--limit', '3', '--yes']);
  const cancelled = await tumen(root, ['cancel', '1', '--yes']);
  assert.equal(
    [cancelled.status, cancelled.stdout],
    [0, 'Issue 1 to weekly is cancelled: 7 readers do not get it.\n'],
  );
  const again = await tumen(root, ['send', '1', '--yes']);
  assert.equal(
    [again.status, again.stderr],
    [1, 'tumen: Issue 1 to the list weekly was cancelled. What was not sent then is not sent any more.\n'],
  );
  assert.is(sent(root), 3);
  assert.match(
    (await tumen(root, ['status', '1', '--who', 'skipped'])).stdout,
    /The mailing was cancelled\./,
  );
});

test('a segment is a part of the list, and one that cannot be read is told with its place', async () => {
  const root = await withReaders();
  const dry = await tumen(root, ['send', '1', '--segment', 'city = "Seoul"', '--dry-run']);
  assert.match(dry.stdout, /5 readers/);
  const empty = await tumen(root, ['send', '1', '--segment', 'city = "Oslo"', '--yes']);
  assert.match(empty.stderr, /Nobody on the list weekly is in the segment city = "Oslo"\./);
  assert.is((await tumen(root, ['send', '1', '--segment', 'city = "Seoul"', '--yes'])).status, 0);
  assert.is(sent(root), 5);
  const same = await tumen(root, ['send', '1', '--segment', 'city = "Seoul"', '--yes']);
  assert.match(
    same.stdout,
    /^Nobody is left: issue 1 has been sent to the segment city = "Seoul" of weekly\.\n/,
  );
  // The others of the list were not sent anything: nobody is told that the list has it.
  for (const words of [[], ['--segment', 'domain = "even.example.org"'], ['--dry-run']]) {
    const other = await tumen(root, ['send', '1', '--yes', ...words]);
    assert.is(other.status, 1);
    assert.match(
      other.stderr,
      /^tumen: Issue 1 to the list weekly was begun for the segment city = "Seoul"\. /,
    );
    assert.is(other.stdout, '');
  }
  assert.is(sent(root), 5);
  const wrong = await tumen(root, ['send', '1', '--segment', 'town = "Seoul"', '--dry-run']);
  assert.is(wrong.status, 1);
  assert.match(wrong.stderr, /town/);
});

test('mistakes in the settings are told before anything is sent', async () => {
  const root = await withReaders();
  const cases: readonly [words: string[], environment: Record<string, string>, message: RegExp][] = [
    [['--at', '2024-02-31T08:00'], {}, /--at is “2024-02-31T08:00”, which is no time\./],
    [['--at', 'tomorrow'], {}, /--at is “tomorrow”, which is no time\. Write 2024-06-22T08:00/],
    [['--limit', '0'], {}, /--limit is 0\. Give a whole number/],
    [['--only-domain', 'not a domain'], {}, /--only-domain is “not a domain”/],
    [[], { DOMAIN_LIMITS: 'gmail.com' }, /DOMAIN_LIMITS holds “gmail\.com”\. Write domain=messages a second/],
    [[], { DKIM_KEYS: 's1:none.pem' }, /none\.pem cannot be read/],
    [[], { SMTP_URL: 'http://example.org' }, /SMTP_URL is “http:\/\/example\.org”, which is no road out/],
  ];
  for (const [words, environment, message] of cases) {
    const ran = await tumen(root, ['send', '1', '--yes', ...words], environment);
    assert.is(ran.status, 1, ran.stderr);
    assert.match(ran.stderr, message);
    assert.not.match(ran.stderr, /\n {4}at /);
  }
  assert.is(sent(root), 0);
});

test('with a key, every message is signed', async () => {
  const root = await withReaders();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(root, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  assert.is((await tumen(root, ['send', '1', '--yes'], { DKIM_KEYS: 's1:dkim.pem' })).status, 0);
  for (const file of readdirSync(join(root, 'outbox/new'))) {
    assert.match(
      readFileSync(join(root, 'outbox/new', file), 'latin1'),
      /^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=harbour\.example\.org; s=s1;/,
    );
  }
});

test.run();
