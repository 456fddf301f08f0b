import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inboxLine, lengthOf } from '../../src/check/rules/editorial/inbox-line.ts';
import { changed, check, type Files, testFamily } from './desk.ts';

/** The lead with another body and front matter; without more keys the body begins on line 7. */
const ship = (body: string, { title = 'A ship came in', keys = '' } = {}): Files => ({
  'content/stories/2024-06-18-ship.md': `---\ntitle: ${title}\ndate: 2024-06-18\ntopics: [Ships]\nstatus: reported${keys}\n---\n${body}\n`,
});
const issue = (from: string, to: string) => changed('issues/001-ship.md', from, to);
const publication = (keys: string) => changed('content/publication.md', 'theme:', `${keys}\ntheme:`);

/** An issue of the next week, after the small publication's own. */
const second = (subject: string, lead: string, more = ''): Files => ({
  'issues/002-next.md': `---
number: 2
date: 2024-06-29
subject: ${subject}
preheader: What has happened on the quay since the last letter went out
list: weekly
layout: digest
lead: ${lead}
${more}---
Dear reader,
`,
});
const nextStory = (body: string): Files => ({
  'content/stories/2024-06-25-tug.md': `---\ntitle: A tug is hired\ndate: 2024-06-25\ntopics: [Ships]\nstatus: reported\n---\n${body}\n`,
});
const longBody =
  'The ship that came in on that morning carried timber for three yards along the river, and the master waited on deck until the last of the carts had gone up the hill.[^gazette]';

