import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { contrast, labToRgb, parseHex, rgbToLab, toHex } from '../../src/render/colour.ts';
import { appleDarken, gmailDarken, outlookDarken } from '../../src/render/dark-clients.ts';
import {
  fivePalettes,
  leastContrast,
  nearestPassing,
  paletteOf,
  shortfalls,
} from '../../src/render/palette.ts';
import { themeProblem } from '../../src/render/theme-problem.ts';
import { publication } from './issue-value.ts';

test('contrast is that of WCAG', () => {
  assert.is(contrast('#000000', '#ffffff'), 21);
  assert.is(contrast('#777777', '#ffffff').toFixed(2), '4.48');
  assert.is(contrast('#ffffff', '#777777').toFixed(2), '4.48');
});

test('Lab goes there and back', () => {
  for (const hex of ['#000000', '#ffffff', '#0e5361', '#d9d4c8', '#ff0000']) {
    assert.is(toHex(labToRgb(rgbToLab(parseHex(hex)))), hex);
  }
});

test('each client darkens white and lightens black as its published code does', () => {
  assert.equal(['#ffffff', '#000000'].map(appleDarken), ['#333333', '#ffffff']);
  assert.equal(['#ffffff', '#000000'].map(outlookDarken), ['#333333', '#ffffff']);
  assert.is(gmailDarken('#ffffff', 'surface'), '#202020');
  assert.is(gmailDarken('#000000', 'text'), '#f2f2f2');
  assert.is(gmailDarken('#222222', 'surface'), '#222222');
});

test('an issue is looked at in five palettes', () => {
  assert.equal(
    fivePalettes(paletteOf('#0e5361')).map(({ name }) => name),
    ['light', 'dark', 'Apple Mail’s inversion', 'Outlook’s inversion', 'Gmail’s inversion'],
  );
});

test('text on every surface reaches 4.5:1 in all of them, whatever accent passes', () => {
  for (const accent of [
    '#0e5361',
    '#000000',
    '#7a1f5c',
    nearestPassing('#ffee00'),
    nearestPassing('#ff0000'),
  ]) {
    for (const { colours } of fivePalettes(paletteOf(accent))) {
      for (const surface of [colours.paper, colours.panel]) {
        for (const text of [colours.ink, colours.muted, colours.accent]) {
          assert.ok(contrast(surface, text) >= leastContrast, `${text} on ${surface} for ${accent}`);
        }
      }
    }
  }
});

test('a light accent falls short, and the nearest passing one keeps its hue', () => {
  assert.ok(
    shortfalls(paletteOf('#ffee00')).some(({ palette, text }) => palette === 'light' && text === 'accent'),
  );
  assert.is(nearestPassing('#0e5361'), '#0e5361');
  assert.match(nearestPassing('#ffee00'), /^#6[0-9a-f]{3}0[0-9a-f]$/);
});

test('a theme that cannot be read everywhere is an error that names its colour and the nearest that can', () => {
  assert.is(themeProblem(publication()), null);
  const problem = themeProblem(publication({ theme: { accent: '#ffee00' } }));
  assert.match(
    problem?.what ?? '',
    /^The accent #ffee00 cannot be read everywhere: its contrast is 1\.\d\d on the paper in light/,
  );
  assert.match(problem?.remedy ?? '', /^The nearest accent that passes is "#[0-9a-f]{6}"\.$/);
});

test.run();
