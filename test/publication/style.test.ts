import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProblemsError } from '../../src/publication/problem.ts';
import { parsePublication } from '../../src/publication/publication.ts';
import { parseSource } from '../../src/publication/source.ts';
import { parseStory } from '../../src/publication/story.ts';
import { smallPublication } from '../temporary-publication.ts';

const publication = (keys: string) =>
  parsePublication(
    (smallPublication['content/publication.md'] as string).replace('theme:', `${keys}\ntheme:`),
  );

function problemsOf(parse: () => unknown): string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(({ line, what }) => `${line}: ${what}`);
  }
}

test('a publication may say how it writes, which words it knows and what its readers read with', () => {
  const { style, dictionary, clients, waivers } = publication(`style:
  spellings:
    email: [e-mail]
  names:
    Kim Jong Un: [Kim Jong-un]
  avoid:
    - word: delve
      instead: say what was found
dictionary: [Vladivostok]
clients:
  outlook.windows: 7
waivers:
  - rule: clients/css
    reason: Outlook shows square corners, which we can bear.
    until: 2027-06-30`);
  assert.equal(style, {
    spellings: [{ write: 'email', not: ['e-mail'] }],
    names: [{ write: 'Kim Jong Un', not: ['Kim Jong-un'] }],
    avoid: [{ word: 'delve', instead: 'say what was found' }],
  });
  assert.equal(dictionary, ['Vladivostok']);
  assert.equal(clients, [{ client: 'outlook.windows', share: 7 }]);
  assert.equal(waivers, [
    { rule: 'clients/css', reason: 'Outlook shows square corners, which we can bear.', until: '2027-06-30' },
  ]);
});

test('without them it has none', () => {
  const { style, dictionary, clients, waivers } = publication('');
  assert.equal(
    { style, dictionary, clients, waivers },
    { style: { spellings: [], names: [], avoid: [] }, dictionary: [], clients: [], waivers: [] },
  );
});

test('a waiver without an end, and readers of more than a hundred per cent, are refused with their lines', () => {
  assert.equal(
    problemsOf(() => publication('waivers:\n  - rule: clients/css\n    reason: We can bear it.')),
    ['17: "waivers.0.until" is missing.'],
  );
  assert.equal(
    problemsOf(() => publication('clients:\n  gmail.ios: 60\n  gmail.android: 60')),
    ['16: "clients" is {"gmail.ios":60,"gmail.android":60}: the shares are more than 100 per cent together.'],
  );
  assert.equal(
    problemsOf(() => publication('clients:\n  Outlook: 7')).map((text) => text.slice(0, 3)),
    ['17:'],
  );
});

test('a source names its experts, and a story its waivers', () => {
  const source = parseSource(
    'content/sources/gazette.md',
    (smallPublication['content/sources/gazette.md'] as string).replace(
      '\n---\nA',
      '\nexperts:\n  - name: Ann Example\n    verified:\n  - name: Bo Example\n    verified: staff page\n---\nA',
    ),
  );
  assert.equal(source.experts, [
    { name: 'Ann Example', verified: null },
    { name: 'Bo Example', verified: 'staff page' },
  ]);
  const story = parseStory(
    'content/stories/2024-06-18-ship.md',
    (smallPublication['content/stories/2024-06-18-ship.md'] as string).replace(
      'status: reported',
      'status: reported\nwaivers:\n  - { rule: editorial/spelling, reason: The name is right., until: 2026-01-01 }',
    ),
  );
  assert.equal(story.waivers, [
    { rule: 'editorial/spelling', reason: 'The name is right.', until: '2026-01-01' },
  ]);
  assert.is(story.lines.get('waivers.0.rule'), 7);
});

test.run();
