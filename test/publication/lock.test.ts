import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lockProblems, makeLock, readLock } from '../../src/publication/lock.ts';
import { lockFileOf, writeLock } from '../../src/publication/lock-file.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { ProblemsError } from '../../src/publication/problem.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import { smallPublication, temporaryPublication, writeFiles } from '../temporary-publication.ts';

const output = { subject: 'A ship', preheader: 'What came in', html: '<p>A ship</p>', text: 'A ship\n' };

async function withPublication(run: (root: string) => Promise<void>): Promise<void> {
  const root = await temporaryPublication();
  try {
    await run(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function lockNow(root: string, changes: Partial<typeof output> = {}) {
  const newsroom = await readNewsroom(root);
  const issue = resolveIssue(newsroom, '1');
  return { issue, lock: await makeLock(root, issue, newsroom.templates, { ...output, ...changes }) };
}

test('an issue that was never sent has no lock; written, it is read back the same', () =>
  withPublication(async (root) => {
    const { issue, lock } = await lockNow(root);
    assert.is(lockFileOf(issue), 'issues/001-ship.lock.json');
    assert.is(await readLock(root, issue), null);
    await writeLock(root, issue, lock);
    assert.equal(await readLock(root, issue), lock);
    assert.equal(
      Object.keys(lock.inputs).filter((file) => !file.startsWith('templates/')),
      [
        'content/publication.md',
        'content/sources/gazette.md',
        'content/sources/notice.md',
        'content/stories/2024-06-18-ship.md',
        'content/stories/2024-06-19-crane.md',
        'issues/001-ship.md',
      ],
    );
    assert.ok(Object.keys(lock.inputs).includes('templates/digest/issue.mjml.hbs'));
    assert.not.ok(Object.keys(lock.inputs).some((file) => file.startsWith('templates/alert/')));
  }));

test('a lock is written once and never over', () =>
  withPublication(async (root) => {
    const { issue, lock } = await lockNow(root);
    await writeLock(root, issue, lock);
    const written = await readFile(join(root, lockFileOf(issue)), 'utf8');
    await writeLock(root, issue, (await lockNow(root, { html: 'other' })).lock);
    assert.is(await readFile(join(root, lockFileOf(issue)), 'utf8'), written);
  }));

test('a sent issue whose bytes changed is refused, and the files that changed are named', () =>
  withPublication(async (root) => {
    const { issue, lock } = await lockNow(root);
    const story = 'content/stories/2024-06-18-ship.md';
    await writeFiles(root, { [story]: `${smallPublication[story]}\nAnd more.\n` });
    const changed = await lockNow(root, { html: '<p>A ship. And more.</p>', text: 'A ship. And more.\n' });
    assert.equal(lockProblems(issue, lock, changed.lock), [
      {
        file: story,
        line: 1,
        what: 'Issue 1 was sent, and its html, its text would no longer be the same, because this file changed.',
        remedy: 'Restore it; what has to be put right belongs into the corrections of the next issue.',
      },
    ]);
  }));

test('a file that changed without changing the message is nobody’s concern', () =>
  withPublication(async (root) => {
    const { issue, lock } = await lockNow(root);
    const notice = 'content/sources/notice.md';
    await writeFiles(root, { [notice]: `${smallPublication[notice]}\n` });
    assert.equal(lockProblems(issue, lock, (await lockNow(root)).lock), []);
  }));

test('bytes that changed though no file did are laid to the program', () =>
  withPublication(async (root) => {
    const { issue, lock } = await lockNow(root);
    const [problem, ...more] = lockProblems(
      issue,
      lock,
      (await lockNow(root, { html: '<p>a ship</p>' })).lock,
    );
    assert.equal(more, []);
    assert.is(problem?.file, 'issues/001-ship.lock.json');
    assert.match(problem?.what ?? '', 'Tumen or a package that it uses has changed');
  }));

test('a lock that is none is refused', () =>
  withPublication(async (root) => {
    const { issue } = await lockNow(root);
    for (const text of ['', '{}', '{"issue":1,"inputs":{"a":"b"},"output":{}}', '[]']) {
      await writeFiles(root, { [lockFileOf(issue)]: text });
      try {
        await readLock(root, issue);
        assert.unreachable(text);
      } catch (error) {
        assert.ok(error instanceof ProblemsError, String(error));
        assert.match(error.message, 'issues/001-ship.lock.json:1: This is not the lock of an issue.');
      }
    }
  }));

test.run();
