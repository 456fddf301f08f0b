import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coloursFor } from '../../src/terminal/colours.ts';
import { collect } from './collect.ts';

const csi = '\u001b[';

test('a terminal gets colours', () => {
  assert.is(coloursFor(collect({ columns: 80 }), {}).red('late'), `${csi}31mlate${csi}39m`);
});

test('a pipe gets none', () => {
  assert.is(coloursFor(collect(null), {}).red('late'), 'late');
});

test('NO_COLOR switches them off when it is not empty', () => {
  assert.is(coloursFor(collect({ columns: 80 }), { NO_COLOR: '1' }).red('late'), 'late');
  assert.is(coloursFor(collect({ columns: 80 }), { NO_COLOR: '' }).red('late'), `${csi}31mlate${csi}39m`);
});

test('a dumb terminal gets none', () => {
  assert.is(coloursFor(collect({ columns: 80 }), { TERM: 'dumb' }).red('late'), 'late');
});

test.run();
