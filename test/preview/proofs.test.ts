import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openProofs } from '../../src/preview/proofs.ts';
import { copyNewsroom } from './newsroom-copy.ts';

const file = 'issues/002-twenty-four-years.md';

test('an issue is rendered once a generation; broken, its last good rendering stays beside the problems', async () => {
  const copy = await copyNewsroom();
  const failures: unknown[] = [];
  const proofs = await openProofs(copy.root, (error) => failures.push(error));
  const first = await proofs.proof('2');
  assert.is(await proofs.proof('2'), first);
  assert.is(await proofs.proof('twenty-four-years'), first);

  const before = await copy.read(file);
  await copy.write(file, before.replace(/^lead: .*$/m, 'lead: no-such-story'));
  await Promise.all([proofs.refresh(), proofs.refresh(), proofs.refresh()]);
  const broken = await proofs.proof('2');
  assert.is(broken.pull, first.pull);
  assert.ok(
    broken.problems.some((problem) => problem.file === file && problem.what.includes('no-such-story')),
  );

  await copy.write(file, before);
  await proofs.refresh();
  const mended = await proofs.proof('2');
  assert.equal(mended.problems, []);
  assert.is.not(mended.pull, first.pull);
  assert.is(mended.pull?.rendered.html, first.pull?.rendered.html);
  assert.ok(proofs.generation() >= 3);
  assert.equal(failures, []);
  await copy.remove();
});

test('an issue that is taken away is asked for no more', async () => {
  const copy = await copyNewsroom();
  const failures: unknown[] = [];
  const proofs = await openProofs(copy.root, (error) => failures.push(error));
  await proofs.proof('2');
  await rm(join(copy.root, file));
  await proofs.refresh();
  proofs.warm();
  try {
    await proofs.proof('2');
    assert.unreachable('it is not there');
  } catch (error) {
    assert.match(String(error), /There is no issue "2"/);
  }
  assert.equal(failures, []);
  await copy.remove();
});

test.run();
