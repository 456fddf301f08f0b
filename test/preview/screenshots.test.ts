import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstLook } from '../../src/preview/page/look.ts';
import { matrix, nameOf } from '../../src/preview/screenshots.ts';

test('the matrix holds every client, every width, every palette and pictures off, each once', () => {
  const names = matrix().map(nameOf);
  assert.is(new Set(names).size, names.length);
  for (const name of [
    'gmail-375-light.png',
    'gmail-plain-680-light.png',
    'outlook-classic-680-light.png',
    'outlook-com-680-outlook.png',
    'yahoo-375-light.png',
    'apple-mail-375-light.png',
    'proton-680-light.png',
    'written-320-light.png',
    'written-1280-light.png',
    'written-375-dark.png',
    'written-680-apple.png',
    'written-375-light-images-off.png',
    'inbox.png',
    'text.png',
    'reading.png',
    'source.png',
    'message.png',
  ])
    assert.ok(names.includes(name), name);
});

test('a picture is named after its look', () => {
  assert.is(
    nameOf({ ...firstLook, view: 'gmail', width: 375, palette: 'gmail', images: 'off' }),
    'gmail-375-gmail-images-off.png',
  );
  assert.is(nameOf({ ...firstLook, view: 'text', width: 375 }), 'text.png');
});

test.run();
