import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { composeWeek } from '../../src/publication/compose.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { preheaderFrom, slugify } from '../../src/publication/starters.ts';
import { parseWeek, weekOf } from '../../src/publication/week.ts';
import { smallPublication, temporaryPublication } from '../temporary-publication.ts';

test('weeks are those of ISO 8601', () => {
  assert.equal(parseWeek('2024-W25'), {
    name: '2024-W25',
    from: '2024-06-17',
    to: '2024-06-23',
    saturday: '2024-06-22',
  });
  assert.is(parseWeek('2020-W53')?.to, '2021-01-03');
  assert.is(parseWeek('2021-W53'), null);
  assert.is(parseWeek('2024-W00'), null);
  assert.is(parseWeek('W25'), null);
  assert.is(weekOf('2021-01-03').name, '2020-W53');
  assert.is(weekOf('2023-09-12').name, '2023-W37');
});

test('the best founded story leads, the others are grouped by topic, and what is left out has a reason', async () => {
  const ship = smallPublication['content/stories/2024-06-18-ship.md'] as string;
  const root = await temporaryPublication({
    'content/stories/2024-06-20-tug.md': ship
      .replace('2024-06-18', '2024-06-20')
      .replace('reported', 'analysis'),
    'content/stories/2024-06-21-tide.md': ship
      .replace('2024-06-18', '2024-06-21')
      .replace('[Ships]', '[Water]')
      .replace('reported', 'disputed'),
    'content/stories/2024-06-21-broken.md': 'nothing\n',
    'content/stories/2024-07-01-later.md': ship.replace('2024-06-18', '2024-07-01'),
  });
  const newsroom = await readNewsroom(root);
  const week = parseWeek('2024-W25');
  assert.ok(week);
  const proposal = composeWeek(newsroom, week);
  assert.ok('lead' in proposal);
  assert.is(proposal.number, 2);
  assert.is(proposal.date, '2024-06-22');
  assert.is(proposal.lead.id, '2024-06-21-tide');
  assert.equal(
    proposal.sections.map(({ title, stories }) => [title, stories.map(({ id }) => id)]),
    [['Ships', ['2024-06-20-tug']]],
  );
  assert.equal(proposal.leftOut, [
    { storyId: '2024-06-18-ship', reason: 'issue 1 carried it' },
    { storyId: '2024-06-19-crane', reason: 'issue 1 carried it' },
    { storyId: '2024-06-21-broken', reason: 'it cannot be read; "tumen check" says why' },
  ]);
});

test('a week whose stories were all carried has no proposal', async () => {
  const week = parseWeek('2024-W25');
  assert.ok(week);
  const proposal = composeWeek(await readNewsroom(await temporaryPublication()), week);
  assert.not.ok('lead' in proposal);
  assert.is(proposal.leftOut.length, 2);
});

test('a slug is made of any title', () => {
  assert.is(slugify("Kim's train, moving – éast"), 'kims-train-moving-east');
  assert.is(slugify('북한'), '');
});

test('a preheader has at most 90 characters and ends on a whole word', () => {
  const preheader = preheaderFrom(Array(9).fill('A story about something'));
  assert.ok(preheader.length <= 90);
  assert.match(preheader, /(A|story|about|something)…$/);
});

test.run();
