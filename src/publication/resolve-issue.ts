/** Newsroom → Issue: puts the stories, sources and the list in the place of their names. */
import { closest } from 'fastest-levenshtein';
import { lineOf } from './front-matter.ts';
import type { IssueFile } from './issue-file.ts';
import type { Newsroom } from './newsroom.ts';
import { describeProblem, type Problem, ProblemsError, UserError } from './problem.ts';
import { publicationFile } from './publication.ts';
import type { Issue, List, Publication, Source, Story, Thread } from './types.ts';

/** `ref` is a number (`2`, `002`), a slug (`pyongyang`), a file's name (`002-pyongyang`) or `latest`. Throws UserError. */
export function findIssue(newsroom: Newsroom, ref: string): Newsroom['issueFiles'][number] {
  const { issueFiles } = newsroom;
  const found =
    ref === 'latest'
      ? issueFiles.at(-1)
      : issueFiles.find(({ number, slug, file }) =>
          /^\d+$/.test(ref)
            ? number === Number(ref)
            : slug === ref || file === ref || file === `issues/${ref}.md`,
        );
  if (found !== undefined) return found;
  if (issueFiles.length === 0 && newsroom.publication === null) {
    const problems = newsroom.problems.get(publicationFile) ?? [];
    throw new UserError(problems.map(describeProblem).join('\n'));
  }
  const there = issueFiles.map(({ number, slug }) => `${number} (${slug})`).join(', ');
  throw new UserError(
    issueFiles.length === 0
      ? 'There is no issue in issues/. Write one with "tumen compose --week 2024-W25" or "tumen new issue".'
      : `There is no issue "${ref}". There are ${there}, and "latest".`,
  );
}

/**
 * Throws UserError for an unknown `ref`, and ProblemsError with every problem of the files that the issue
 * reaches: the publication, the issue itself, its stories, the sources that they cite, its layout and images.
 */
export function resolveIssue(newsroom: Newsroom, ref: string): Issue {
  const { file, number, slug } = findIssue(newsroom, ref);
  const problems: Problem[] = [];
  const collect = (of: string): void => {
    for (const problem of newsroom.problems.get(of) ?? [])
      if (!problems.includes(problem)) problems.push(problem);
  };
  collect(publicationFile);
  collect(file);
  const written = newsroom.issues.find((issue) => issue.file === file);
  if (written === undefined) throw new ProblemsError(problems);

  const at = (path: readonly PropertyKey[], what: string, remedy: string): void => {
    problems.push({ file, line: lineOf(written.lines, path), what, remedy });
  };
  const seen = new Set<string>();
  const story = (id: string, path: readonly PropertyKey[]): Story | null => {
    const storyFile = `content/stories/${id}.md`;
    collect(storyFile);
    const found = newsroom.stories.get(id);
    if (found === undefined && !newsroom.problems.has(storyFile)) {
      at(
        path,
        `The story "${id}" is named, but there is no ${storyFile}.`,
        didYouMean(id, newsroom.stories.keys(), `Write it with "tumen new story".`),
      );
    }
    if (found !== undefined && seen.has(id)) at(path, `The story "${id}" is named twice.`, 'Name it once.');
    seen.add(id);
    if (found !== undefined) problems.push(...storyProblems(newsroom, found, collect));
    return found ?? null;
  };

  const lead = story(written.lead, ['lead']);
  const sections = written.sections.map((section, index) => ({
    title: section.title,
    stories: section.stories
      .map((id, place) => story(id, ['sections', index, 'stories', place]))
      .filter((found) => found !== null),
  }));
  const list = findList(newsroom.publication, written, at);
  checkLayout(newsroom, written, at);
  for (const broken of newsroom.problems.keys())
    if (broken.startsWith(`templates/${written.layout}/`) || broken.startsWith('templates/partials/'))
      collect(broken);
  written.corrections.forEach((correction, index) => {
    if (!newsroom.issueFiles.some((other) => other.number === correction.issue && other.number < number)) {
      at(
        ['corrections', index],
        `The correction is of issue ${correction.issue}, and there is no earlier issue of that number.`,
        'Name the number of an earlier issue.',
      );
    }
  });
  if (problems.length > 0 || lead === null || list === null || newsroom.publication === null)
    throw new ProblemsError(problems);

  const stories = [lead, ...sections.flatMap((section) => section.stories)];
  return {
    number,
    slug,
    file,
    date: written.date,
    subject: written.subject,
    preheader: written.preheader,
    list,
    layout: written.layout,
    lead,
    sections,
    corrections: written.corrections,
    waivers: written.waivers,
    letter: written.letter,
    sources: citedSources(newsroom, stories),
    threads: stories.flatMap((each) => thread(newsroom, each, number)),
    publication: newsroom.publication,
    lines: written.lines,
  };
}

