import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gmailCut, markGmailCut, weigh } from '../../src/preview/gmail-line.ts';
import { openProofs } from '../../src/preview/proofs.ts';
import { copyNewsroom } from './newsroom-copy.ts';

const block = (line: number) => `<p data-src="a.md:${line}">${'x'.repeat(96)}</p>`;
const traced = block(1) + block(2) + block(3);

test('a message below the limit is not cut', () => {
  assert.is(gmailCut(traced, 1000), null);
  assert.is(markGmailCut(traced, null), traced);
});

test('the cut is told by its block and the share of it that is still shown; stamps do not count', () => {
  // Each block is 103 bytes without its stamp.
  const cut = gmailCut(traced, 103 + 51);
  assert.is(cut?.stamp, 1);
  assert.ok(Math.abs((cut?.share ?? 0) - 0.48) < 0.03, String(cut?.share));
  assert.match(markGmailCut(traced, cut), /data-src="a\.md:2" data-gmail-cut="0\.\d{3}">/);
  assert.is(markGmailCut(traced, cut).match(/data-gmail-cut/g)?.length, 1);
});

test('bytes are counted in UTF-8', () => {
  assert.is(gmailCut('<p data-src="a.md:1">조선</p>', 13), null);
  assert.ok(gmailCut('<p data-src="a.md:1">조선조선</p>', 16));
});

test('every story of an issue is weighed, and those below the line are lost', async () => {
  const newsroom = await copyNewsroom();
  const proofs = await openProofs(newsroom.root, () => undefined);
  const { pull } = await proofs.proof('2');
  if (pull === null) return assert.unreachable('issue 2 renders');
  const whole = weigh(pull.rendered.traced, pull.issue);
  assert.is(whole.htmlBytes, Buffer.byteLength(pull.rendered.html));
  assert.ok(whole.stories.length >= 3);
  for (const { story, bytes, fate } of whole.stories) {
    assert.ok(bytes > 500 && bytes < 20_000, `${story.id}: ${bytes}`);
    assert.is(fate, 'shown');
  }
  const cut = weigh(pull.rendered.traced, pull.issue, Math.round(whole.htmlBytes / 2));
  const fates = cut.stories.map(({ fate }) => fate);
  assert.is(fates[0], 'shown');
  assert.ok(fates.includes('lost'));
  assert.equal(
    fates,
    [...fates].sort((a, b) => 'shown cut lost'.indexOf(a) - 'shown cut lost'.indexOf(b)),
    'in the order of the issue',
  );
  await newsroom.remove();
});

test.run();
