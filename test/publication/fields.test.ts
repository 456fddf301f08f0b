import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { webAddress } from '../../src/publication/fields.ts';

test('a web address is taken as it is written, in any script', () => {
  for (const url of [
    'https://dispatch.example.org',
    'http://example.org/a?b=c#d',
    'https://example.org/новости',
  ])
    assert.is(webAddress.parse(url), url);
});

test('a web address holds nothing that would end an attribute or a header, or turn round the text behind it', () => {
  for (const mark of [' ', '\u0007', '\u202e', '\u2066', '"', "'", '<', '{', '|'])
    assert.equal(
      webAddress.safeParse(`https://example.org/a${mark}b`).error?.issues.map(({ message }) => message),
      ['it holds a blank, a quote, a bracket or a mark that turns text round'],
      JSON.stringify(mark),
    );
});

test('line breaks within a web address are taken out, as a browser does', () => {
  assert.is(webAddress.parse('https://example.org/a\r\n\tb'), 'https://example.org/ab');
});

test.run();
