import { rm } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import { render } from '../../src/render/render.ts';
import { archivedIssue, lostFromPage, readArchive } from '../../src/site/archive.ts';
import { publish } from '../../src/site/published.ts';
import { smallPublication, temporaryPublication, writeFiles } from '../temporary-publication.ts';
import { secondIssue } from './running-site.ts';

const long = new Date('2030-01-01T00:00:00Z');
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#0b4f6c"/></svg>';

async function archiveOf(files: Readonly<Record<string, string>>, now = long) {
  const root = await temporaryPublication(files);
  try {
    return await readArchive(root, now);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

test('issues are there newest first, filled for nobody in particular', async () => {
  const { archive, problems } = await archiveOf(secondIssue);
  assert.equal(problems, []);
  assert.equal(
    archive.issues.map(({ name, path, url }) => ({ name, path, url })),
    [
      { name: '002-fog', path: '/issues/002-fog/', url: 'https://harbour.example.org/issues/002-fog/' },
      { name: '001-ship', path: '/issues/001-ship/', url: 'https://harbour.example.org/issues/001-ship/' },
    ],
  );
  const html = archive.issues.map(({ body }) => body.html).join('');
  assert.match(html, 'Dear reader,');
  assert.not.match(html, '{{');
  assert.not.match(html, /unsubscribe/i);
  assert.not.match(html, /style="|<script|<style/);
});

test('the page of an issue holds everything that the desk wrote, and what is lost would be told', async () => {
  const root = await temporaryPublication();
  const newsroom = await readNewsroom(root);
  const issue = resolveIssue(newsroom, '1');
  const rendered = await render({ issue, templates: newsroom.templates, images: new Map() });
  const { html } = archivedIssue(issue, rendered, new Map(), []).body;
  assert.equal(lostFromPage(issue, rendered.inventory, html), []);
  const [lost] = lostFromPage(issue, rendered.inventory, html.replace('Nobody says what it carried', ''));
  assert.is(lost?.place.file, 'content/stories/2024-06-18-ship.md');
  assert.is(lost?.place.line, 9);
});

test('a link to the publication’s own front page is no loss, whatever path it lives under', async () => {
  const small = smallPublication['content/publication.md'] as string;
  for (const path of ['', '/letters']) {
    const url = `https://harbour.example.org${path}`;
    const { archive, problems } = await archiveOf({
      'content/publication.md': small.replace('url: https://harbour.example.org', `url: ${url}`),
      'content/sources/notice.md': (smallPublication['content/sources/notice.md'] as string).replace(
        'url:',
        `url: ${url}`,
      ),
    });
    assert.equal(problems, []);
    assert.match(archive.issues[0]?.body.html ?? '', `href="${path}/"`);
  }
});

test('an issue is public when its day has begun anywhere on earth, and not before', async () => {
  const before = await archiveOf(secondIssue, new Date('2024-06-28T09:59:59Z'));
  assert.equal(
    before.archive.issues.map(({ name }) => name),
    ['001-ship'],
  );
  const after = await archiveOf(secondIssue, new Date('2024-06-28T10:00:00Z'));
  assert.equal(
    after.archive.issues.map(({ name }) => name),
    ['002-fog', '001-ship'],
  );
});

test('pictures of an issue still to come are public already, since a proof shows them', async () => {
  const fog = secondIssue['content/stories/2024-06-26-fog.md'] as string;
  const files = {
    ...secondIssue,
    'content/images/fog.svg': picture,
    'content/stories/2024-06-26-fog.md': fog.replace(
      'status: alleged',
      'status: alleged\nimage: { src: fog.svg, alt: Fog, credit: The desk }',
    ),
  };
  const { archive } = await archiveOf(files, new Date('2024-06-23T00:00:00Z'));
  assert.equal(
    archive.issues.map(({ name }) => name),
    ['001-ship'],
  );
  assert.equal(
    [...archive.images.keys()].map((name) => name.replace(/[0-9a-f]{8}/, '#')),
    ['fog-#.png'],
  );
});

test('what a later issue corrects is told with the earlier one, which counts as changed that day', async () => {
  const { archive } = await archiveOf(secondIssue);
  const first = archive.issues.find(({ issue }) => issue.number === 1);
  assert.equal(
    first?.corrections.map(({ text, byPath }) => ({ text, byPath })),
    [{ text: 'The crane stood still on Wednesday, not on Tuesday.', byPath: '/issues/002-fog/' }],
  );
  assert.is(first?.updated, '2024-06-29');
  const earlier = await archiveOf(secondIssue, new Date('2024-06-23T00:00:00Z'));
  assert.equal(
    earlier.archive.issues[0]?.corrections,
    [],
    'a correction is not told before its issue is out',
  );
});

test('a broken issue is left out and told of, the others are shown', async () => {
  const { archive, problems } = await archiveOf({
    ...secondIssue,
    'issues/002-fog.md': (secondIssue['issues/002-fog.md'] as string).replace(
      '{{preferencesUrl}}',
      '{{nonsense}}',
    ),
  });
  assert.equal(
    archive.issues.map(({ name }) => name),
    ['001-ship'],
  );
  assert.equal(
    problems.map(({ file, line }) => ({ file, line })),
    [{ file: 'issues/002-fog.md', line: 13 }],
  );
});

test('a publication below a path has all its addresses there', async () => {
  const root = await temporaryPublication(secondIssue);
  const file = 'content/publication.md';
  const { smallPublication } = await import('../temporary-publication.ts');
  await writeFiles(root, {
    [file]: (smallPublication[file] as string).replace(
      'url: https://harbour.example.org',
      'url: https://example.org/letters/',
    ),
  });
  const { archive } = await readArchive(root, long);
  const { files } = await publish(archive, true);
  await rm(root, { recursive: true, force: true });
  for (const [path, each] of files) {
    if (!path.endsWith('.html')) continue;
    const html = Buffer.from(await each.read()).toString();
    const outside = [...html.matchAll(/ (?:href|src|action)="(\/[^"]*)"/g)].filter(
      ([, to]) => !to?.startsWith('/letters/'),
    );
    assert.equal(
      outside.map(([, to]) => to),
      [],
      path,
    );
  }
});

test('what is published is the same bytes each time', async () => {
  const read = async () => {
    const { archive } = await archiveOf(secondIssue);
    const { files } = await publish(archive, false);
    return Promise.all(
      [...files].map(async ([path, each]) => [path, Buffer.from(await each.read()).toString('base64')]),
    );
  };
  assert.equal(await read(), await read());
});

test.run();
