import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repository, temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

const commands = [...readFileSync(join(repository, 'src/cli.ts'), 'utf8').matchAll(/name: '(\w+)/g)].map(
  (match) => match[1] as string,
);
const root = await temporaryPublication();

test('every command has help with an example, on standard output alone', async () => {
  const helps = await Promise.all(commands.map((command) => tumen(root, [command, '--help'])));
  helps.forEach(({ status, stdout, stderr }, index) => {
    assert.is(status, 0, commands[index]);
    assert.is(stderr, '', commands[index]);
    // The readers' commands have their examples one level below.
    if (commands[index] !== 'subscribers') assert.match(stdout, 'Examples:', commands[index]);
  });
});

test('the help names every command', async () => {
  const { stdout } = await tumen(root, ['--help']);
  for (const command of commands) assert.match(stdout, `tumen ${command}`);
});

test('an unknown option is an error of usage with a suggestion', async () => {
  const { status, stdout, stderr } = await tumen(root, ['render', '--oot', 'dir']);
  assert.is(status, 2);
  assert.is(stdout, '');
  assert.is(
    stderr,
    'tumen: Unknown argument: oot. Did you mean --out?\n"tumen render --help" shows what there is.\n',
  );
});

test('an option that is like no other has no suggestion', async () => {
  const { status, stderr } = await tumen(root, ['render', '--zebra']);
  assert.is(status, 2);
  assert.match(stderr, /^tumen: Unknown argument: zebra\.\n/);
});

test('an unknown command is an error of usage with a suggestion', async () => {
  const { status, stderr } = await tumen(root, ['rendr']);
  assert.is(status, 2);
  assert.is(stderr, 'tumen: Did you mean render?\n"tumen --help" shows what there is.\n');
});

test('an option without its value, or with a word for a number, is an error of usage', async () => {
  for (const [words, sentence] of [
    [['render', '--out'], '"out" wants a value.'],
    [['render', '--out', ''], '"out" wants a value.'],
    [['preview', '--port', 'abc'], '"port" wants a whole number.'],
    [['preview', '--port', '0.5'], '"port" wants a whole number.'],
    [['preview', '--port', '70000'], '"port" wants a number up to 65535.'],
    [['new', 'source', 'x', '--topic', 'Ships'], 'A new source takes no --topic.'],
    [['new'], 'Something is missing: tumen new <kind> [name].'],
  ] as const) {
    const { status, stdout, stderr } = await tumen(root, words);
    assert.is(status, 2);
    assert.is(stdout, '');
    assert.is(stderr, `tumen: ${sentence}\n"tumen ${words[0]} --help" shows what there is.\n`);
  }
});

test('an option without its value is an error of usage', async () => {
  const { status, stderr } = await tumen(root, ['send', '1', '--only-domain']);
  assert.is(status, 2);
  assert.match(stderr, /^tumen: Not enough arguments following: only-domain\.\n/);
});

test('no command is an error of usage', async () => {
  const { status, stderr } = await tumen(root, []);
  assert.is(status, 2);
  assert.match(stderr, /^tumen: Which command\?/);
});

test('a folder that is no publication is something to mend', async () => {
  const { status, stdout, stderr } = await tumen('/', ['render']);
  assert.is(status, 1);
  assert.is(stdout, '');
  assert.match(stderr, 'this folder is not a publication');
});

test.run();
