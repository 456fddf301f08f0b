import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sourceLine } from '../../src/preview/source-line.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { copyNewsroom } from './newsroom-copy.ts';

test('a line of the newsroom’s files is told, and of no other file', async () => {
  const copy = await copyNewsroom();
  const newsroom = await readNewsroom(copy.root);
  const file = 'issues/002-twenty-four-years.md';
  const lines = (await copy.read(file)).split('\n');
  assert.is(await sourceLine(newsroom, `${file}:2`), lines[1]);
  assert.is(
    await sourceLine(newsroom, 'templates/digest/issue.mjml.hbs:1'),
    (await copy.read('templates/digest/issue.mjml.hbs')).split('\n')[0],
  );
  assert.is(await sourceLine(newsroom, `${file}:99999`), null);
  await copy.write('secret.txt', 'no');
  for (const place of [
    'secret.txt:1',
    '../../etc/passwd:1',
    '/etc/passwd:1',
    'issues/../secret.txt:1',
    '',
    'x',
  ])
    assert.is(await sourceLine(newsroom, place), null, place);
  await copy.remove();
});

test.run();
