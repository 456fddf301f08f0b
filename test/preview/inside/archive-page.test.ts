import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { archivePage } from '../../../src/preview/inside/archive-page.ts';
import { openProofs } from '../../../src/preview/proofs.ts';
import { copyNewsroom } from '../newsroom-copy.ts';

test('the archive page stands by itself: its style in it, its pictures at the preview, nothing loaded, nothing personal', async () => {
  const newsroom = await copyNewsroom();
  const { pull } = await (await openProofs(newsroom.root, () => undefined)).proof('2');
  await newsroom.remove();
  if (pull === null) return assert.unreachable('issue 2 renders');
  const html = await archivePage(pull);
  assert.match(html, /<style>/);
  assert.match(html, /Dear reader,/);
  assert.match(html, /<img[^>]* src="\/images\/[\w.-]+"/);
  assert.match(html, /data-src="issues\/002-/);
  assert.not.match(html, /<link|http-equiv|<script|\{\{/);
});

test.run();
