/** What the commands about readers and sending begin with: the publication, one of its lists, the open database. */
import type { Argv } from 'yargs';
import type { Database } from '../database/open.ts';
import { type Newsroom, readNewsroom } from '../publication/newsroom.ts';
import { ProblemsError, UserError } from '../publication/problem.ts';
import { publicationFile } from '../publication/publication.ts';
import type { List, Publication } from '../publication/types.ts';

/** The option that names a list; with one list in the publication it may be left out. */
export function withList(command: Argv): Argv {
  return command.option('list', {
    type: 'string',
    describe: 'id of a list of the publication',
    defaultDescription: 'the only one, where there is one',
  });
}

/** Throws ProblemsError where `content/publication.md` cannot be read. */
export function publicationOf(newsroom: Newsroom): Publication {
  if (newsroom.publication === null) throw new ProblemsError(newsroom.problems.get(publicationFile) ?? []);
  return newsroom.publication;
}

/** Throws UserError for a list that the publication does not have, or where it has several and none is named. */
export function listOf(publication: Publication, id: string | undefined): List {
  const { lists } = publication;
  const there = lists.map((list) => list.id).join(', ');
  if (id === undefined) {
    const only = lists.length === 1 ? lists[0] : undefined;
    if (only === undefined) throw new UserError(`Which list? Name one with --list: ${there}.`);
    return only;
  }
  const found = lists.find((list) => list.id === id);
  if (found === undefined) {
    throw new UserError(`There is no list "${id}". ${publicationFile} declares ${there}.`);
  }
  return found;
}

/** The list of a mailing: the one that is named, or the only one that the issue was sent to. Throws UserError as `listOf`. */
export async function mailedList(
  database: Database,
  publication: Publication,
  issueNumber: number,
  id: string | undefined,
): Promise<List> {
  if (id !== undefined) return listOf(publication, id);
  const { mailings } = await import('../delivery/mailing.ts');
  const sent = await mailings(database.kysely).where('issue_number', '=', issueNumber).execute();
  return listOf(publication, sent.length === 1 ? sent[0]?.list : undefined);
}

/** Opens the database of the publication in the working folder (DATABASE_URL), does the work, and closes it whatever happens. */
export async function withAudience<Result>(
  work: (desk: { newsroom: Newsroom; publication: Publication; database: Database }) => Promise<Result>,
): Promise<Result> {
  const newsroom = await readNewsroom(process.cwd());
  const publication = publicationOf(newsroom);
  const { openDatabase } = await import('../database/open.ts');
  const database = await openDatabase(process.cwd(), process.env.DATABASE_URL);
  try {
    return await work({ newsroom, publication, database });
  } finally {
    await database.close();
  }
}
