import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeSentence } from '../../src/terminal/output.ts';
import { collect } from './collect.ts';

const sentence = 'The rejected rows are in readers.rejects.csv, each with its reason.';

test('a sentence is broken between words on a terminal', () => {
  const output = collect({ columns: 40 });
  writeSentence(output, sentence);
  assert.is(output.written(), 'The rejected rows are in\nreaders.rejects.csv, each with its\nreason.\n');
});

test('in a pipe it is one line', () => {
  const output = collect(null);
  writeSentence(output, sentence);
  assert.is(output.written(), `${sentence}\n`);
});

test.run();
