import { rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readArchive } from '../../src/site/archive.ts';
import { indexArchive, type SearchIndex, search } from '../../src/site/search.ts';
import { temporaryPublication } from '../temporary-publication.ts';
import { secondIssue } from './running-site.ts';

const searching = suite<{ index: SearchIndex }>('search');

searching.before(async (context) => {
  const root = await temporaryPublication(secondIssue);
  const { archive } = await readArchive(root, new Date('2030-01-01T00:00:00Z'));
  context.index = indexArchive(archive);
  await rm(root, { recursive: true, force: true });
});

const titles = (index: SearchIndex, query: string): string[] =>
  search(index, query).map(({ title }) => title);

searching('every word must be in a story; titles count first, then the newest', ({ index }) => {
  assert.equal(titles(index, 'ship'), ['A ship came in', 'Fog over the quay']);
  assert.equal(titles(index, 'ship gazette'), ['A ship came in', 'Fog over the quay']);
  assert.equal(titles(index, 'fog ship'), ['Fog over the quay']);
  assert.equal(titles(index, 'fog crane'), []);
});

searching('case, accents and parts of words do not matter', ({ index }) => {
  assert.equal(titles(index, 'IBANEZ'), ['Fog over the quay']);
  assert.equal(titles(index, 'ibáñ'), ['Fog over the quay']);
  assert.equal(titles(index, 'Crané'), ['The crane stands still']);
});

searching('topics are found too, the other texts of an issue are not', ({ index }) => {
  assert.equal(titles(index, 'weather'), ['Fog over the quay']);
  assert.equal(titles(index, 'dear reader'), []);
  assert.equal(titles(index, 'admiralty'), []);
});

searching('a hit leads to its story, and shows the place in pieces', ({ index }) => {
  const [hit] = search(index, 'heard');
  assert.is(hit?.path, '/issues/002-fog/#story-2024-06-26-fog');
  assert.is(hit?.status, 'Alleged');
  assert.equal(hit?.excerpt.slice(0, 2), [
    { text: 'The Gazette ', found: false },
    { text: 'heard', found: true },
  ]);
  assert.not.match(hit?.excerpt.map(({ text }) => text).join('') ?? '', /\[\d\]/);
});

searching('nothing asked is nothing found, and a thousand words are no more work than ten', ({ index }) => {
  assert.equal(titles(index, ''), []);
  assert.equal(titles(index, ' “” '), []);
  assert.equal(titles(index, 'ship '.repeat(1000)), ['A ship came in', 'Fog over the quay']);
});

searching.run();