testFamily('editorial', [
  {
    rule: 'editorial/placeholder',
    name: 'empty boxes in a story, a title, a subject and the letter',
    files: {
      ...ship(
        'He comes on [exact day if known], says TK.[^gazette]\n\nInsert quote here.[^gazette] Lorem ipsum.',
        {
          title: 'A ship on <date>',
        },
      ),
      ...issue('subject: A ship, and a crane', 'subject: A ship, ???, and a crane'),
    },
    at: ['ship.md:2', 'ship.md:7:13', 'ship.md:7:40', 'ship.md:9:1', 'ship.md:9:30', 'issues/001-ship.md:4'],
    says: '“<date>”',
  },
  {
    rule: 'editorial/placeholder',
    name: 'what a note quotes of a source, an aside in brackets, citations and merge fields',
    files: {
      ...ship(
        '“[The master] waited,” the Gazette writes [sic].[^gazette]\n\nAdd a date, and insert a coin.[^gazette]',
      ),
      ...changed(
        'content/sources/gazette.md',
        'A paper',
        'Where the day belongs it reads “[exact day if known]”. A paper',
      ),
    },
    at: [],
  },

  {
    rule: 'editorial/web-leftovers',
    name: 'the furniture of a copied page',
    files: ship('A ship came in.[^gazette]\n\nLeave a Comment\n\nYour email address will not be published.'),
    at: ['ship.md:9:1', 'ship.md:11:1'],
  },
  {
    rule: 'editorial/web-leftovers',
    name: 'a letter about letters',
    files: ship('The comment that the master left was short; related matters were not raised.[^gazette]'),
    at: [],
  },

  {
    rule: 'editorial/date-contradiction',
    name: 'a day that was another weekday, another year, or has not come',
    files: ship(
      'On Wednesday, 18 June 2024 a ship came in.[^gazette]\n\nIt left on 18 June 2023.[^gazette]\n\nOn June 21, 2024 it sank.[^gazette]',
    ),
    at: ['ship.md:7:4', 'ship.md:9:12', 'ship.md:11:4'],
    says: '2024-06-18 was a Tuesday',
  },
  {
    rule: 'editorial/date-contradiction',
    name: 'the only day of the text is not that of the story',
    files: ship('On 11 June a ship came in.[^gazette]'),
    at: ['ship.md:7:4'],
    says: '2024-06-11',
  },
  {
    rule: 'editorial/date-contradiction',
    name: 'the day itself, a day before it, days long ago and days to come',
    files: ship(
      'On Tuesday, 18 June a ship came in, after the storm of 9 June.[^gazette]\n\nSuch a one came on 3 May 1931.[^gazette] It will leave on 21 June 2024.[^gazette]',
    ),
    at: [],
  },

  {
    rule: 'editorial/outside-week',
    name: 'stories of the week before',
    files: issue('date: 2024-06-22', 'date: 2024-06-29'),
    at: ['issues/001-ship.md:8', 'issues/001-ship.md:11'],
    says: '2024-W26 (2024-06-24 to 2024-06-30)',
  },
  { rule: 'editorial/outside-week', name: 'stories of its own', files: {}, at: [] },

  {
    rule: 'editorial/already-carried',
    name: 'a story of the issue before',
    files: {
      ...second(
        'A tug, and once more the crane',
        '2024-06-25-tug',
        'sections:\n  - title: Cranes\n    stories:\n      - 2024-06-19-crane\n',
      ),
      ...nextStory('A tug is hired, the Gazette writes.[^gazette]'),
    },
    at: ['issues/002-next.md:12'],
    says: 'Issue 1',
  },
  {
    rule: 'editorial/already-carried',
    name: 'a new one',
    files: {
      ...second('A tug, after the ship of last week', '2024-06-25-tug'),
      ...nextStory('A tug is hired.[^gazette]'),
    },
    at: [],
  },

  {
    rule: 'editorial/near-identical',
    name: 'an earlier paragraph with one word changed, and one within the issue',
    files: {
      ...ship(longBody),
      ...second('A tug, after the ship of last week', '2024-06-25-tug'),
      ...nextStory(`A tug is hired.[^gazette]\n\n${longBody.replace('timber', 'coal')}`),
    },
    at: ['2024-06-25-tug.md:9:1'].map((place) => place.replace('2024-06-25-', '')),
    says: '“A ship came in” (issue 1)',
  },
  {
    rule: 'editorial/near-identical',
    name: 'a paragraph that says it anew',
    files: {
      ...ship(longBody),
      ...second('A tug, after the ship of last week', '2024-06-25-tug'),
      ...nextStory(
        'The ship that came in with timber for three yards has hired a tug, because the river is low and the master will not wait.[^gazette]',
      ),
    },
    at: [],
  },

  {
    rule: 'editorial/repeated-paragraph',
    name: 'the title again, and a line twice',
    files: ship('A ship came in.\n\nIt was late.[^gazette]\n\nIt was *late*.'),
    at: ['ship.md:7:1', 'ship.md:11:1'],
    says: 'repeats the title',
  },
  {
    rule: 'editorial/repeated-paragraph',
    name: 'lines that differ',
    files: ship('It was late.[^gazette]\n\nIt was later.'),
    at: [],
  },

  {
    rule: 'editorial/bare-heading',
    name: 'a line that ends without a full stop',
    files: ship('The Stakes\n\nA ship came in.[^gazette]\n\nThere are several reasons for this'),
    at: ['ship.md:7:5', 'ship.md:11:31'],
  },
  {
    rule: 'editorial/bare-heading',
    name: 'a heading that was pasted without an empty line',
    files: ship(
      'A Ship and Its Cargo\nThe ship that came in carried timber for three yards along the river, and coal.[^gazette]\nWhy Now?\nThe river is high in June.',
    ),
    at: ['ship.md:7:1', 'ship.md:9:1'],
  },
  {
    rule: 'editorial/bare-heading',
    name: 'lines that an editor has wrapped',
    files: ship(
      'The ship that came in carried timber\nfor three yards, and it was met by\nMaster Example.[^gazette]',
    ),
    at: [],
  },
  {
    rule: 'editorial/bare-heading',
    name: 'sentences, a heading, a list and an introduction',
    files: ship(
      '### The stakes\n\nIt “came in.”[^gazette] It did *so (late).*\n\nTwo things:\n\n- one\n- another',
    ),
    at: [],
  },

  {
    rule: 'editorial/subject-length',
    name: 'one word',
    files: issue('subject: A ship, and a crane that stands still', 'subject: News'),
    at: ['issues/001-ship.md:4'],
  },
  { rule: 'editorial/subject-length', name: 'a line that an inbox shows whole', files: {}, at: [] },

  {
    rule: 'editorial/preheader-length',
    name: 'one of two words',
    files: issue(
      'preheader: What came in on Tuesday, and what did not go out again on Wednesday',
      'preheader: This week',
    ),
    at: ['issues/001-ship.md:5'],
  },
  { rule: 'editorial/preheader-length', name: 'a full line', files: {}, at: [] },

  {
    rule: 'editorial/heading-length',
    name: 'a title, a section and a heading that run on',
    files: {
      ...ship(`### ${'and so on '.repeat(9)}\n\nIt did.[^gazette]`, {
        title: 'A ship came in on Tuesday and nobody at the harbour office would say what it was carrying',
      }),
      ...issue('title: Cranes', 'title: Cranes, sheds, bollards and the long wall'),
    },
    at: ['ship.md:2', 'ship.md:7:5', 'issues/001-ship.md:10'],
  },
  {
    rule: 'editorial/heading-length',
    name: 'short ones',
    files: ship('### The stakes\n\nIt did.[^gazette]'),
    at: [],
  },

  {
    rule: 'editorial/repeated-heading',
    name: 'two stories of one title, and a preheader that says the subject again',
    files: {
      ...ship('It did.[^gazette]', { title: 'The crane stands still' }),
      ...issue('preheader: What came', 'preheader: A ship, and a crane that stands still, what came'),
    },
    at: ['content/stories/2024-06-19-crane.md:2', 'issues/001-ship.md:5'].map((place) =>
      place.replace(/.*2024-06-19-/, ''),
    ),
    says: 'ship.md:2',
  },
  {
    rule: 'editorial/repeated-heading',
    name: 'the subject of an earlier issue',
    files: {
      ...second('A ship, and a crane that stands still!', '2024-06-25-tug'),
      ...nextStory('A tug is hired.[^gazette]'),
    },
    at: ['issues/002-next.md:4'],
    says: 'Issue 1 had the same subject',
  },
  {
    rule: 'editorial/repeated-heading',
    name: 'the same question within two stories',
    files: { ...ship('### What is not known\n\nMuch.[^gazette]\n\n### What is not known\n\nMore.') },
    at: [],
  },

  {
    rule: 'editorial/all-capitals',
    name: 'a shouting subject, title and heading',
    files: {
      ...ship('### WHAT NOW\n\nMuch.[^gazette]', { title: 'BREAKING NEWS from the quay' }),
      ...issue('subject: A ship, and a crane that stands still', 'subject: A SHIP AND A CRANE'),
    },
    at: ['ship.md:2', 'ship.md:7:5', 'issues/001-ship.md:4'],
  },
  {
    rule: 'editorial/all-capitals',
    name: 'abbreviations',
    files: ship('Much.[^gazette]', { title: 'NATO and the USA look on' }),
    at: [],
  },

  {
    rule: 'editorial/generic-link-text',
    name: 'here, and more of it',
    files: ship('See [here](https://a.example.org/).[^gazette] And [*Read more* »](https://b.example.org/).'),
    at: ['ship.md:7:5', 'ship.md:7:51'],
  },
  {
    rule: 'editorial/generic-link-text',
    name: 'words that name what is behind',
    files: ship('The [notice here on the quay](https://a.example.org/) says so.[^gazette]'),
    at: [],
  },

  {
    rule: 'editorial/story-length',
    name: '251 words, at the paragraph that passes the limit',
    files: ship(`${'word '.repeat(200).trim()}.[^gazette]\n\n${'word '.repeat(51).trim()}.[^gazette]`),
    at: ['ship.md:9'],
    says: 'has 251 words',
  },
  {
    rule: 'editorial/story-length',
    name: '250 words',
    files: ship(`${'word '.repeat(250).trim()}.[^gazette]`),
    at: [],
  },

  {
    rule: 'editorial/name-form',
    name: 'another form of a name, also in a title and in a quotation',
    files: {
      ...ship('“The Harbor Office is shut”, the Gazette writes.[^gazette]', {
        title: 'The Harbor Office is shut',
      }),
      ...publication('style: { names: { Harbour Office: [Harbor Office] } }'),
    },
    at: ['ship.md:2', 'ship.md:7:6'],
  },
  {
    rule: 'editorial/name-form',
    name: 'the form of the house, and the same letters in another word',
    files: {
      ...ship('The Harbour Office is shut, the harbor office of no one.[^gazette]'),
      ...publication('style: { names: { Harbour Office: [Harbor Office] } }'),
    },
    at: [],
  },

  {
    rule: 'editorial/preferred-spelling',
    name: 'a spelling that the house does not use',
    files: {
      ...ship('E-mail and e-mail, not emails.[^gazette]'),
      ...publication('style: { spellings: { email: [e-mail] } }'),
    },
    at: ['ship.md:7:1', 'ship.md:7:12'],
  },
  {
    rule: 'editorial/preferred-spelling',
    name: 'the one that it does',
    files: {
      ...ship('An email came in.[^gazette]'),
      ...publication('style: { spellings: { email: [e-mail] } }'),
    },
    at: [],
  },

  {
    rule: 'editorial/word-to-avoid',
    name: 'a word that says nothing',
    files: {
      ...ship('It is a game-changer.[^gazette]'),
      ...publication('style: { avoid: [{ word: game-changer, instead: what changes }] }'),
    },
    at: ['ship.md:7:9'],
  },
  {
    rule: 'editorial/word-to-avoid',
    name: 'somebody else’s word',
    files: {
      ...ship('It is a “game-changer”, he said.[^gazette]'),
      ...publication('style: { avoid: [{ word: game-changer, instead: what changes }] }'),
    },
    at: [],
  },

  {
    rule: 'editorial/spelling',
    name: 'a slip in a story, a title, the letter and a note',
    files: {
      ...ship('A *shipp* came inn, at Vladivostock.[^gazette]', { title: 'A ship cam in' }),
      ...issue('two stories this week.', 'two storys this week.'),
      ...changed('content/sources/gazette.md', 'A paper', 'A papper'),
    },
    at: ['content/sources/gazette.md:12:3', 'ship.md:7:4', 'ship.md:7:24', 'issues/001-ship.md:15:5'],
    says: 'papper',
  },
  {
    rule: 'editorial/spelling',
    name: 'words of the desk, possessives, compounds, addresses, abbreviations and numbers',
    files: {
      ...ship(
        'Vladivostok’s Hwasong-18 and the AFP, well-read dockers’ wives at quay-side.example.org, `xqzt`, https://xqzt.example.org/qwrt and {{subscriber.city "Xqzt"}}.[^gazette]',
      ),
      ...publication('dictionary: [Vladivostok, docker]'),
    },
    at: [],
  },
]);

