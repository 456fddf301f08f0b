import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallPublication, temporaryPublication, writeFiles } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

test('from an empty folder: a publication, a source, a story, an issue, all without a fault', async () => {
  const root = await temporaryPublication();
  const init = await tumen(root, ['init', 'harbour', '--title', 'The "Harbour": Letter']);
  assert.is(init.stderr, '');
  assert.is(init.status, 0);
  const folder = join(root, 'harbour');
  const check = await tumen(folder, ['check', '--strict']);
  assert.is(check.status, 0, check.stdout);
  assert.match(check.stdout, 'no errors, no warnings');
  const source = await tumen(folder, [
    'new',
    'source',
    'gazette',
    '--url',
    'https://gazette.example.org/ship',
  ]);
  assert.is(source.stdout, 'Wrote content/sources/gazette.md.\n');
  const story = await tumen(folder, [
    'new',
    'story',
    'A ship: "came" in',
    '--date',
    '2024-06-18',
    '--source',
    'gazette',
  ]);
  assert.is(story.stdout, 'Wrote content/stories/2024-06-18-a-ship-came-in.md.\n');
  const compose = await tumen(folder, ['compose', '--week', '2024-W25']);
  assert.is(compose.status, 0, compose.stderr);
  assert.match(
    compose.stdout,
    /^Wrote issues\/002-a-ship-came-in\.md for 2024-W25 \(2024-06-17 to 2024-06-23\)\.\n {2}lead {5}A ship: "came" in \(reported\)\n/,
  );
  const issue = await tumen(folder, ['new', 'issue', 'later']);
  assert.is(issue.stdout, 'Wrote issues/003-later.md.\n');
  const render = await tumen(folder, ['render', '--all', '--out', 'proofs', '--eml']);
  assert.is(render.status, 0, render.stderr);
  assert.equal((await readdir(join(folder, 'proofs'))).sort(), [
    '001-first-issue.eml',
    '001-first-issue.html',
    '001-first-issue.txt',
    '002-a-ship-came-in.eml',
    '002-a-ship-came-in.html',
    '002-a-ship-came-in.txt',
    '003-later.eml',
    '003-later.html',
    '003-later.txt',
  ]);
});

test('nothing is written over a file that is there', async () => {
  const root = await temporaryPublication();
  const words = ['new', 'story', 'A ship', '--date', '2024-06-18'];
  await tumen(root, words);
  await writeFiles(root, { 'content/stories/2024-06-18-a-ship.md': 'mine' });
  const again = await tumen(root, words);
  assert.is(again.status, 1);
  assert.is(
    again.stderr,
    'tumen: content/stories/2024-06-18-a-ship.md is there already and was left as it is. Choose another name, or remove the file first.\n',
  );
  assert.is(await readFile(join(root, 'content/stories/2024-06-18-a-ship.md'), 'utf8'), 'mine');
  const init = await tumen(root, ['init']);
  assert.is(init.status, 1);
  assert.match(init.stderr, 'Nothing was changed.');
});

test('a week that is none, a day that is none and a story without headline are something to mend', async () => {
  const root = await temporaryPublication();
  for (const words of [
    ['compose', '--week', '2024-25'],
    ['new', 'story', 'A', '--date', '2024-02-30'],
    ['new', 'story'],
    ['new', 'source'],
    ['new', 'story', 'B', '--source', 'nobody'],
  ]) {
    const { status, stdout, stderr } = await tumen(root, words);
    assert.is(status, 1, words.join(' '));
    assert.is(stdout, '');
    assert.match(stderr, /^tumen: /);
  }
});

test('no starting file is written that could not be read again', async () => {
  const root = await temporaryPublication();
  const before = (await readdir(root, { recursive: true })).sort();
  const url = await tumen(root, ['new', 'source', 'web', '--url', 'javascript:alert(1)']);
  assert.is(url.status, 1);
  assert.is(url.stdout, '');
  assert.is(
    url.stderr,
    'tumen: content/sources/web.md could not be read again, so it was not written: "url" is "javascript:alert(1)": a web address is wanted that begins with https://. Give another value.\n',
  );
  for (const words of [
    ['new', 'story', 'Two\nlines'],
    ['new', 'story', 'A', '--topic', 'a\tb'],
    ['new', 'story', 'a'.repeat(501)],
    ['compose', '--week', '2024-W25', '--layout', 'nope'],
    ['compose', '--week', '2024-W25', '--list', 'nope'],
    ['init', 'harbour', '--title', 'Two\nlines'],
  ]) {
    const { status, stdout, stderr } = await tumen(root, words);
    assert.is(status, 1, words.join(' '));
    assert.is(stdout, '');
    assert.match(stderr, /^tumen: .*\.\n$/);
  }
  assert.equal((await readdir(root, { recursive: true })).sort(), before);
});

