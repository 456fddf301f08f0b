import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { postgres } from '../database/stores.ts';
import { temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

const whenThere = postgres === null ? test.skip : test;
const withDatabase = (postgres as NonNullable<typeof postgres>)?.withDatabase;
const secret = 'one-secret-for-all-machines-of-the-desk';

const readers = Array.from(
  { length: 30 },
  (_, index) => `r${index}@d${index % 3}.example.org,Ana,${index % 2 ? 'Seoul' : ''}`,
);

/** Two checkouts of the same publication, as on two machines. */
async function twoMachines(): Promise<readonly [string, string]> {
  const here = await temporaryPublication({ 'readers.csv': `email,name,city\n${readers.join('\n')}\n` });
  const there = await mkdtemp(join(tmpdir(), 'tumen-there-'));
  await cp(here, there, { recursive: true });
  return [here, there];
}

const sent = (root: string): string[] => {
  const folder = join(root, 'outbox/new');
  return existsSync(folder) ? readdirSync(folder) : [];
};

whenThere('two machines: what one imports the other sends, status and verify tell the same on both', () =>
  withDatabase(async (_database, { url }) => {
    const [here, there] = await twoMachines();
    const environment = { DATABASE_URL: url as string, TUMEN_SECRET: secret };
    const at = (root: string, ...words: string[]) => tumen(root, words, environment);

    const imported = await at(here, 'subscribers', 'import', 'readers.csv', '--list', 'weekly');
    assert.equal([imported.status, imported.stderr], [0, '']);
    assert.not.ok(existsSync(join(here, '.tumen')), 'nothing is kept on the machine itself');
    const doctor = await at(there, 'doctor');
    assert.match(doctor.stdout, /well {2}database \(postgres\): PostgreSQL \d+\S* answers/);
    assert.match(
      (await at(there, 'subscribers', 'list', '--segment', 'city = "Seoul"')).stdout,
      /r1@d1\.example\.org/,
    );

    const runs = await Promise.all([
      at(here, 'send', '1', '--list', 'weekly', '--yes', '--stay'),
      at(there, 'send', '1', '--list', 'weekly', '--yes', '--stay'),
    ]);
    assert.equal(
      runs.map(({ status, stderr }) => [status, stderr.replace(/Sending.*\n?/g, '')]),
      [
        [0, ''],
        [0, ''],
      ],
    );
    assert.is(sent(here).length + sent(there).length, 30);
    assert.is(new Set([...sent(here), ...sent(there)]).size, 30, 'nobody twice');
    const [status, verified] = [await at(there, 'status', '1'), await at(here, 'status', '1', '--verify')];
    assert.match(status.stdout, /accepted +30\n/);
    assert.is(verified.status, 0);
    assert.not.match(verified.stdout, /BROKEN/);
    const lock = 'issues/001-first.lock.json';
    const [file] = readdirSync(join(here, 'issues')).filter((name) => name.endsWith('.lock.json'));
    assert.equal(
      await readFile(join(here, 'issues', file ?? lock), 'utf8'),
      await readFile(join(there, 'issues', file ?? lock), 'utf8'),
    );
  }),
);

whenThere('a machine with another secret, or with other content, is refused with what to do', () =>
  withDatabase(async (_database, { url }) => {
    const [here, there] = await twoMachines();
    const environment = { DATABASE_URL: url as string, TUMEN_SECRET: secret };
    await tumen(here, ['subscribers', 'import', 'readers.csv', '--list', 'weekly'], environment);
    assert.is((await tumen(here, ['send', '1', '--limit', '5', '--yes'], environment)).status, 1);

    const other = { ...environment, TUMEN_SECRET: 'another-secret-of-the-second-machine' };
    const stranger = await tumen(there, ['send', '1', '--yes'], other);
    assert.is(stranger.status, 1);
    assert.match(
      stranger.stderr,
      /signed with key [0-9a-f]{6}, .* Give TUMEN_SECRET the same value on every machine/,
    );

    const [issue] = readdirSync(join(there, 'issues')).filter((name) => name.endsWith('.md'));
    const path = join(there, 'issues', issue as string);
    await writeFile(path, `${await readFile(path, 'utf8')}\nOne more word.\n`);
    const changed = await tumen(there, ['send', '1', '--yes'], environment);
    assert.is(changed.status, 1);
    assert.match(changed.stderr, /was begun with other content than the issue renders to now/);
    assert.equal(sent(there), []);
  }),
);

test('a database that cannot be had ends the command with a sentence, and without the password', async () => {
  const root = await temporaryPublication({});
  const ran = await tumen(root, ['status'], { DATABASE_URL: 'postgres://desk:pa55word@127.0.0.1:1/tumen' });
  assert.is(ran.status, 1);
  assert.match(
    ran.stderr,
    /^tumen: The database postgres:\/\/desk@127\.0\.0\.1:1\/tumen cannot be reached or written: /,
  );
  assert.not.match(ran.stderr, /pa55word|bug in Tumen/);
});

test.run();
