/** Everything that the publication shows to the world: its issues as pages, newest first, and their pictures. */
import { prepareImages } from '../publication/images.ts';
import { issueName } from '../publication/issue-name.ts';
import { type Newsroom, readNewsroom } from '../publication/newsroom.ts';
import { describeProblem, type Problem, ProblemsError } from '../publication/problem.ts';
import { publicationFile } from '../publication/publication.ts';
import { resolveIssue } from '../publication/resolve-issue.ts';
import type { Issue, PreparedImage, Publication } from '../publication/types.ts';
import { lossProblems, missingFromHtml, type Piece } from '../render/inventory.ts';
import { fill, type MergeValues, parseMergeTemplate } from '../render/personalise.ts';
import { type Rendered, render } from '../render/render.ts';
import { archiveUrl } from '../render/view.ts';
import { wordsFor } from '../render/words.ts';
import { type IssueBody, issueBody } from './issue-body.ts';
import { basePath } from './surroundings.ts';

export type ArchivedIssue = {
  readonly issue: Issue;
  /** `003-closest-comrade` */
  readonly name: string;
  /** Absolute, with a slash at its end. */
  readonly url: string;
  /** The same on this host: `/issues/003-closest-comrade/`. */
  readonly path: string;
  readonly subject: string;
  readonly preheader: string;
  readonly body: IssueBody;
  /** The lead's picture. */
  readonly picture: PreparedImage | null;
  /** What later issues put right in this one, in their order. */
  readonly corrections: readonly { readonly text: string; readonly by: Issue; readonly byPath: string }[];
  /** Day of publication, or of its last correction; `YYYY-MM-DD`. */
  readonly updated: string;
};

export type Archive = {
  readonly publication: Publication;
  /** Path of the publication at its address, `/` or `/letters/`. */
  readonly base: string;
  /** Newest first. */
  readonly issues: readonly ArchivedIssue[];
  /** By the name under which they are published; those of issues still to come are among them. */
  readonly images: ReadonlyMap<string, PreparedImage>;
};

/**
 * Reads and renders what is public on `now`: an issue is from the moment on when its day has begun anywhere on
 * earth (UTC+14), because a publication has no time zone. Pictures are public at once: a proof, or an issue that is
 * sent the evening before, refers to them. `problems` are those of issues that could not be shown.
 * Throws ProblemsError where the publication itself cannot be read.
 */
export async function readArchive(
  root: string,
  now: Date,
): Promise<{ readonly archive: Archive; readonly problems: readonly Problem[] }> {
  const newsroom = await readNewsroom(root);
  const { publication } = newsroom;
  if (publication === null) throw new ProblemsError(newsroom.problems.get(publicationFile) ?? []);
  const today = new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);

  const problems = new Map<string, Problem>();
  const resolved: { issue: Issue; pictures: ReadonlyMap<string, PreparedImage> }[] = [];
  for (const { number } of newsroom.issueFiles) {
    await collecting(problems, async () => {
      const issue = resolveIssue(newsroom, String(number));
      resolved.push({ issue, pictures: await prepareImages(root, issue) });
    });
  }
  const images = new Map<string, PreparedImage>();
  for (const { pictures } of resolved) for (const image of pictures.values()) images.set(image.name, image);

  const published = resolved.filter(({ issue }) => issue.date <= today);
  const issues: ArchivedIssue[] = [];
  for (const { issue, pictures } of published) {
    await collecting(problems, async () => {
      const later = published.map((other) => other.issue).filter(({ number }) => number > issue.number);
      issues.push(await archived(newsroom, issue, pictures, later));
    });
  }
  issues.sort((a, b) => b.issue.number - a.issue.number);
  return {
    archive: { publication, base: basePath(publication.url), issues, images },
    problems: [...problems.values()],
  };
}

/** What a copy that is nobody's holds: every fallback, and links to the pages where a reader names themselves. */
export function nobody(publication: Publication): MergeValues {
  return {
    subscriber: {},
    unsubscribeUrl: `${publication.url}/preferences/`,
    preferencesUrl: `${publication.url}/preferences/`,
  };
}

async function archived(
  newsroom: Newsroom,
  issue: Issue,
  pictures: ReadonlyMap<string, PreparedImage>,
  later: readonly Issue[],
): Promise<ArchivedIssue> {
  const rendered = await render({ issue, templates: newsroom.templates, images: pictures });
  const archivedOne = archivedIssue(issue, rendered, pictures, later);
  const lost = lostFromPage(issue, rendered.inventory, archivedOne.body.html);
  if (lost.length > 0) throw new ProblemsError(lossProblems(lost, 'the archive page'));
  return archivedOne;
}

/**
 * What the desk wrote and the page does not hold. Addresses of the publication's own are there without its host; the
 * sentence on why somebody gets the letter, which names the list, is for readers of the email.
 */
export function lostFromPage(issue: Issue, inventory: readonly Piece[], html: string): Piece[] {
  const { url } = issue.publication;
  const { origin } = new URL(url);
  const wanted = inventory
    .filter(({ conditional, text }) => !conditional && text !== issue.list.name)
    // The front page's own address stands on the page as a path, which ends in a slash.
    .map((piece) => (piece.kind === 'link' && piece.text === url ? { ...piece, text: `${url}/` } : piece));
  return missingFromHtml(wanted, html.replace(/ (href|src)="\//g, ` $1="${origin}/`));
}

/** The rendered issue as it is shown to everybody. `later` are the issues after it, whose corrections it carries. */
export function archivedIssue(
  issue: Issue,
  rendered: Rendered,
  pictures: ReadonlyMap<string, PreparedImage>,
  later: readonly Issue[],
): ArchivedIssue {
  const { publication } = issue;
  const values = nobody(publication);
  const base = basePath(publication.url);
  const name = issueName(issue);
  const url = archiveUrl(issue);
  const words = wordsFor(publication.language);
  const corrections = later.flatMap((by) =>
    by.corrections
      .filter((each) => each.issue === issue.number)
      .map(({ text }) => ({ text, by, byPath: `${base}issues/${issueName(by)}/` })),
  );
  return {
    issue,
    name,
    url,
    path: `${base}issues/${name}/`,
    subject: fill(parseMergeTemplate(rendered.subject), values, 'text'),
    preheader: fill(parseMergeTemplate(rendered.preheader), values, 'text'),
    body: issueBody(fill(parseMergeTemplate(rendered.html), values, 'html'), {
      url: publication.url,
      base,
      self: url,
      personal: [values.unsubscribeUrl, values.preferencesUrl],
      whyYouGetThis: words.whyYouGetThis(issue.list.name),
      about: words.about,
    }),
    picture: issue.lead.image === null ? null : (pictures.get(issue.lead.image.src) ?? null),
    corrections,
    updated: [issue.date, ...corrections.map(({ by }) => by.date)].toSorted().at(-1) as string,
  };
}

/** A broken issue is left out and told of; it takes no other with it. */
async function collecting(problems: Map<string, Problem>, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    for (const problem of error.problems) problems.set(describeProblem(problem), problem);
  }
}
