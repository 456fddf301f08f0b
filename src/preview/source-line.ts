/** One line of a file of the publication, for the page to show what made a block. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Newsroom } from '../publication/newsroom.ts';
import { publicationFile } from '../publication/publication.ts';

/** `place` is `file:line`. Null for a file that is none of the newsroom's, whatever its path: nothing else can be read. */
export async function sourceLine(newsroom: Newsroom, place: string): Promise<string | null> {
  const split = place.lastIndexOf(':');
  const file = place.slice(0, split);
  const line = Number(place.slice(split + 1));
  const known =
    file === publicationFile ||
    newsroom.issueFiles.some((issue) => issue.file === file) ||
    newsroom.templates.some((template) => template.file === file) ||
    [...newsroom.stories.values(), ...newsroom.sources.values()].some((noun) => noun.file === file);
  if (!known) return null;
  try {
    return (await readFile(join(newsroom.root, file), 'utf8')).split(/\r?\n/)[line - 1] ?? null;
  } catch {
    return null;
  }
}
