/** Begins a publication in a folder: the facts, one source, one story, one issue, and the templates, all valid as they are. */
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from './problem.ts';
import { parsePublication, publicationFile } from './publication.ts';
import { exampleUrl, holdSound, issueText, publicationText, sourceText, storyText } from './starters.ts';
import { writeNew } from './write.ts';

/** Tumen's own templates, two folders up from here both in src/ and in dist/. */
const ownTemplates = join(import.meta.dirname, '..', '..', 'templates');

/**
 * Writes into `root` and returns the paths written, from there. `today` is `YYYY-MM-DD`. Throws UserError
 * where a publication is there already; other files in the folder stay as they are.
 */
export async function initPublication(root: string, title: string, today: string): Promise<string[]> {
  if (await exists(join(root, publicationFile))) {
    throw new UserError(
      `${publicationFile} is there already, so this folder is a publication. Nothing was changed.`,
    );
  }
  const publication = publicationText(title);
  holdSound(publicationFile, publication, (_, text) => parsePublication(text));
  const files = new Map<string, string | Uint8Array>(await readTemplates());
  files.set('.gitignore', '.env\n.tumen/\noutbox/\nout/\n');
  files.set(
    'content/sources/house-rules.md',
    sourceText({
      title: `House rules of ${title}`,
      url: exampleUrl,
      retrieved: today,
      language: 'en',
      known: { published: today, note: houseRulesNote },
    }),
  );
  const lead = `${today}-how-this-letter-is-made`;
  files.set(
    `content/stories/${lead}.md`,
    storyText({
      title: 'How this letter is made',
      date: today,
      topics: ['House rules'],
      status: 'analysis',
      body: leadBody,
    }),
  );
  files.set(
    'issues/001-first-issue.md',
    issueText({
      number: 1,
      date: today,
      subject: title.length <= 40 ? `The first issue of ${title}` : 'How this letter is made, and by whom',
      preheader: 'What this letter is, how it weighs its sources, and how to leave it again',
      list: 'weekly',
      layout: 'digest',
      lead,
      sections: [],
      letter: firstLetter,
    }),
  );
  files.set(publicationFile, publication);
  for (const [file, content] of files) {
    if (await exists(join(root, file))) files.delete(file);
    else await writeNew(root, file, content);
  }
  return [...files.keys()].sort();
}

const houseRulesNote =
  'Our own rules, written by the desk itself. They say what we intend, which is no proof that we keep to it: hence C3.';

const leadBody = `
Every story in this letter says what happened, why it matters and what is not known. Each bears a status – confirmed,
reported, alleged, disputed or analysis – and cites the sources that it rests on.[^house-rules]

It matters because a claim that has been repeated five times is still one claim. The notes at the end of each issue
grade every source twice: how reliable it has been, and how well this piece of information is borne out.[^house-rules]

What is not known yet is how well that will work. Replace this story with your own, and record its sources first.
`;

const firstLetter = `
Dear {{subscriber.name "reader"}},

this is the first issue. It holds one story, on how the letter is made; the next one will be about its subject.

The desk
`;

async function readTemplates(): Promise<[string, Uint8Array][]> {
  const entries = await readdir(ownTemplates, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (path) => [
      `templates${path.slice(ownTemplates.length).replaceAll('\\', '/')}`,
      await readFile(path),
    ]),
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