test('names cannot leave their folder, and headlines without Latin letters do not meet in one file', async () => {
  const root = await temporaryPublication();
  const wrote = async (...words: string[]) => (await tumen(root, ['new', ...words])).stdout;
  assert.is(await wrote('source', '../../x'), 'Wrote content/sources/x.md.\n');
  assert.is(await wrote('issue', '../x'), 'Wrote issues/002-x.md.\n');
  const train = ['قطار', '--date', '2024-06-20'];
  assert.is(await wrote('story', ...train), 'Wrote content/stories/2024-06-20-story-1.md.\n');
  assert.is(await wrote('story', ...train), 'Wrote content/stories/2024-06-20-story-2.md.\n');
});

test('what the disk refuses is told with its place, no stack and no file half written', async () => {
  const root = await temporaryPublication({ 'out/001-ship.txt/taken': 'a folder of that name' });
  const { status, stdout, stderr } = await tumen(root, ['render']);
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(stderr, /^tumen: out\/001-ship\.txt: a folder stands .*\(EISDIR, rename\)\.\n$/);
  assert.not.ok((await readdir(join(root, 'out'))).includes('001-ship.txt.tmp'));
  const file = await tumen(root, ['render', '--out', 'issues/001-ship.md']);
  assert.is(
    file.stderr,
    'tumen: issues/001-ship.md: a file stands where a folder is wanted. Move it away, or choose another place (EEXIST, mkdir).\n',
  );
});

test('bad files are told together, each with file, line and what to do, and nothing is written', async () => {
  const issue = smallPublication['issues/001-ship.md'] as string;
  const root = await temporaryPublication({
    'issues/001-ship.md': issue.replace(/preheader:.*\n/, '').replace('subject:', 'subjct:'),
    'issues/002-next.md': issue
      .replace('number: 1', 'number: 2')
      .replace('[2024-06-19-crane]', '[2024-06-19-crate]')
      .replace('subscriber.name', 'subscriber.nmae'),
    'content/stories/2024-06-18-ship.md': (
      smallPublication['content/stories/2024-06-18-ship.md'] as string
    ).replace('[^notice]', '[^nobody]'),
    'content/sources/evil.md': '---js\nprocess.exit(77)\n---\n',
  });
  const { status, stdout, stderr } = await tumen(root, ['render', '--all']);
  assert.is(status, 1);
  assert.is(stdout, '');
  for (const part of [
    'issues/001-ship.md:1',
    '"preheader" is missing',
    'The key "subjct" is not known',
    'issues/002-next.md:11',
    'content/stories/2024-06-18-ship.md:9:29',
    'tumen new source nobody',
  ]) {
    assert.ok(stderr.includes(part), `${part} in\n${stderr}`);
  }
  assert.not.ok((await readdir(root)).includes('out'));
  const check = await tumen(root, ['check']);
  assert.is(check.status, 1);
  assert.ok(
    check.stdout.includes('content/sources/evil.md') || check.stderr.includes('content/sources/evil.md'),
  );
});

test('an unknown merge field and a broken template name their own lines', async () => {
  const root = await temporaryPublication({
    'issues/001-ship.md': (smallPublication['issues/001-ship.md'] as string).replace(
      'subscriber.name',
      'subscriber.nmae',
    ),
  });
  const field = await tumen(root, ['render']);
  assert.is(field.status, 1);
  assert.match(field.stderr, /issues\/001-ship\.md:13:\d+/);
  await writeFiles(root, { 'issues/001-ship.md': smallPublication['issues/001-ship.md'] as string });
  const template = await readFile(join(root, 'templates/digest/issue.mjml.hbs'), 'utf8');
  const lines = template.split('\n');
  await writeFiles(root, {
    'templates/digest/issue.mjml.hbs': [...lines.slice(0, 2), '{{#if}', ...lines.slice(2)].join('\n'),
  });
  const broken = await tumen(root, ['render']);
  assert.is(broken.status, 1);
  assert.match(broken.stderr, /templates\/digest\/issue\.mjml\.hbs:3/);
});

test.run();
