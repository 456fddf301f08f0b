import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clampWidth, firstLook, parseLook, printLook, stepWidth } from '../../src/preview/page/look.ts';

test('a look is read back from its address, and the first look needs none', () => {
  const look = {
    ...firstLook,
    view: 'gmail',
    palette: 'dark',
    images: 'off',
    fields: 'marked',
    reader: 'rtl',
    version: 'head',
    width: 375,
  } as const;
  assert.equal(parseLook(printLook(look)), look);
  assert.is(String(printLook(firstLook)), '');
  assert.equal(parseLook(new URLSearchParams()), firstLook);
});

test('what makes no sense in an address is as in the first look', () => {
  assert.equal(parseLook(new URLSearchParams('width=7&version=later&images=maybe')), firstLook);
});

test('widths step through the list, from between two of them too', () => {
  assert.is(stepWidth(680, 1), 1280);
  assert.is(stepWidth(1280, 1), 1280);
  assert.is(stepWidth(500, -1), 375);
  assert.is(stepWidth(500, 1), 600);
  assert.is(stepWidth(320, -1), 320);
  assert.is(clampWidth(10), 240);
  assert.is(clampWidth(99_999), 2000);
});

test.run();
