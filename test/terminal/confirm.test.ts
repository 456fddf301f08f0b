import { PassThrough } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UserError } from '../../src/publication/problem.ts';
import { confirm } from '../../src/terminal/confirm.ts';
import { collect } from './collect.ts';

function answering(keys: string | null): Promise<boolean> {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = collect({ columns: 80 });
  const answer = confirm('Send issue 2 to 1,000 subscribers?', { input, output });
  if (keys === null) input.end();
  else input.write(keys);
  return answer;
}

test('yes is y or yes, in any case', async () => {
  assert.is(await answering('y\n'), true);
  assert.is(await answering(' YES \n'), true);
});

test('everything else is a no', async () => {
  for (const keys of ['\n', 'n\n', 'no\n', 'yesterday\n', 'yy\n'])
    assert.is(await answering(keys), false, keys);
});

test('Ctrl-C, Ctrl-D and an input that ends are a no', async () => {
  assert.is(await answering('\u0003'), false);
  assert.is(await answering('\u0004'), false);
  assert.is(await answering(null), false);
});

test('without a terminal it refuses, names --yes and asks nothing', async () => {
  const output = collect(null);
  try {
    await confirm('Send it?', { input: new PassThrough(), output });
    assert.unreachable('it must refuse');
  } catch (error) {
    assert.instance(error, UserError);
    assert.is(
      (error as UserError).message,
      'This has to be confirmed, and there is no terminal to ask on: “Send it?” Pass --yes to go ahead without the question.',
    );
  }
  assert.is(output.written(), '');
});

test.run();
