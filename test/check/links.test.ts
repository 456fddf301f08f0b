import { test } from 'uvu';
import { changed, type Files, placeIn, testFamily } from './desk.ts';

/** The lead with another body, which begins on line 7. */
const ship = (body: string): Files => ({
  'content/stories/2024-06-18-ship.md': `---\ntitle: A ship came in\ndate: 2024-06-18\ntopics: [Ships]\nstatus: reported\n---\n${body}\n`,
});
const footer = 'templates/partials/footer.mjml.hbs';
const inFooter = (anchor: string) =>
  changed(footer, '<a href="{{unsubscribeUrl}}"', `${anchor} <a href="{{unsubscribeUrl}}"`);
const relative = inFooter('<a href="archive/">Archive</a>');
const plainHttp = inFooter('<a href="http://example.org/">Us</a>');

testFamily('links', [
  {
    rule: 'links/syntax',
    name: 'relative, empty, half written, private, of another kind, and not read as a link',
    files: ship(
      [
        'A [notice](notices/12) and [one]().[^gazette]',
        'A [page](https:/example.org) and [mine](https://192.168.0.7/x), [box](https://nas.local/).[^gazette]',
        'A [file](ftp://example.org/a), a [desk](mailto:nobody) and a [port](https://example.org:99999/).[^gazette]',
        'A [page] (https://example.org/a b) and [another][nowhere].[^gazette]',
      ].join('\n\n'),
    ),
    at: [
      'ship.md:7:3',
      'ship.md:7:28',
      'ship.md:9:3',
      'ship.md:9:34',
      'ship.md:9:65',
      'ship.md:11:3',
      'ship.md:11:34',
      'ship.md:11:62',
      'ship.md:13:3',
      'ship.md:13:40',
    ],
    says: '“notices/12” is relative',
  },
  {
    rule: 'links/syntax',
    name: 'whole addresses, merge fields, citations, asides in brackets, a reference and an address in pointed brackets',
    files: ship(
      'A [notice](https://example.org/a_(b)?c=d "Title"), [leave]({{unsubscribeUrl}}), [write](mailto:desk@example.org), [named][n], <https://example.org/> [sic] (he said).[^gazette]\n\n[n]: https://example.org/n',
    ),
    at: [],
  },
  {
    rule: 'links/syntax',
    name: 'a template',
    files: relative,
    at: [placeIn(relative, footer, 'archive/')],
  },

  {
    rule: 'links/insecure',
    name: 'http in a story, a record and a template',
    files: {
      ...ship('A [notice](http://example.org/a).[^gazette]'),
      ...changed('content/sources/gazette.md', 'https://gazette', 'http://gazette'),
      ...plainHttp,
    },
    at: ['content/sources/gazette.md:5', 'ship.md:7:3', placeIn(plainHttp, footer, 'http://')],
  },
  {
    rule: 'links/insecure',
    name: 'https',
    files: ship('A [notice](https://example.org/a).[^gazette]'),
    at: [],
  },

  {
    rule: 'links/tracking',
    name: 'parameters that tell who clicked',
    files: {
      ...ship('A [notice](https://example.org/a?id=7&utm_source=x&fbclid=y).[^gazette]'),
      ...changed('content/sources/gazette.md', 'example.org/ship', 'example.org/ship?gclid=1'),
    },
    at: ['content/sources/gazette.md:5', 'ship.md:7:3'],
    says: '“gclid”',
  },
  {
    rule: 'links/tracking',
    name: 'parameters that say which page',
    files: ship('A [notice](https://example.org/a?id=7&page=2).[^gazette]'),
    at: [],
  },

  {
    rule: 'links/duplicate',
    name: 'one page twice in a story',
    files: ship(
      'A [notice](https://example.org/a).[^gazette]\n\nThe [same](http://www.example.org/a/#top).[^gazette]',
    ),
    at: ['ship.md:9:5'],
    says: '“same”',
  },
  {
    rule: 'links/duplicate',
    name: 'two pages, and citations',
    files: ship('A [notice](https://example.org/a) and [one](https://example.org/b).[^gazette][^gazette]'),
    at: [],
  },

  {
    rule: 'links/already-carried',
    name: 'a page that the issue before has linked',
    files: {
      ...ship('A [notice](https://example.org/a).[^gazette]'),
      ...nextWeek('The [same notice](https://example.org/a/) holds.[^gazette]'),
    },
    at: ['tug.md:7:5'],
    says: 'Issue 1',
  },
  {
    rule: 'links/already-carried',
    name: 'another page of that site',
    files: {
      ...ship('A [notice](https://example.org/a).[^gazette]'),
      ...nextWeek('The [next notice](https://example.org/b) holds.[^gazette]'),
    },
    at: [],
  },

  {
    rule: 'links/bare-address',
    name: 'an address in the text',
    files: ship('See (https://example.org/a) or www.example.org.[^gazette]'),
    at: ['ship.md:7:6', 'ship.md:7:32'],
    says: '“https://example.org/a”',
  },
  {
    rule: 'links/bare-address',
    name: 'an address that is linked, and code',
    files: ship(
      'See <https://example.org/a> or [www.example.org](https://www.example.org/), `https://example.org`.[^gazette]',
    ),
    at: [],
  },
]);

/** An issue of the next week with one story. */
function nextWeek(body: string): Files {
  return {
    'content/stories/2024-06-25-tug.md': `---\ntitle: A tug is hired\ndate: 2024-06-25\ntopics: [Ships]\nstatus: reported\n---\n${body}\n`,
    'issues/002-next.md':
      '---\nnumber: 2\ndate: 2024-06-29\nsubject: A tug, after the ship of last week\npreheader: What has happened on the quay since the last letter went out\nlist: weekly\nlayout: digest\nlead: 2024-06-25-tug\n---\nDear reader,\n',
  };
}

test.run();