test('a misspelled word comes with what it may be, and where it ends', async () => {
  const { findings } = await check(ship('A shipp came in.[^gazette]'));
  const found = findings.find(({ rule }) => rule === 'editorial/spelling');
  assert.equal([found?.column, found?.endColumn], [3, 8]);
  assert.match(found?.remedy ?? '', /^Is it .*“ship”/);
});

test('a line of the inbox is measured as somebody without a name sees it', () => {
  assert.is(inboxLine('{{subscriber.name "You"}}, a ship'), 'You, a ship');
  assert.is(inboxLine('{{#if subscriber.city}}For {{subscriber.city}}{{else}}For all{{/if}}'), 'For all');
  assert.is(lengthOf('한é👩‍👩‍👧'), 3);
});

test('a word of 50 kB is no word, and is not looked up', async () => {
  const { findings } = await check(ship(`A ${"it's".repeat(12_500)} came in.[^gazette]`));
  assert.is(findings.filter(({ rule }) => rule === 'editorial/spelling').length, 0);
});

test('without a dictionary of the language the desk is told that nothing was spelled', async () => {
  const { findings } = await check(changed('content/publication.md', 'language: en', 'language: sw'));
  assert.equal(
    findings
      .filter(({ rule }) => rule === 'editorial/spelling')
      .map(({ file, line, severity }) => [file, line, severity]),
    [['content/publication.md', 10, 'notice']],
  );
});

test('American spelling is right where the publication says so', async () => {
  const files = ship('The harbor is shut.[^gazette]');
  const spelled = async (language: string) => {
    const { findings } = await check({
      ...files,
      ...changed('content/publication.md', 'language: en', `language: ${language}`),
    });
    return findings.filter(({ rule, file }) => rule === 'editorial/spelling' && file.includes('ship')).length;
  };
  assert.is(await spelled('en-GB'), 1);
  assert.is(await spelled('en-US'), 0);
});

test.run();
