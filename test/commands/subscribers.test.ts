import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryPublication } from '../temporary-publication.ts';
import { type Ran, tumen } from './tumen.ts';

type Desk = (...words: string[]) => Promise<Ran>;

async function desk(files: Readonly<Record<string, string>> = {}): Promise<{ root: string; run: Desk }> {
  const root = await temporaryPublication(files);
  return { root, run: (...words) => tumen(root, ['subscribers', ...words]) };
}

/** What stands in no message about anything that a person can mend. */
const noBug = (ran: Ran): void => assert.not.match(ran.stderr, /bug in Tumen|\n {4}at /);

test('every action has help with an example', async () => {
  const { run } = await desk();
  const actions = ['import', 'export', 'list', 'show', 'add', 'tag', 'remove', 'erase', 'suppress', 'stats'];
  const { stdout } = await run('--help');
  for (const action of actions) {
    assert.match(stdout, `tumen subscribers ${action}`);
    const help = await run(action, '--help');
    assert.is(help.status, 0, action);
    assert.is(help.stderr, '', action);
    assert.match(help.stdout, 'Examples:', action);
  }
});

test('an import tells what it did, and puts the rows that it refused into a file that can be mended', async () => {
  const { root, run } = await desk();
  const rows = [
    'email,name,city',
    'ada@example.org,Ada,=SUM(A1)',
    'not an address,Bo,',
    'cy@example.org,"Cy',
    'dee@example.org,Dee,Busan',
    '',
  ];
  writeFileSync(join(root, 'readers.csv'), rows.join('\n'));
  const dry = await run('import', 'readers.csv', '--dry-run');
  assert.is(dry.status, 1);
  assert.match(dry.stdout, /^readers\.csv \(a plain list, UTF-8\) would be imported onto weekly: 4 rows\n/);
  assert.match(dry.stdout, /\nadded\t2\tada@example\.org, dee@example\.org\n/);
  assert.is(
    (await run('list')).stdout,
    'email\tname\tstate\tsince\ttags\tattributes\n',
    'nothing was changed',
  );
  assert.throws(() => statSync(join(root, 'readers.rejects.csv')), /ENOENT/, 'not even a file was written');

  const ran = await run('import', 'readers.csv');
  assert.is(ran.status, 1);
  assert.match(ran.stdout, /imported onto weekly: 4 rows\noutcome\treaders\nadded\t2\nrejected\t2\n/);
  assert.match(ran.stderr, /^readers\.csv:3: “not an address” holds a space/);
  assert.match(ran.stderr, /readers\.csv:4: A quotation mark is not closed/);
  assert.match(ran.stderr, /The rejected rows are in readers\.rejects\.csv/);
  const file = join(root, 'readers.rejects.csv');
  const rejects = readFileSync(file, 'utf8');
  assert.is(statSync(file).mode & 0o777, 0o600, 'it names readers');
  assert.match(
    rejects,
    /^line,reason,email,name,city\r\n3,“not an address” holds .*,not an address,Bo,\r\n4,/,
  );

  writeFileSync(
    file,
    rejects.replace('not an address,Bo', 'bo@example.org,Bo').replace(/\r\n4,.*\r\n/, '\r\n'),
  );
  const mended = await run('import', 'readers.rejects.csv');
  assert.is(mended.status, 0);
  assert.is(mended.stderr, '');
  assert.match(mended.stdout, /\nadded\t1\nrejected\t0\n/);
});

test('more bad rows than anybody reads are counted on the screen and are all in the file', async () => {
  const { root, run } = await desk();
  writeFileSync(join(root, 'bad.csv'), `email\n${'nobody\n'.repeat(100)}ada@example.org\n`);
  const { stderr } = await run('import', 'bad.csv', '--rejects', 'other.csv');
  assert.is(stderr.split('\n').filter((line) => line.startsWith('bad.csv:')).length, 20);
  assert.match(stderr, '… and 80 more rows like these.');
  assert.is(readFileSync(join(root, 'other.csv'), 'utf8').split('\r\n').length, 102);
});

