import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openProofs } from '../../src/preview/proofs.ts';
import { openVersions } from '../../src/preview/versions.ts';
import { copyNewsroom } from './newsroom-copy.ts';

const file = 'issues/002-twenty-four-years.md';

test('an issue is compared with the one before it and with what is committed', async () => {
  const newsroom = await copyNewsroom();
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Desk', '-c', 'user.email=desk@example.org', ...words], {
      cwd: newsroom.root,
      stdio: 'ignore',
    });
  const proofs = await openProofs(newsroom.root, () => undefined);
  const versions = openVersions(newsroom.root, proofs);

  assert.is(await versions.proof('1', 'previous'), 'There is no issue before this one.');
  const previous = await versions.proof('2', 'previous');
  assert.is(typeof previous === 'string' ? previous : previous.pull?.issue.number, 1);
  assert.is(
    await versions.proof('2', 'head'),
    'This folder is not in Git, or nothing has been committed yet.',
  );

  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'First');
  const before = await newsroom.read(file);
  await newsroom.write(file, `${before}\nNot committed.\n`);
  await proofs.refresh();
  const textOf = async (version: 'now' | 'head') => {
    const proof = await versions.proof('2', version);
    return typeof proof === 'string' ? proof : (proof.pull?.rendered.text ?? '');
  };
  assert.match(await textOf('now'), /Not committed\./);
  assert.not.match(await textOf('head'), /Not committed\./);
  assert.match(await textOf('head'), /Dear/);

  git('commit', '--quiet', '--all', '--message', 'Second');
  assert.match(await textOf('head'), /Not committed\./, 'a new commit is the new HEAD');
  await versions.close();
  await newsroom.remove();
});

test.run();
