/** Reads everything that the desk keeps in files, once: the only reader of content/, issues/ and templates/. */
import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { IssueFile } from './issue-file.ts';
import { parseIssueFile, parseIssueName } from './issue-file.ts';
import type { Problem } from './problem.ts';
import { ProblemsError } from './problem.ts';
import { parsePublication, publicationFile } from './publication.ts';
import { parseSource } from './source.ts';
import { parseStory } from './story.ts';
import type { Publication, Source, Story, Template } from './types.ts';

/**
 * The desk's files as values. A file that cannot be read as what it should be is absent from its map and has
 * its problems in `problems`, so that one broken draft does not stop the issues that do not name it.
 */
export type Newsroom = {
  readonly root: string;
  readonly publication: Publication | null;
  /** By id. */
  readonly sources: ReadonlyMap<string, Source>;
  /** By id. */
  readonly stories: ReadonlyMap<string, Story>;
  /** In the order of their numbers. */
  readonly issues: readonly IssueFile[];
  /** Every file of issues/, broken ones too, in the order of their numbers. */
  readonly issueFiles: readonly { readonly number: number; readonly slug: string; readonly file: string }[];
  readonly templates: readonly Template[];
  /** Names of the files in content/images/. */
  readonly imageNames: ReadonlySet<string>;
  /** File → what is wrong with it. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
};

/** `root` is the publication's folder. Thrown is only what the disk refuses of a folder; of a file, it is a problem. */
export async function readNewsroom(root: string): Promise<Newsroom> {
  const problems = new Map<string, readonly Problem[]>();

  const parse = async <Noun>(
    file: string,
    parser: (file: string, text: string) => Noun,
  ): Promise<Noun | null> => {
    try {
      return parser(file, await readText(root, file));
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.set(file, error.problems);
      return null;
    }
  };
  const parseAll = async <Noun>(
    folder: string,
    parser: (file: string, text: string) => Noun,
  ): Promise<Noun[]> => {
    const nouns = await Promise.all((await list(root, folder, '.md')).map((file) => parse(file, parser)));
    return nouns.filter((noun) => noun !== null);
  };

  const [publication, sources, stories, issues, templates, imageNames, issueNames] = await Promise.all([
    parse(publicationFile, (_, text) => parsePublication(text)),
    parseAll('content/sources', parseSource),
    parseAll('content/stories', parseStory),
    parseAll('issues', parseIssueFile),
    readTemplates(root, parse),
    list(root, 'content/images', ''),
    list(root, 'issues', '.md'),
  ]);

  const issueFiles = issueNames.flatMap((file) => {
    const name = parseIssueName(file);
    return name === null ? [] : [{ ...name, file }];
  });
  for (const [file, twin] of twins(issueFiles)) {
    problems.set(file, [
      ...(problems.get(file) ?? []),
      {
        file,
        line: 1,
        what: `Its number is also that of ${twin}.`,
        remedy: 'Give each issue a number of its own.',
      },
    ]);
  }
  return {
    root,
    publication,
    sources: new Map(sources.map((source) => [source.id, source])),
    stories: new Map(stories.map((story) => [story.id, story])),
    issues: issues.toSorted((a, b) => a.number - b.number),
    issueFiles: issueFiles.toSorted((a, b) => a.number - b.number),
    templates,
    imageNames: new Set(imageNames.map((file) => basename(file))),
    problems,
  };
}

/** The text of a file of the publication. Throws ProblemsError where it is missing, refused by the disk, or no UTF-8. */
async function readText(root: string, file: string): Promise<string> {
  const refuse = (line: number, what: string, remedy: string): never => {
    throw new ProblemsError([{ file, line, what, remedy }]);
  };
  try {
    const bytes = await readFile(join(root, file));
    const text = bytes.toString('utf8');
    // Read as UTF-8 all the same, every letter that is none would go out as a question mark in a diamond.
    if (!isUtf8(bytes)) {
      const line = text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
      refuse(line, 'The file holds a character that is not UTF-8.', 'Save it as UTF-8 text.');
    }
    return text;
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && file === publicationFile) {
      const what = 'The file is missing, so this folder is not a publication.';
      refuse(1, what, 'Change to the publication\'s folder, or begin one with "tumen init".');
    }
    // The message goes on with the call and the whole path, which the problem names better.
    const what = `The file cannot be read: ${message.split(',')[0]}.`;
    return refuse(1, what, 'Put a readable text file in its place, or take it away.');
  }
}

/** Paths from the root of a folder's files, sorted by code unit so that every machine has the same order. */
async function list(root: string, folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return (
    entries
      .filter((entry) => entry.name.endsWith(ending) && !entry.name.startsWith('.'))
      // A folder named like a story is told as one that cannot be read; a folder among the images is nobody's concern.
      .filter((entry) => isReadable(entry) || (ending !== '' && entry.isDirectory()))
      .map((entry) => `${folder}/${entry.name}`)
      .sort()
  );
}

/** Links are followed: what stands at their end is the desk's own file. */
function isReadable(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink();
}

async function readTemplates(
  root: string,
  parse: (file: string, parser: (file: string, text: string) => Template) => Promise<Template | null>,
): Promise<Template[]> {
  const entries = await readdir(join(root, 'templates'), { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const files = entries
    .filter((entry) => isReadable(entry) && entry.name.endsWith('.hbs'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const templates = files.map((path) =>
    parse(path, (file, text) => ({
      path: file.slice('templates/'.length),
      file,
      text: text.replace(/\r\n?/g, '\n'),
    })),
  );
  const read = (await Promise.all(templates)).filter((template) => template !== null);
  return read.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Issue files that share a number, each with the other's name. */
function* twins(files: readonly { number: number; file: string }[]): Generator<[string, string]> {
  for (const { number, file } of files) {
    const twin = files.find((other) => other.number === number && other.file !== file);
    if (twin !== undefined) yield [file, twin.file];
  }
}
