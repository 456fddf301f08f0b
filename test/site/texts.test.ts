import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { siteLanguages, textsFor } from '../../src/site/texts/texts.ts';

/** Every text with its place: `subscribe.title`. Functions are called with words that must come back in their answer. */
function flatten(value: unknown, place: string): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value === 'function') return flatten(value(7, '‹b›'), place);
  return Object.entries(value as object).flatMap(([key, inner]) =>
    flatten(inner, place === '' ? key : `${place}.${key}`),
  );
}

const english = new Map(flatten(siteLanguages.en, ''));

test('every language says everything, in its own words', () => {
  for (const [language, texts] of Object.entries(siteLanguages)) {
    const own = new Map(flatten(texts, ''));
    assert.equal([...own.keys()].sort(), [...english.keys()].sort(), language);
    for (const [place, text] of own) {
      assert.ok(text.trim() === text && text !== '', `${language} ${place}`);
      if (language !== 'en') assert.is.not(text, english.get(place), `${language} ${place} is English`);
      const holes = (english.get(place) ?? '').match(/7|‹b›/g) ?? [];
      for (const hole of new Set(holes)) assert.ok(text.includes(hole), `${language} ${place} lacks ${hole}`);
    }
  }
});

test('each language is written in its script', () => {
  const scripts = {
    ko: /\p{sc=Hangul}/u,
    ru: /\p{sc=Cyrillic}/u,
    ja: /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u,
    ar: /\p{sc=Arabic}/u,
  };
  for (const [language, script] of Object.entries(scripts)) {
    const foreign = flatten(siteLanguages[language], '').filter(([, text]) => !script.test(text));
    assert.equal(
      foreign.filter(([place]) => place !== 'issueNumber'),
      [],
      language,
    );
  }
});

test('a region speaks its language, an unknown language English', () => {
  assert.is(textsFor('ko-KP'), siteLanguages.ko);
  assert.is(textsFor('xx'), siteLanguages.en);
});

test.run();
