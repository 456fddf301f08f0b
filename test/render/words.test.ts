import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDate, formatDay, readingMinutes } from '../../src/render/dates.ts';
import { dateLocale, directionOf, fontsFor } from '../../src/render/languages.ts';
import { wordsFor } from '../../src/render/words.ts';
import { siteLanguages } from '../../src/site/texts/texts.ts';

const languages = ['en', 'ar', 'fa', 'ur', 'he'];

test('each language has its own words, and the same ones', () => {
  const english = wordsFor('en');
  for (const language of [...Object.keys(siteLanguages), ...languages].filter((each) => each !== 'en')) {
    const words = wordsFor(language);
    assert.is.not(words, english);
    assert.equal(Object.keys(words).sort(), Object.keys(english).sort());
    // Latin letters are the grades from A to F, and nothing else.
    const said = JSON.stringify(Object.values(words).filter((value) => typeof value !== 'function'));
    assert.not.match(said.replace(/"\w+":/g, ''), /[A-Za-z]{2}/, language);
    assert.match(words.whyYouGetThis('Weekly'), /Weekly/);
  }
  assert.is(wordsFor('en-US'), english);
  assert.is(wordsFor('fr'), english);
});

test('Arabic, Persian, Urdu and Hebrew run from right to left, also with a region', () => {
  assert.equal(languages.map(directionOf), ['ltr', 'rtl', 'rtl', 'rtl', 'rtl']);
  assert.is(directionOf('ar-EG'), 'rtl');
  assert.is(directionOf('fr'), 'ltr');
});

test('fonts stand in double-quoted attributes, and joined scripts are not torn apart', () => {
  for (const language of languages) {
    const { serif, sans, tracking } = fontsFor(language);
    assert.not.match(serif.fragment + sans.fragment, '"');
    assert.is(tracking, language === 'en' ? '-1px' : 'normal');
  }
});

test('dates are said in full, as far as they are known', () => {
  assert.is(formatDate('2024-06-22', 'en-GB'), '22 June 2024');
  assert.is(formatDate('2024-06', 'en-GB'), 'June 2024');
  assert.is(formatDate('2024', 'en-GB'), '2024');
  assert.is(formatDay('2024-06-22', 'en-GB'), 'Saturday, 22 June 2024');
  assert.is(formatDay('2024-06-22', 'fr'), 'samedi 22 juin 2024');
});

test('the calendar is the Gregorian one, whatever the country’s own is', () => {
  assert.match(formatDate('2024-06-22', 'fa'), /۲۰۲۴/);
  assert.match(formatDate('2024-06-22', 'ar-SA'), /2024|٢٠٢٤/);
});

test('English without a country puts the day first', () => {
  assert.is(dateLocale('en'), 'en-GB');
  assert.is(dateLocale('en-US'), 'en-US');
});

test('reading takes a minute at least', () => {
  assert.equal([0, 100, 345, 2300].map(readingMinutes), [1, 1, 2, 10]);
});

test.run();
