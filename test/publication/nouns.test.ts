import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseIssueFile } from '../../src/publication/issue-file.ts';
import { ProblemsError } from '../../src/publication/problem.ts';
import { parsePublication } from '../../src/publication/publication.ts';
import { parseSource } from '../../src/publication/source.ts';
import { findCitations, parseStory } from '../../src/publication/story.ts';
import { smallPublication } from '../temporary-publication.ts';

function problemsOf(parse: () => unknown): string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof ProblemsError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const text = (file: string): string => smallPublication[file] as string;
const storyFile = 'content/stories/2024-06-18-ship.md';
const issueFile = 'issues/001-ship.md';

test('a source record keeps what is not known empty', () => {
  const source = parseSource('content/sources/notice.md', text('content/sources/notice.md'));
  assert.is(source.id, 'notice');
  assert.is(source.author, null);
  assert.is(source.url, null);
  assert.is(source.published, '2024');
  assert.is(source.retrieved, null);
  assert.is(source.reliability, 'A');
  assert.is(source.credibility, 1);
});

test('a source record without grades, with a wrong date and an unsafe address is told all at once', () => {
  const file = 'content/sources/x.md';
  const problems = problemsOf(() =>
    parseSource(
      file,
      '---\ntitle: T\nlanguage: en\npublished: 2024-13\nurl: javascript:alert(1)\nreliability: G\n---\n',
    ),
  );
  assert.is(problems.length, 4);
  assert.ok(
    problems.some((problem) => problem.startsWith(`${file}:4: "published" is "2024-13": a date is wanted`)),
  );
  assert.ok(problems.some((problem) => problem.startsWith(`${file}:5: "url" is "javascript:alert(1)": `)));
  assert.ok(
    problems.some((problem) => problem.startsWith(`${file}:6: "reliability" is "G": a letter from A`)),
  );
  assert.ok(
    problems.some((problem) => problem.startsWith(`${file}:1: "credibility" is missing. Add "credibility:"`)),
  );
});

test('a story has its citations with line and column', () => {
  const story = parseStory(storyFile, text(storyFile));
  assert.is(story.id, '2024-06-18-ship');
  assert.equal(story.citations, [
    { sourceId: 'gazette', line: 7, column: 47 },
    { sourceId: 'notice', line: 9, column: 29 },
  ]);
});

test('brackets without end are read within a second', () => {
  const started = performance.now();
  const prose = { file: storyFile, firstLine: 1, markdown: '[^a'.repeat(80_000) };
  assert.equal(findCitations(prose), []);
  // Read from each bracket to the end, it took a minute.
  assert.ok(performance.now() - started < 1000);
});

test('what looks like a citation in code is none', () => {
  const prose = {
    file: 'a.md',
    firstLine: 1,
    markdown: 'A `[^no]` b.[^yes]\n\n```\n[^no]\n```\n\nC.[^also]\n',
  };
  assert.equal(
    findCitations(prose).map(({ sourceId, line }) => [sourceId, line]),
    [
      ['yes', 1],
      ['also', 7],
    ],
  );
});

test('a mistyped key is told with the one that was meant', () => {
  const problems = problemsOf(() => parseStory(storyFile, text(storyFile).replace('status:', 'staus:')));
  assert.is(problems.length, 2);
  assert.ok(problems.includes(`${storyFile}:5: The key "staus" is not known. Did you mean "status"?`));
  assert.ok(
    problems.some((problem) =>
      problem.startsWith(`${storyFile}:1: "status" is missing. Add "status:" with one of confirmed,`),
    ),
  );
});

test('a footnote that is defined in the story belongs into a source record', () => {
  const problems = problemsOf(() => parseStory(storyFile, `${text(storyFile)}\n[^gazette]: The Gazette\n`));
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', `${storyFile}:11: The footnote "gazette" is defined in the story.`);
});

test('a story dated otherwise than its file, or without a text, is refused', () => {
  assert.match(
    problemsOf(() => parseStory('content/stories/2024-06-17-ship.md', text(storyFile)))[0] ?? '',
    /:3: The date 2024-06-18 is not the one that the file's name begins with\./,
  );
  assert.match(
    problemsOf(() => parseStory(storyFile, text(storyFile).split('A ship came in on')[0] as string))[0] ?? '',
    /The story has no text/,
  );
});

test('a day that does not exist is refused', () => {
  const problems = problemsOf(() =>
    parseStory(storyFile, text(storyFile).replace('2024-06-18', '2024-02-30')),
  );
  assert.match(problems[0] ?? '', `${storyFile}:3: "date" is "2024-02-30": a day that exists is wanted`);
});

test('a bounce address leaves room before its @ for a reader’s token', () => {
  const withBounces = (address: string) =>
    parsePublication(text('content/publication.md').replace('url:', `bounceAddress: ${address}\nurl:`))
      .bounceAddress;
  assert.is(parsePublication(text('content/publication.md')).bounceAddress, null);
  assert.is(withBounces('fifteen.letters@harbour.example.org'), 'fifteen.letters@harbour.example.org');
  const refused = (address: string, what: RegExp) =>
    assert.throws(
      () => withBounces(address),
      (error: Error) =>
        error instanceof ProblemsError &&
        what.test(error.problems[0]?.what ?? '') &&
        /at most 15 characters before its @, or leave it out/.test(error.problems[0]?.remedy ?? ''),
    );
  refused(
    'sixteen.letters1@harbour.example.org',
    /"bounceAddress" is .*more than 15 characters before the @/,
  );
  refused('bounces', /a mail address is wanted/);
});

test('the publication knows its lists, and its address has no slash at the end', () => {
  const publication = parsePublication(
    text('content/publication.md').replace('harbour.example.org\npost', 'harbour.example.org/\npost'),
  );
  assert.is(publication.url, 'https://harbour.example.org');
  assert.equal(publication.lists, [{ id: 'weekly', name: 'Weekly', description: 'Every Saturday' }]);
  assert.is(publication.images, 'linked');
});

test('a line break in a name that becomes a header is refused', () => {
  const broken = text('content/publication.md').replace(
    'name: The Harbour Letter',
    'name: "The Harbour\\nBcc: everyone@example.org"',
  );
  assert.match(
    problemsOf(() => parsePublication(broken))[0] ?? '',
    /:5: "from\.name" is .* it holds a line break/,
  );
});

test('an issue file is parsed with its sections', () => {
  const issue = parseIssueFile(issueFile, text(issueFile));
  assert.is(issue.number, 1);
  assert.is(issue.slug, 'ship');
  assert.equal(issue.sections, [{ title: 'Cranes', stories: ['2024-06-19-crane'] }]);
  assert.equal(issue.corrections, []);
});

test('an issue whose number is not that of its file, or without preheader, is refused', () => {
  assert.match(
    problemsOf(() => parseIssueFile('issues/002-ship.md', text(issueFile)))[0] ?? '',
    `issues/002-ship.md:2: The number 1 is not the one that the file's name begins with. Write "number: 2", or rename the file.`,
  );
  const without = text(issueFile).replace(/preheader:.*\n/, '');
  assert.match(
    problemsOf(() => parseIssueFile(issueFile, without))[0] ?? '',
    `${issueFile}:1: "preheader" is missing. Add "preheader:" with 40 to 90 characters`,
  );
  assert.match(
    problemsOf(() => parseIssueFile('issues/ship.md', text(issueFile)))[0] ?? '',
    /Name it NNN-slug\.md/,
  );
});

test.run();
