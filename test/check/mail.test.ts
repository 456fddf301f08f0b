import PostalMime from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readMessage } from '../../src/check/mime.ts';
import { composeSample } from '../../src/check/sample-message.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import { render } from '../../src/render/render.ts';
import { gmailLimitBytes } from '../../src/render/sizes.ts';
import { changed, type Files, footerWith, inFooter, newsroomOf, testFamily } from './desk.ts';

const issueFile = 'issues/001-ship.md';
const settings = 'content/publication.md';
const layout = 'templates/digest/issue';
/** Everything is found in the small publication's message as it is. */
const whole = { files: {}, at: [] } as const;

/** So many stories of three kilobytes each. */
function manyStories(count: number): Files {
  const names = Array.from({ length: count }, (_, index) => `2024-06-20-long-${index}`);
  const story = (index: number) =>
    `---\ntitle: Long story ${index}\ndate: 2024-06-20\ntopics: [Ships]\nstatus: reported\n---\n${'A ship came in again. '.repeat(140)}[^gazette]\n`;
  return {
    ...Object.fromEntries(names.map((name, index) => [`content/stories/${name}.md`, story(index)])),
    ...changed(issueFile, '[2024-06-19-crane]', `[2024-06-19-crane, ${names.join(', ')}]`),
  };
}

/** The last story that begins before Gmail's limit, by the bytes of the rendered HTML. */
async function cutStory(files: Files): Promise<string> {
  const newsroom = newsroomOf(files);
  const issue = resolveIssue(newsroom, 'latest');
  const { html } = await render({ issue, templates: newsroom.templates, images: new Map() });
  const shown = Buffer.from(html).subarray(0, gmailLimitBytes).toString();
  const [, story] = [...shown.matchAll(/ id="story-2024-06-20-([^"]*)"/g)].at(-1) ?? [];
  return `${story}.md:2`;
}

const form = '<form action="https://harbour.example.org/"><p onclick="go()">Go</p></form>';
const hidden = '<p><a href="https://harbour.example.org/only-here">Only here</a></p>';

testFamily('mail', [
  {
    rule: 'mail/gmail-clip',
    name: 'forty long stories, at the one that Gmail cuts',
    files: manyStories(40),
    at: [await cutStory(manyStories(40))],
    says: 'Gmail cuts it in “Long story',
  },
  { rule: 'mail/gmail-clip', name: 'two stories', ...whole },

  {
    rule: 'mail/line-length',
    name: 'a line of a thousand octets, a bare line feed and a long foldable header',
    files: {},
    message: (raw) =>
      `X-Long: ${'x'.repeat(1000)}\r\nX-Bare: a\nb\r\nX-Words: ${'word '.repeat(20)}\r\n${raw}`,
    at: [`${issueFile}:4`, `${issueFile}:4`, `${issueFile}:4`],
    says: 'stands alone',
  },
  {
    rule: 'mail/line-length',
    name: 'an address that cannot be folded',
    files: {},
    message: (raw) => `X-Address: <https://harbour.example.org/${'x'.repeat(90)}>\r\n${raw}`,
    at: [],
  },

  {
    rule: 'mail/headers',
    name: 'two subjects, no date, a copy and two readers',
    files: {},
    message: (raw) =>
      raw
        .replace(/^Date: .*\r\n/m, '')
        .replace(/^To: /m, 'Subject: Again\r\nBcc: b@example.org\r\nTo: a@example.org, '),
    at: [1, 2, 3, 4].map(() => `${settings}:4`),
    says: 'The header Subject is there 2 times.',
  },
  { rule: 'mail/headers', name: 'the message as it is', ...whole },

  {
    rule: 'mail/one-click',
    name: 'a publication without https',
    files: changed(settings, 'url: https:', 'url: http:'),
    at: [`${settings}:8`],
    says: '0 https and 1 mailto',
  },
  {
    rule: 'mail/one-click',
    name: 'no header for the click, and a folded address',
    files: {},
    message: (raw) =>
      raw.replace(/^List-Unsubscribe-Post: .*\r\n/m, '').replace('<https://harbour', '<https://\r\n harbour'),
    at: [`${settings}:8`, `${settings}:8`],
    says: 'List-Unsubscribe-Post',
  },
  { rule: 'mail/one-click', name: 'the message as it is', ...whole },

  {
    rule: 'mail/list-id',
    name: 'a list without a domain',
    files: {},
    message: (raw) => raw.replace(/^(List-Id: [^<]*)<[^>]*>/m, '$1<weekly>'),
    at: [`${settings}:11`],
  },
  { rule: 'mail/list-id', name: 'the message as it is', ...whole },

  {
    rule: 'mail/footer',
    name: 'a text part without the address',
    files: {},
    message: (raw) => raw.replace('1 Example Quay', ''),
    at: [`${layout}.txt.hbs:1`],
    says: 'a line of the postal address (“1 Example Quay”)',
  },
  { rule: 'mail/footer', name: 'the footer as it is', ...whole },

  {
    rule: 'mail/structure',
    name: 'the HTML first, and in another charset',
    files: {},
    message: (raw) => raw.replace('text/plain; charset=utf-8', 'text/html; charset=iso-8859-1'),
    at: [`${issueFile}:7`, `${issueFile}:7`],
    says: 'text/html, text/html, in this order',
  },
  { rule: 'mail/structure', name: 'the message as it is', ...whole },

  {
    rule: 'mail/text-part-links',
    name: 'a link that a template has in HTML alone',
    files: footerWith(hidden),
    at: [`${inFooter(hidden)}:13`],
    says: '“Only here”',
  },
  {
    rule: 'mail/text-part-links',
    name: 'the links of a story and its sources',
    files: {
      'content/stories/2024-06-18-ship.md':
        '---\ntitle: A ship came in\ndate: 2024-06-18\ntopics: [Ships]\nstatus: reported\n---\nA [notice](https://harbour.example.org/n).[^gazette]\n',
    },
    at: [],
  },

  {
    rule: 'mail/leftover',
    name: 'braces that nobody has filled',
    files: {},
    message: (raw) => raw.replace('two stories', '{{name}} two stories'),
    at: [`${layout}.txt.hbs:1`],
    says: '“{{name}}” is left in the text part',
  },
  { rule: 'mail/leftover', name: 'fields that are filled', ...whole },

  {
    rule: 'mail/active-content',
    name: 'a form and a handler',
    files: footerWith(form),
    at: [`${inFooter(form)}:1`, `${inFooter(form)}:45`],
    says: '<form> has no place in a mail',
  },
  { rule: 'mail/active-content', name: 'text and links', ...whole },
]);

test('the message is read as an independent parser reads it', async () => {
  const newsroom = newsroomOf({});
  const issue = resolveIssue(newsroom, 'latest');
  const rendered = await render({ issue, templates: newsroom.templates, images: new Map() });
  const raw = composeSample(issue, rendered, '2024-06-24');
  const [ours, theirs] = [readMessage(raw), await PostalMime.parse(raw)];
  const text = (type: string) =>
    ours.parts
      .find((part) => part.type === type)
      ?.text.replace(/\r\n/g, '\n')
      .trimEnd();
  assert.is(text('text/plain'), theirs.text?.replace(/\r\n/g, '\n').trimEnd());
  assert.is(text('text/html'), theirs.html?.replace(/\r\n/g, '\n').trimEnd());
  assert.equal(
    ours.headers.map(({ name }) => name.toLowerCase()),
    theirs.headers.map(({ key }) => key),
  );
});

test.run();
