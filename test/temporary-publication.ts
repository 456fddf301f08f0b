/** A small publication in a folder of its own, for tests that need files on the disk. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const repository = join(import.meta.dirname, '..');

/** Valid as it stands: one list, two sources, two stories, one issue. Tests override a file to break it. */
export const smallPublication: Readonly<Record<string, string>> = {
  'content/publication.md': `---
title: The Harbour Letter
tagline: News from one quay
from:
  name: The Harbour Letter
  address: desk@harbour.example.org
replyTo: desk@harbour.example.org
url: https://harbour.example.org
postalAddress: [The Harbour Letter, 1 Example Quay]
language: en
lists:
  - id: weekly
    name: Weekly
    description: Every Saturday
subscriberFields: [city]
theme:
  accent: "#0b4f6c"
---
What the letter is about.
`,
  'content/sources/gazette.md': `---
title: A ship came in
publisher: The Gazette
author:
url: https://gazette.example.org/ship
published: 2024-06-18
retrieved: 2024-06-19
language: en
reliability: B
credibility: 2
---
A paper with an editor who answers.
`,
  'content/sources/notice.md': `---
title: Harbour notice 12
publisher: The harbour office
author:
url:
published: 2024
retrieved:
language: en
reliability: A
credibility: 1
---
The office's own notice.
`,
  'content/stories/2024-06-18-ship.md': `---
title: A ship came in
date: 2024-06-18
topics: [Ships]
status: reported
---
A ship came in on Tuesday, the Gazette writes.[^gazette]

Nobody says what it carried.[^notice]
`,
  'content/stories/2024-06-19-crane.md': `---
title: The crane stands still
date: 2024-06-19
topics: [Cranes]
status: confirmed
follows: 2024-06-18-ship
---
The harbour office confirms that the crane stands still.[^notice][^gazette]
`,
  'issues/001-ship.md': `---
number: 1
date: 2024-06-22
subject: A ship, and a crane that stands still
preheader: What came in on Tuesday, and what did not go out again on Wednesday
list: weekly
layout: digest
lead: 2024-06-18-ship
sections:
  - title: Cranes
    stories: [2024-06-19-crane]
---
Dear {{subscriber.name "reader"}},

two stories this week.
`,
};

/** Makes the folder with the repository's templates; `files` override or add, null removes. */
export async function temporaryPublication(
  files: Readonly<Record<string, string | null>> = {},
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'tumen-test-'));
  await cp(join(repository, 'templates'), join(root, 'templates'), { recursive: true });
  await writeFiles(root, { ...smallPublication, ...files });
  return root;
}

export async function writeFiles(
  root: string,
  files: Readonly<Record<string, string | null>>,
): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    if (text === null) await rm(path, { force: true });
    else await writeFile(path, text);
  }
}
