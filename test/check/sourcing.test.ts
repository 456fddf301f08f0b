import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changed, check, type Files, testFamily } from './desk.ts';

const shipFile = 'content/stories/2024-06-18-ship.md';

/** The lead with another body; the front matter ends on line 6. */
const ship = (body: string): Files => ({
  [shipFile]: `---\ntitle: A ship came in\ndate: 2024-06-18\ntopics: [Ships]\nstatus: reported\n---\n${body}\n`,
});
const crane = (body: string): Files => ({
  'content/stories/2024-06-19-crane.md': `---\ntitle: The crane stands still\ndate: 2024-06-19\ntopics: [Cranes]\nstatus: confirmed\n---\n${body}\n`,
});

testFamily('sourcing', [
  {
    rule: 'sourcing/no-source',
    name: 'a story that cites nothing',
    files: ship('A ship came in.'),
    at: ['ship.md:2'],
  },
  { rule: 'sourcing/no-source', name: 'a story that does', files: ship('A ship came in.[^gazette]'), at: [] },

  {
    rule: 'sourcing/uncited-quotation',
    name: 'quoted words without a source, wherever they begin',
    files: ship(
      'A ship came in.[^gazette]\n\nThe master spoke of\n“a fair wind”.\n\n- Others said "too late".',
    ),
    at: ['ship.md:10:1', 'ship.md:12:15'],
  },
  {
    rule: 'sourcing/uncited-quotation',
    name: 'quoted words with one, and an apostrophe',
    files: ship('The master spoke of “a fair wind”.[^gazette]\n\nThe master’s papers were the sailors’ own.'),
    at: [],
  },

  {
    rule: 'sourcing/uncited-figure',
    name: 'a number without a source, the first of its paragraph',
    files: ship(
      'A ship came in.[^gazette]\n\nShe carried 1,200 tons in **14** holds, hundreds of crates too.',
    ),
    at: ['ship.md:9:13'],
    says: '“1,200”',
  },
  {
    rule: 'sourcing/uncited-figure',
    name: 'a cited number, and names that hold one',
    files: ship('She carried 1,200 tons.[^gazette]\n\nThe G7 and the F6 said nothing of COVID-19.'),
    at: [],
  },

  {
    rule: 'sourcing/single-source',
    name: 'one source that confirms itself',
    files: crane('It stands still.[^notice] It does.[^notice]'),
    at: ['crane.md:5'],
    says: 'rests on notice alone',
  },
  {
    rule: 'sourcing/single-source',
    name: 'two records of one publisher',
    files: {
      ...crane('It stands still.[^notice][^gazette]'),
      ...changed('content/sources/gazette.md', 'The Gazette', 'harbour office'),
    },
    at: ['crane.md:5'],
    says: 'are one voice',
  },
  {
    rule: 'sourcing/single-source',
    name: 'two voices',
    files: crane('It stands still.[^notice][^gazette]'),
    at: [],
  },

  {
    rule: 'sourcing/weak-sources',
    name: 'confirmed by D and F',
    files: {
      ...crane('It stands still.[^notice][^gazette]'),
      ...changed('content/sources/gazette.md', 'reliability: B', 'reliability: F'),
      ...changed('content/sources/notice.md', 'reliability: A', 'reliability: D'),
    },
    at: ['crane.md:5'],
    says: 'notice (D1), gazette (F2)',
  },
  {
    rule: 'sourcing/weak-sources',
    name: 'one of them is a C',
    files: {
      ...crane('It stands still.[^notice][^gazette]'),
      ...changed('content/sources/gazette.md', 'reliability: B', 'reliability: F'),
      ...changed('content/sources/notice.md', 'reliability: A', 'reliability: C'),
    },
    at: [],
  },

  {
    rule: 'sourcing/twin-sources',
    name: 'one address under two names',
    files: {
      ...ship('A ship came in.[^gazette]\n\nShe did.[^notice]'),
      ...changed('content/sources/notice.md', 'url:', 'url: https://www.gazette.example.org/ship/'),
    },
    at: ['ship.md:9:9', 'crane.md:8:66'],
    says: 'both have the same address',
  },
  {
    rule: 'sourcing/twin-sources',
    name: 'nearly the same note',
    files: {
      ...ship('A ship came in.[^gazette][^notice]'),
      ...changed(
        'content/sources/gazette.md',
        'A paper with an editor who answers.',
        'A paper with an editor who answers every letter within two days of its coming in, and says so.',
      ),
      ...changed(
        'content/sources/notice.md',
        "The office's own notice.",
        'A paper with an editor who answers every letter within two days of its coming in.',
      ),
    },
    at: ['ship.md:7:26', 'crane.md:8:66'],
  },
  {
    rule: 'sourcing/twin-sources',
    name: 'two sources',
    files: ship('A ship came in.[^gazette][^notice]'),
    at: [],
  },

  {
    rule: 'sourcing/unverified-expert',
    name: 'somebody of whom the record says so, and others of whom no record knows',
    files: {
      ...ship(
        'It turns the tide, says Dr Ann Example.[^gazette]\n\n“It does,” notes Bo Sample, a retired naval officer.[^gazette]\n\nThe analyst Cy Pattern argues otherwise.[^gazette]',
      ),
      ...changed(
        'content/sources/gazette.md',
        'credibility: 2',
        'credibility: 2\nexperts: [{ name: Ann Example, verified: }]',
      ),
    },
    at: ['ship.md:7:28', 'ship.md:9:18', 'ship.md:11:13'],
    says: 'on record',
  },
  {
    rule: 'sourcing/unverified-expert',
    name: 'somebody verified, an author of a source, and a head of state',
    files: {
      ...ship(
        'It turns the tide, says Dr Ann Example.[^gazette]\n\nSo argues Di Writer, a historian.[^gazette]\n\nPresident Vladimir Putin says nothing.[^gazette]',
      ),
      ...changed(
        'content/sources/gazette.md',
        'author:',
        'author: Di Writer\nexperts: [{ name: Ann Example, verified: staff page of her institute }]',
      ),
    },
    at: [],
  },

  {
    rule: 'sourcing/nameless-experts',
    name: 'a chorus without a source',
    files: ship(
      'A ship came in.[^gazette]\n\nMilitary analysts warn of more. It is widely believed that they come.',
    ),
    at: ['ship.md:9:1', 'ship.md:9:33'],
  },
  {
    rule: 'sourcing/nameless-experts',
    name: 'a chorus with one, and a list for analysts',
    files: ship('Analysts warn of more.[^gazette]\n\nThere follows a list of points for analysts.'),
    at: [],
  },

  {
    rule: 'sourcing/source-without-date',
    name: 'a record that does not say when',
    files: changed('content/sources/gazette.md', 'published: 2024-06-18', 'published:'),
    at: ['content/sources/gazette.md:6'],
  },
  {
    rule: 'sourcing/source-without-date',
    name: 'a year is a date',
    files: changed('content/sources/gazette.md', 'published: 2024-06-18', 'published: 2024'),
    at: [],
  },

  {
    rule: 'sourcing/source-without-address',
    name: 'a record that does not say where',
    files: changed('content/sources/gazette.md', 'url: https://gazette.example.org/ship', ''),
    at: ['content/sources/gazette.md:1', 'content/sources/notice.md:5'],
  },
  {
    rule: 'sourcing/source-without-address',
    name: 'records that do',
    files: changed('content/sources/notice.md', 'url:', 'url: https://harbour.example.org/notices/12'),
    at: [],
  },
]);

test('a quotation ends where its mark does, so that the whole of it can be underlined', async () => {
  const { findings } = await check(ship('A ship came in.[^gazette]\n\nHe spoke of “a *fair* wind” again.'));
  const [found] = findings.filter(({ rule }) => rule === 'sourcing/uncited-quotation');
  assert.equal([found?.column, found?.endColumn], [13, 28]);
});

test.run();