function findList(publication: Publication | null, issue: IssueFile, at: Reporter): List | null {
  if (publication === null) return null;
  const list = publication.lists.find(({ id }) => id === issue.list);
  if (list === undefined) {
    const ids = publication.lists.map(({ id }) => id);
    at(
      ['list'],
      `The list "${issue.list}" is not one of the publication's.`,
      `The lists of ${publicationFile} are ${ids.join(', ')}.`,
    );
  }
  return list ?? null;
}

type Reporter = (path: readonly PropertyKey[], what: string, remedy: string) => void;

function checkLayout(newsroom: Newsroom, issue: IssueFile, at: Reporter): void {
  const layouts = layoutsOf(newsroom);
  const template = `templates/${issue.layout}/issue.mjml.hbs`;
  if (layouts.includes(issue.layout) || newsroom.problems.has(template)) return;
  const remedy =
    layouts.length === 0
      ? 'Restore templates/, or copy it from a publication that "tumen init" begins in another folder.'
      : `The layouts are ${layouts.join(', ')}.`;
  at(['layout'], `The layout "${issue.layout}" has no ${template}.`, remedy);
}

/** A layout is a folder of templates/ that holds `issue.mjml.hbs`. */
export function layoutsOf({ templates }: Newsroom): string[] {
  return templates.flatMap(({ path }) => /^([^/]+)\/issue\.mjml\.hbs$/.exec(path)?.[1] ?? []);
}

/** What is wrong with a story that only its surroundings can tell: its citations, its image, its thread. */
function storyProblems(newsroom: Newsroom, story: Story, collect: (file: string) => void): Problem[] {
  const problems: Problem[] = [];
  for (const { sourceId, line, column } of story.citations) {
    const sourceFile = `content/sources/${sourceId}.md`;
    collect(sourceFile);
    if (newsroom.sources.has(sourceId) || newsroom.problems.has(sourceFile)) continue;
    const remedy = didYouMean(
      sourceId,
      newsroom.sources.keys(),
      `Record it with "tumen new source ${sourceId}".`,
    );
    problems.push({
      file: story.file,
      line,
      column,
      what: `The source "${sourceId}" is cited, but there is no ${sourceFile}.`,
      remedy,
    });
  }
  if (story.image !== null && !newsroom.imageNames.has(story.image.src)) {
    const remedy = didYouMean(
      story.image.src,
      newsroom.imageNames,
      'Put the file there, or leave the image out.',
    );
    problems.push({
      file: story.file,
      line: lineOf(story.lines, ['image', 'src']),
      what: `There is no content/images/${story.image.src}.`,
      remedy,
    });
  }
  if (story.follows !== null) {
    const line = lineOf(story.lines, ['follows']);
    const earlier = newsroom.stories.get(story.follows);
    const earlierFile = `content/stories/${story.follows}.md`;
    collect(earlierFile);
    if (earlier === undefined && !newsroom.problems.has(earlierFile)) {
      const others = newsroom.stories.keys().filter((id) => id !== story.id);
      problems.push({
        file: story.file,
        line,
        what: `It follows "${story.follows}", but there is no ${earlierFile}.`,
        remedy: didYouMean(story.follows, others, 'Name an earlier story, or leave "follows:" out.'),
      });
    } else if (earlier !== undefined && (earlier.date > story.date || earlier.id === story.id)) {
      problems.push({
        file: story.file,
        line,
        what: `The story "${story.follows}" that it follows is not earlier.`,
        remedy: 'Name an earlier story.',
      });
    }
  }
  return problems;
}

/** Each cited source once, in the order in which a reader meets it: the lead first, then the sections. */
function citedSources(newsroom: Newsroom, stories: readonly Story[]): Source[] {
  const ids = new Set(stories.flatMap((story) => story.citations.map(({ sourceId }) => sourceId)));
  return [...ids].map((id) => newsroom.sources.get(id)).filter((source) => source !== undefined);
}

function thread(newsroom: Newsroom, story: Story, before: number): Thread[] {
  const earlier: Story[] = [];
  for (let id = story.follows; id !== null; id = earlier[0]?.follows ?? null) {
    const found = newsroom.stories.get(id);
    // Two stories of one day that follow each other would go round for ever.
    if (found === undefined || earlier.includes(found)) break;
    earlier.unshift(found);
  }
  if (earlier.length === 0) return [];
  return [
    { story, earlier: earlier.map((each) => ({ story: each, issue: carrier(newsroom, each.id, before) })) },
  ];
}

/** The number of the issue before `before` that carried the story. */
export function carrier(newsroom: Newsroom, storyId: string, before: number): number | null {
  const carrying = newsroom.issues.find(
    (issue) =>
      issue.number < before &&
      (issue.lead === storyId || issue.sections.some((section) => section.stories.includes(storyId))),
  );
  return carrying?.number ?? null;
}

function didYouMean(wrong: string, known: Iterable<string>, otherwise: string): string {
  const names = [...known];
  if (names.length === 0) return otherwise;
  const near = closest(wrong, names);
  const shared = near.includes(wrong) || wrong.includes(near) || sharedStart(near, wrong) >= 5;
  return shared ? `Did you mean "${near}"? ${otherwise}` : otherwise;
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