test('JSON is read as well, and a column nobody declared is named', async () => {
  const { root, run } = await desk();
  writeFileSync(
    join(root, 'readers.json'),
    '[{"email":"ada@example.org","name":"Ada","shoe":44},{"email":"x"}]',
  );
  const { status, stdout, stderr } = await run('import', 'readers.json');
  assert.is(status, 1);
  assert.match(stdout, /\nadded\t1\nrejected\t1\nNothing is kept of the columns shoe; what is wanted/);
  assert.match(stderr, /^readers\.json, record 2: “x” is not an address/);
  assert.match(readFileSync(join(root, 'readers.rejects.csv'), 'utf8'), '\r\n2,"“x” is not an address: ');
});

test('a reader is added, shown, tagged, exported, taken off, erased', async () => {
  const { root, run } = await desk();
  assert.is(
    (await run('add', 'Ada@example.org', '--name', 'Ada', '--field', 'city=Seoul', '--tag', 'VIP', 'press'))
      .stdout,
    'Ada@example.org is on weekly.\n',
  );
  assert.match(
    (await run('add', 'ada@EXAMPLE.org')).stdout,
    /is on weekly already; name and attributes stay/,
  );
  const shown = (await run('show', 'ada@example.org')).stdout;
  assert.match(shown, /^Ada@example\.org\nname {8}Ada\ncity {8}Seoul\ntags {8}press, vip\n/);
  assert.match(
    shown,
    /\nHistory\ntime\tlist\tbecame\thow\tfrom\n.*\tweekly\tactive\tadded by the desk\tdesk\n/,
  );
  const data = JSON.parse((await run('show', 'ada@example.org', '--json')).stdout);
  assert.is(data.subscriber.email, 'Ada@example.org');
  assert.match(data.consent[0].at, /^\d{4}-\d\d-\d\dT/);

  assert.is(
    (await run('tag', 'korea', '--segment', 'city = "Seoul"')).stdout,
    '"korea" was stuck on 1 of 1 reader of the segment.\n',
  );
  assert.is((await run('tag', 'korea', 'ada@example.org')).stdout, 'ada@example.org had it already.\n');
  assert.is(
    (await run('tag', 'vip', 'ada@example.org', '--remove')).stdout,
    '"vip" was taken off ada@example.org.\n',
  );
  assert.is(
    (await run('list', '--segment', 'tag = "korea"', '--count')).stdout,
    '1 of 1 active readers of weekly.\n',
  );
  assert.match((await run('list', '--segment', 'tag = "vip"')).stdout, /^email\t[^\n]*\n$/);

  assert.is(
    (await run('export', 'out.csv', '--state', 'active')).stdout,
    'Wrote 1 reader of weekly to out.csv.\n',
  );
  assert.is(statSync(join(root, 'out.csv')).mode & 0o077, 0, 'nobody else may read it');
  assert.match(readFileSync(join(root, 'out.csv'), 'utf8'), /\r\nAda@example\.org,Ada,active,/);
  assert.is(JSON.parse((await run('export', '--format', 'json')).stdout)[0].city, 'Seoul');

  assert.is((await run('remove', 'ada@example.org')).stdout, 'ada@example.org has left weekly.\n');
  assert.is(
    (await run('remove', 'ada@example.org', '--all')).stdout,
    'ada@example.org had left every list before.\n',
  );
  const back = await run('add', 'ada@example.org');
  assert.is(back.status, 1);
  assert.is(
    back.stderr,
    'tumen: ada@example.org has left the list, and only they themselves can come back. Nothing was changed.\n',
  );

  const asked = await run('erase', 'ada@example.org');
  assert.is(asked.status, 1);
  assert.match(
    asked.stderr,
    /there is no terminal to ask on: “Erase Ada@example\.org, on weekly \(unsubscribed\)\?/,
  );
  assert.match(
    (await run('erase', 'ada@example.org', '--yes')).stdout,
    /^Ada@example\.org is forgotten\. Messages in outbox\//,
  );
  assert.is((await run('show', 'ada@example.org')).stderr, 'tumen: Nothing is held about ada@example.org.\n');
  writeFileSync(join(root, 'again.csv'), 'email\nada@example.org\n');
  assert.match((await run('import', 'again.csv')).stdout, /\nerased at their wish, and stay away\t1\n/);
});

