import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallPublication, temporaryPublication } from '../temporary-publication.ts';
import { tumen } from './tumen.ts';

const counting = (smallPublication['content/publication.md'] as string).replace(
  'theme:',
  'counting: clicks and opens\ntheme:',
);

test('what was sent is reported, in the terminal and as one page, with counted links where the publication counts', async () => {
  const root = await temporaryPublication({ 'content/publication.md': counting });
  const early = await tumen(root, ['report', 'latest']);
  assert.is(early.status, 1);
  assert.match(early.stderr, 'Issue 1 has not been sent to any list yet.');
  await tumen(root, ['subscribers', 'add', 'ada@example.org', '--list', 'weekly']);
  const sent = await tumen(root, ['send', 'latest', '--yes']);
  assert.is(sent.status, 0, sent.stderr);
  const report = await tumen(root, ['report', 'latest']);
  assert.is(report.stderr, '');
  assert.match(
    report.stdout,
    '1 reader = 1 accepted (100.0 %) + 0 refused + 0 skipped + 0 unknown + 0 waiting\n',
  );
  assert.match(report.stdout, 'https://gazette.example.org/ship');
  const page = await tumen(root, ['report', '1', '--list', 'weekly', '--html', 'out/report.html']);
  assert.is(page.stdout, 'out/report.html\n');
  const html = await readFile(join(root, 'out/report.html'), 'utf8');
  assert.match(html, '<h1>A ship, and a crane that stands still</h1>');
  assert.match(html, 'On the issue itself');
  await rm(root, { recursive: true, force: true });
});

test.run();
