import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ArchivedIssue, readArchive } from '../../src/site/archive.ts';
import { cardSvg, drawCard, fitLines } from '../../src/site/card.ts';
import { openLettering } from '../../src/site/lettering.ts';
import { smallPublication, temporaryPublication } from '../temporary-publication.ts';

async function issueWith(changes: {
  subject?: string;
  language?: string;
  title?: string;
}): Promise<ArchivedIssue> {
  const publication = (smallPublication['content/publication.md'] as string)
    .replace('language: en', `language: ${changes.language ?? 'en'}`)
    .replace('title: The Harbour Letter', `title: ${changes.title ?? 'The Harbour Letter'}`);
  const issue = (smallPublication['issues/001-ship.md'] as string).replace(
    'subject: A ship, and a crane that stands still',
    `subject: ${JSON.stringify(changes.subject ?? 'A ship, and a crane')}`,
  );
  const root = await temporaryPublication({
    'content/publication.md': publication,
    'issues/001-ship.md': issue,
  });
  const { archive, problems } = await readArchive(root, new Date('2030-01-01T00:00:00Z'));
  await rm(root, { recursive: true, force: true });
  assert.equal(problems, []);
  return archive.issues[0] as ArchivedIssue;
}

test('a card is a picture of the size that everybody asks for', async () => {
  const card = await drawCard(await issueWith({}));
  const { format, width, height } = await sharp(card).metadata();
  assert.equal({ format, width, height }, { format: 'png', width: 1200, height: 630 });
});

test('Latin and Cyrillic words are outlines: no font of the machine has a part in them', async () => {
  for (const subject of ['A ship, “and” a crane – Ærø, Łódź', 'Корабль и кран', 'Ένα πλοίο']) {
    const svg = await cardSvg(await issueWith({ subject }));
    assert.not.match(svg, '<text');
    assert.not.match(svg, 'NaN');
  }
});

test('the same issue is the same bytes', async () => {
  const hash = async () =>
    createHash('sha256')
      .update(await drawCard(await issueWith({})))
      .digest('hex');
  assert.is(await hash(), await hash());
});

test('other scripts are set in the system’s font, from the right where they are read so', async () => {
  const svg = await cardSvg(
    await issueWith({ subject: 'سفينة ورافعة', language: 'ar', title: 'رسالة الميناء' }),
  );
  assert.match(svg, /<text x="1128" [^>]*direction="rtl">سفينة ورافعة<\/text>/);
});

test('whatever stands in a subject is text', async () => {
  const svg = await cardSvg(await issueWith({ subject: '港 </text><script>&' }));
  assert.not.match(svg, '<script');
  assert.match(svg, '&lt;script&gt;&amp;');
});

test('the largest size that fits is taken, and what fits in none ends in dots', async () => {
  const bold = await openLettering({ weight: 700, colour: '#000', direction: 'ltr' });
  const fit = (text: string) => fitLines(text, bold, 600, [80, 40], 200);
  assert.equal(fit('A short line'), { size: 80, lines: ['A short line'] });
  const longer = fit('A line that is a good deal longer than the one before it');
  assert.is(longer.size, 40);
  assert.ok(longer.lines.length <= 4 && longer.lines.every((line) => bold.width(line, 40) <= 600));
  const never = fit('word '.repeat(100));
  assert.is(never.lines.length, 4);
  assert.match(never.lines[3] ?? '', /^word word .*…$/);
});

test('ideographs may be broken anywhere, words only between each other', async () => {
  const bold = await openLettering({ weight: 700, colour: '#000', direction: 'ltr' });
  assert.equal(fitLines('北朝鮮とロシアの関係', bold, 200, [40], 200).lines, ['北朝鮮とロ', 'シアの関係']);
  assert.equal(fitLines('한국어 소식지', bold, 130, [40], 200).lines, ['한국어', '소식지']);
});

test.run();
