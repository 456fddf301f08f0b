import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linksToAsk } from '../../src/check/check.ts';
import { changed, type Files, inputOf, placeIn, testFamily } from './desk.ts';

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
  {
    rule: 'links/unreachable',
    name: 'pages that are gone, refuse, do not exist, or say so in their title',
    files: ship(
      'A [one](https://a.example.org/1), [two](https://a.example.org/2), [three](https://a.example.org/3), [four](https://a.example.org/4).[^gazette]',
    ),
    answers: [
      answered('https://a.example.org/1', 404),
      answered('https://a.example.org/2', 403),
      { ...answered('https://a.example.org/3', 200), title: 'Page not found' },
      {
        kind: 'failed',
        reason: 'unknown',
        what: 'There is no host a.example.org.',
        url: 'https://a.example.org/4',
        redirects: [],
        tookMs: 1,
        at: 0,
      },
    ],
    at: ['ship.md:7:3', 'ship.md:7:35', 'ship.md:7:67', 'ship.md:7:101'],
    says: 'answers 404: the page is gone',
  },
  {
    rule: 'links/unreachable',
    name: 'nobody was asked',
    files: ship('A [one](https://a.example.org/1).[^gazette]'),
    at: [],
  },
  {
    rule: 'links/unreachable',
    name: 'a page that is there',
    files: ship('A [one](https://a.example.org/1).[^gazette]'),
    answers: [answered('https://a.example.org/1', 200)],
    at: [],
  },

  {
    rule: 'links/moved',
    name: 'a page that has moved for good, also in a record, and one that has become the front page',
    files: ship('A [one](https://a.example.org/1) and [two](https://a.example.org/2).[^gazette]'),
    answers: [
      {
        ...answered('https://a.example.org/1', 200),
        redirects: [{ status: 301, to: 'https://b.example.org/1' }],
      },
      {
        ...answered('https://a.example.org/2', 200),
        redirects: [{ status: 302, to: 'https://a.example.org/' }],
      },
      {
        ...answered('https://gazette.example.org/ship', 200),
        redirects: [{ status: 308, to: 'https://gazette.example.org/ships/1' }],
      },
    ],
    at: ['content/sources/gazette.md:5', 'ship.md:7:3', 'ship.md:7:38'],
  },
  {
    rule: 'links/moved',
    name: 'a detour of today, and a slash',
    files: ship('A [one](https://a.example.org/1) and [two](https://a.example.org/2).[^gazette]'),
    answers: [
      {
        ...answered('https://a.example.org/1', 200),
        redirects: [{ status: 302, to: 'https://b.example.org/1' }],
      },
      {
        ...answered('https://a.example.org/2', 200),
        redirects: [{ status: 301, to: 'https://www.a.example.org/2/' }],
      },
    ],
    at: [],
  },

  {
    rule: 'links/slow',
    name: 'nine seconds',
    files: ship('A [one](https://a.example.org/1).[^gazette]'),
    answers: [{ ...answered('https://a.example.org/1', 200), tookMs: 9000 }],
    at: ['ship.md:7:3'],
    says: 'took 9.0 seconds',
  },
  {
    rule: 'links/slow',
    name: 'three',
    files: ship('A [one](https://a.example.org/1).[^gazette]'),
    answers: [{ ...answered('https://a.example.org/1', 200), tookMs: 3000 }],
    at: [],
  },
]);

function answered(url: string, status: number) {
  return { kind: 'answered', url, status, redirects: [], title: null, tookMs: 100, at: 0 } as const;
}

test('every outside address is asked once, and what readers get filled in is not', async () => {
  const input = await inputOf(
    ship(
      'A [one](https://a.example.org/1), [one](https://a.example.org/1), [leave]({{unsubscribeUrl}}), [us](mailto:desk@example.org).[^gazette]',
    ),
  );
  assert.equal(linksToAsk(input), ['https://a.example.org/1', 'https://gazette.example.org/ship']);
});

/** An issue of the next week with one story. */
function nextWeek(body: string): Files {
  return {
    'content/stories/2024-06-25-tug.md': `---\ntitle: A tug is hired\ndate: 2024-06-25\ntopics: [Ships]\nstatus: reported\n---\n${body}\n`,
    'issues/002-next.md':
      '---\nnumber: 2\ndate: 2024-06-29\nsubject: A tug, after the ship of last week\npreheader: What has happened on the quay since the last letter went out\nlist: weekly\nlayout: digest\nlead: 2024-06-25-tug\n---\nDear reader,\n',
  };
}

test.run();
