import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { ProblemsError, UserError } from '../../src/publication/problem.ts';
import { findIssue, resolveIssue } from '../../src/publication/resolve-issue.ts';
import { smallPublication, temporaryPublication } from '../temporary-publication.ts';

const issueFile = 'issues/001-ship.md';
const changed = (file: string, from: string | RegExp, to: string) => ({
  [file]: (smallPublication[file] as string).replace(from, to),
});

async function problemsWith(files: Record<string, string | null>): Promise<string[]> {
  const newsroom = await readNewsroom(await temporaryPublication(files));
  try {
    resolveIssue(newsroom, 'latest');
  } catch (error) {
    if (error instanceof ProblemsError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('an issue comes with its stories, its list, its numbered sources and its threads', async () => {
  const newsroom = await readNewsroom(await temporaryPublication());
  const issue = resolveIssue(newsroom, '1');
  assert.is(issue.lead.title, 'A ship came in');
  assert.equal(
    issue.sections.map((section) => section.stories.map(({ id }) => id)),
    [['2024-06-19-crane']],
  );
  assert.is(issue.list.name, 'Weekly');
  assert.equal(
    issue.sources.map(({ id }) => id),
    ['gazette', 'notice'],
  );
  assert.equal(
    issue.threads.map(({ story, earlier }) => [story.id, earlier.map((each) => each.story.id)]),
    [['2024-06-19-crane', ['2024-06-18-ship']]],
  );
  assert.is(newsroom.problems.size, 0);
});

test('an issue is found by number, by padded number, by slug, by file and as the latest', async () => {
  const newsroom = await readNewsroom(await temporaryPublication());
  for (const ref of ['1', '001', 'ship', '001-ship', issueFile, 'latest'])
    assert.is(findIssue(newsroom, ref).number, 1);
  assert.throws(
    () => findIssue(newsroom, 'train'),
    (error: Error) => error instanceof UserError && /There are 1 \(ship\), and "latest"/.test(error.message),
  );
});

test('a story that no file holds is told where the issue names it', async () => {
  const problems = await problemsWith(
    changed(issueFile, 'stories: [2024-06-19-crane]', 'stories: [2024-06-19-crate]'),
  );
  assert.equal(problems, [
    `${issueFile}:11: The story "2024-06-19-crate" is named, but there is no content/stories/2024-06-19-crate.md. Did you mean "2024-06-19-crane"? Write it with "tumen new story".`,
  ]);
});

test('a citation of an unknown source is told with line and column', async () => {
  const file = 'content/stories/2024-06-18-ship.md';
  const problems = await problemsWith(changed(file, '[^notice]', '[^notices]'));
  assert.equal(problems, [
    `${file}:9:29: The source "notices" is cited, but there is no content/sources/notices.md. Did you mean "notice"? Record it with "tumen new source notices".`,
  ]);
});

test('all problems of all files that an issue reaches are told together, and none of a file that it does not reach', async () => {
  const problems = await problemsWith({
    ...changed('content/publication.md', 'tagline: News from one quay\n', ''),
    ...changed('content/stories/2024-06-19-crane.md', 'status: confirmed', 'status: certain'),
    ...changed('content/sources/gazette.md', 'reliability: B', 'reliability: X'),
    ...changed(issueFile, 'layout: digest', 'layout: broadsheet'),
    'content/stories/2024-06-20-draft.md': 'no front matter\n',
  });
  assert.equal(problems.length, 4);
  for (const part of [
    'publication.md:1: "tagline"',
    'crane.md:5: "status"',
    'gazette.md:9: "reliability"',
    '001-ship.md:7: The layout "broadsheet"',
  ]) {
    assert.ok(
      problems.some((problem) => problem.includes(part)),
      part,
    );
  }
  assert.not.ok(problems.some((problem) => problem.includes('draft')));
});

test('an unknown list, a missing image, a later story followed and a correction of nothing are told', async () => {
  const file = 'content/stories/2024-06-18-ship.md';
  const problems = await problemsWith({
    [issueFile]: (smallPublication[issueFile] as string)
      .replace('list: weekly', 'list: daily')
      .replace('sections:', 'corrections:\n  - issue: 7\n    text: The ship was late.\nsections:'),
    ...changed(
      file,
      'status: reported',
      'status: reported\nfollows: 2024-06-19-crane\nimage:\n  src: ship.png\n  alt: A ship\n  credit: The desk',
    ),
  });
  assert.equal(problems.length, 4);
  for (const part of [
    `${issueFile}:6: The list "daily"`,
    `${file}:8: There is no content/images/ship.png`,
    `${file}:6: The story "2024-06-19-crane" that it follows is not earlier`,
    `${issueFile}:10: The correction is of issue 7`,
  ]) {
    assert.ok(
      problems.some((problem) => problem.includes(part)),
      part,
    );
  }
});

test('stories of one day that follow each other do not go round for ever', async () => {
  const newsroom = await readNewsroom(
    await temporaryPublication({
      'content/stories/2024-06-18-ship.md': (
        smallPublication['content/stories/2024-06-18-ship.md'] as string
      ).replace('status: reported', 'status: reported\nfollows: 2024-06-18-tug'),
      'content/stories/2024-06-18-tug.md': (
        smallPublication['content/stories/2024-06-18-ship.md'] as string
      ).replace('status: reported', 'status: reported\nfollows: 2024-06-18-ship'),
    }),
  );
  assert.is(resolveIssue(newsroom, '1').threads.length, 2);
});

test('two issues of one number are both told', async () => {
  const problems = await problemsWith({ 'issues/001-other.md': smallPublication[issueFile] as string });
  assert.match(
    problems[0] ?? '',
    /issues\/001-ship\.md:1: Its number is also that of issues\/001-other\.md\./,
  );
});

test('a folder that is no publication says how to begin one', async () => {
  const newsroom = await readNewsroom('/nonexistent');
  assert.is(newsroom.publication, null);
  assert.match([...newsroom.problems.values()].flat()[0]?.remedy ?? '', /tumen init/);
});

test.run();
