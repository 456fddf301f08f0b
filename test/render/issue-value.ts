/** An issue as a value, made in the test instead of read from files; each test changes what it is about. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Issue, Prose, Publication, Source, Story, Template } from '../../src/publication/types.ts';

const root = new URL('../../', import.meta.url);

/** The layouts and partials of this repository. */
export const templates: readonly Template[] = readdirSync(new URL('templates/', root), { recursive: true })
  .map((path) => String(path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.hbs'))
  .sort()
  .map((path) => ({
    path,
    file: `templates/${path}`,
    text: readFileSync(new URL(`templates/${path}`, root), 'utf8'),
  }));

export function prose(file: string, markdown: string, firstLine = 10): Prose {
  return { file, firstLine, markdown };
}

export function publication(changes: Partial<Publication> = {}): Publication {
  return {
    file: 'content/publication.md',
    title: 'The Tumen Dispatch',
    tagline: 'A weekly letter from the river',
    from: { name: 'The desk', address: 'desk@example.org' },
    replyTo: null,
    bounceAddress: null,
    url: 'https://dispatch.example.org',
    postalAddress: ['The Tumen Dispatch', '1 Quay Street'],
    language: 'en',
    lists: [{ id: 'weekly', name: 'The weekly', description: 'Every Friday.' }],
    subscriberFields: [{ name: 'city', type: 'text' }],
    counting: 'none',
    images: 'linked',
    theme: { accent: '#0e5361' },
    style: { spellings: [], names: [], avoid: [] },
    dictionary: [],
    clients: [],
    waivers: [],
    about: prose('content/publication.md', 'We read so that you need not.'),
    lines: new Map(),
    ...changes,
  };
}

export function source(changes: Partial<Source> = {}): Source {
  const id = changes.id ?? 'carnegie';
  return {
    id,
    file: `content/sources/${id}.md`,
    title: 'A paper on munitions',
    publisher: 'The Institute',
    author: null,
    url: 'https://institute.example.org/paper',
    published: '2024-06',
    retrieved: '2024-06-20',
    language: 'en',
    reliability: 'B',
    credibility: 2,
    experts: [],
    waivers: [],
    note: prose(`content/sources/${id}.md`, 'Careful, and says what it does not know.'),
    lines: new Map(),
    ...changes,
  };
}

export function story(changes: Partial<Story> = {}): Story {
  const id = changes.id ?? '2024-06-19-signed';
  return {
    id,
    file: `content/stories/${id}.md`,
    title: 'A treaty is signed',
    date: '2024-06-19',
    topics: ['diplomacy'],
    status: 'reported',
    image: null,
    follows: null,
    waivers: [],
    body: prose(`content/stories/${id}.md`, 'Two men signed a paper.[^carnegie]\n\nNobody has printed it.'),
    citations: [{ sourceId: 'carnegie', line: 10, column: 24 }],
    lines: new Map([['title', 2]]),
    ...changes,
  };
}

export function issue(changes: Partial<Issue> = {}): Issue {
  return {
    number: 2,
    slug: 'pyongyang',
    file: 'issues/002-pyongyang.md',
    date: '2024-06-22',
    subject: 'A treaty, unread',
    preheader: 'Two signatures, and a text that nobody outside the room has seen so far.',
    list: { id: 'weekly', name: 'The weekly', description: 'Every Friday.' },
    layout: 'digest',
    lead: story(),
    sections: [],
    corrections: [],
    waivers: [],
    letter: prose(
      'issues/002-pyongyang.md',
      'Dear {{subscriber.name "reader"}},\n\nit was a short week.',
      20,
    ),
    sources: [source()],
    threads: [],
    publication: publication(),
    lines: new Map([
      ['subject', 4],
      ['preheader', 5],
    ]),
    ...changes,
  };
}
