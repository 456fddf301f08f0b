import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { ProblemsError, UserError } from '../../src/publication/problem.ts';
import { findIssue, resolveIssue } from '../../src/publication/resolve-issue.ts';
import { temporaryPublication } from '../temporary-publication.ts';

const story = 'content/stories/2024-06-18-ship.md';
const unreadable = 'Put a readable text file in its place, or take it away.';

/** Every problem that the latest issue meets, as it is printed. */
async function problemsIn(root: string): Promise<string[]> {
  const newsroom = await readNewsroom(root);
  try {
    resolveIssue(newsroom, 'latest');
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.message.split('\n');
    throw error;
  }
}

test('a link to a file is read as that file', async () => {
  const root = await temporaryPublication();
  await rename(join(root, story), join(root, 'elsewhere.md'));
  await symlink(join(root, 'elsewhere.md'), join(root, story));
  assert.equal(await problemsIn(root), []);
});

test('a link to nothing and a folder that is named like a file are told once, not again by those that name them', async () => {
  const root = await temporaryPublication({ [story]: null });
  await symlink(join(root, 'nothing.md'), join(root, story));
  assert.equal(await problemsIn(root), [
    `${story}:1: The file cannot be read: ENOENT: no such file or directory. ${unreadable}`,
  ]);
  await rm(join(root, story));
  await mkdir(join(root, story));
  assert.equal(await problemsIn(root), [
    `${story}:1: The file cannot be read: EISDIR: illegal operation on a directory. ${unreadable}`,
  ]);
});

test('a template that cannot be read stops the layouts that may use it, and no other', async () => {
  const root = await temporaryPublication();
  await mkdir(join(root, 'templates/alert/folder.hbs'));
  await symlink('nothing', join(root, 'templates/alert/broken.hbs'));
  assert.equal(await problemsIn(root), []);
  for (const broken of ['templates/partials/broken.hbs', 'templates/digest/issue.mjml.hbs']) {
    await rm(join(root, broken), { force: true });
    await symlink('nothing', join(root, broken));
  }
  assert.equal((await problemsIn(root)).map((problem) => problem.split(':')[0]).sort(), [
    'templates/digest/issue.mjml.hbs',
    'templates/partials/broken.hbs',
  ]);
});

test('a character that is not UTF-8 is refused with its line, and never replaced', async () => {
  const root = await temporaryPublication();
  await writeFile(join(root, story), Buffer.from('---\ntitle: A\ndate: 2024-06-18\n---\ncaf\xe9', 'latin1'));
  assert.equal(await problemsIn(root), [
    `${story}:5: The file holds a character that is not UTF-8. Save it as UTF-8 text.`,
  ]);
});

test('a file where a folder is wanted is what the disk calls it', async () => {
  const root = await temporaryPublication();
  await rm(join(root, 'issues'), { recursive: true });
  await writeFile(join(root, 'issues'), 'a file');
  try {
    await readNewsroom(root);
    assert.unreachable();
  } catch (error) {
    assert.is((error as NodeJS.ErrnoException).code, 'ENOTDIR');
    assert.is((error as NodeJS.ErrnoException).path, join(root, 'issues'));
  }
});

test('a folder that is no publication is called so, whatever is looked for in it', async () => {
  const newsroom = await readNewsroom(import.meta.dirname);
  assert.throws(
    () => findIssue(newsroom, 'latest'),
    (error: Error) => error instanceof UserError && /this folder is not a publication/.test(error.message),
  );
});

test.run();