test('an address or a domain is suppressed above all lists, named, and let go', async () => {
  const { run } = await desk();
  assert.is(
    (await run('suppress', 'example.org')).stdout,
    'example.org gets nothing any more, on any list.\n',
  );
  assert.match(
    (await run('add', 'ada@example.org')).stderr,
    /is suppressed: nothing is sent to this address or domain/,
  );
  assert.match(
    (await run('suppress')).stdout,
    /^address or domain\treason\thow\tsince\nexample\.org\tdesk\tsuppressed by the desk\t\d{4}/,
  );
  assert.match((await run('suppress', 'example.org', '--lift')).stdout, /no longer suppressed/);
  assert.is((await run('suppress', 'example.org', '--lift')).status, 1);
  assert.match((await run('suppress', 'nonsense')).stderr, /“nonsense” is no valid domain/);
});

test('growth is a table in a pipe', async () => {
  const { root, run } = await desk();
  writeFileSync(join(root, 'r.csv'), 'email,joined\na@example.org,2024-01-05\nb@example.org,2024-02-05\n');
  await run('import', 'r.csv');
  const { status, stdout, stderr } = await run('stats', '--by', 'year');
  assert.is(status, 0);
  assert.is(stderr, '');
  assert.match(stdout, /^Weekly \(weekly\): 2 active\nyear\tjoined\tleft\tactive\n2024\t2\t0\t2\n/);
});

test('what is wrong is said in a sentence, with status 1, or 2 for wrong usage', async () => {
  const { root, run } = await desk();
  writeFileSync(join(root, 'names.csv'), 'name\nAda\n');
  for (const [words, status, message] of [
    [['import', 'gone.csv'], 1, 'There is no file gone.csv.'],
    [['import', 'content'], 1, 'content is a folder.'],
    [['import', 'names.csv'], 1, 'one of them "email"; it reads "name".'],
    [['import', 'names.csv', '--encoding', 'klingon'], 1, 'There is no encoding "klingon".'],
    [['import', 'names.csv', '--list', 'daily'], 1, 'There is no list "daily".'],
    [
      ['list', '--segment', 'city is "Seoul"'],
      1,
      'The segment cannot be read at line 1, column 6: "is" stands where "="',
    ],
    [['export', 'readers.xls'], 1, 'Name it .csv or .json, or say --format csv.'],
    [['add', 'nobody'], 1, '“nobody” is not an address'],
    [
      ['add', 'a@example.org', '--field', 'town=Oslo'],
      1,
      'There is no attribute "town". The publication declares city',
    ],
    [['add', 'a@example.org', '--tag', 'a,b'], 1, 'holds a comma'],
    [['tag', 'press'], 1, 'Whom? Name an address behind the tag, or readers of a list with --segment.'],
    [['tag', 'press', 'a@example.org'], 1, 'There is no reader a@example.org.'],
    [['remove', 'a@example.org'], 1, 'a@example.org is not on weekly.'],
    [['erase', 'a@example.org', '--yes'], 1, 'Nothing is held about a@example.org.'],
    [['stats', '--by', 'hour'], 2, 'Choices'],
    [['list', '--state', 'gone'], 2, 'Choices'],
    [['show'], 2, 'Something is missing: tumen subscribers show <email>.'],
    [['frobnicate'], 2, 'Which action? There are import, export, list'],
    [['imprt', 'x.csv'], 2, 'Did you mean import?'],
    [[], 2, 'Something is missing: tumen subscribers <action>.'],
  ] as const) {
    const ran = await run(...words);
    assert.is(ran.status, status, `${words.join(' ')}: ${ran.stderr}`);
    assert.match(ran.stderr, message, words.join(' '));
    assert.is(ran.stdout, '', words.join(' '));
    noBug(ran);
  }
});

test.run();
