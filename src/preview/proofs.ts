/** The preview's memory: the newsroom as it is on disk now, and for each issue the last rendering that went well. */
import { prepareImages } from '../publication/images.ts';
import { type Newsroom, readNewsroom } from '../publication/newsroom.ts';
import { type Problem, ProblemsError } from '../publication/problem.ts';
import { findIssue, resolveIssue } from '../publication/resolve-issue.ts';
import type { Issue, PreparedImage } from '../publication/types.ts';
import { type Rendered, render } from '../render/render.ts';

/** An issue that rendered: what was read, and what came of it. */
export type Pull = {
  readonly issue: Issue;
  readonly rendered: Rendered;
  readonly images: ReadonlyMap<string, PreparedImage>;
};

/** What can be shown of an issue, and what keeps the files of this moment from being shown. */
export type Proof = {
  /** Null until the issue has rendered once. Older than the files where there are problems. */
  readonly pull: Pull | null;
  readonly problems: readonly Problem[];
};

export type Proofs = {
  newsroom(): Newsroom;
  /** Counts the changes on disk that were read; what was rendered at one generation is not rendered again in it. */
  generation(): number;
  /** `ref` as `findIssue` takes it; throws its UserError. */
  proof(ref: string): Promise<Proof>;
  /** The picture that is published as `name`, of whatever has rendered so far. */
  image(name: string): PreparedImage | null;
  /** Renders the issue that was asked for last, because it will be asked for again. */
  warm(): void;
  /** Reads everything again. Calls that come while it runs are answered by one more reading after it. */
  refresh(): Promise<void>;
};

/** `onFailure` is told of what no person can mend in the files: a bug, a full disk. */
export async function openProofs(root: string, onFailure: (error: unknown) => void): Promise<Proofs> {
  let newsroom = await readNewsroom(root);
  let generation = 1;
  let proofs = new Map<string, Promise<Proof>>();
  const lastGood = new Map<string, Pull>();
  let lastAsked: string | null = null;

  const pull = async (room: Newsroom, file: string): Promise<Proof> => {
    try {
      const issue = resolveIssue(room, file);
      const images = await prepareImages(root, issue);
      const good = { issue, images, rendered: await render({ issue, templates: room.templates, images }) };
      // A slower, older rendering must not take the place of a newer one.
      if (room === newsroom) lastGood.set(file, good);
      return { pull: good, problems: [] };
    } catch (error) {
      return { pull: lastGood.get(file) ?? null, problems: problemsOf(error, file, onFailure) };
    }
  };

  const proofOf = (file: string): Promise<Proof> => {
    const known = proofs.get(file) ?? pull(newsroom, file);
    proofs.set(file, known);
    return known;
  };

  const read = async (): Promise<void> => {
    try {
      newsroom = await readNewsroom(root);
      proofs = new Map();
      generation += 1;
    } catch (error) {
      onFailure(error);
    }
  };
  let running: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  const refresh = (): Promise<void> => {
    if (running === null) {
      running = read().finally(() => {
        running = null;
      });
      return running;
    }
    following ??= running.then(() => {
      following = null;
      return refresh();
    });
    return following;
  };

  return {
    newsroom: () => newsroom,
    generation: () => generation,
    proof(ref) {
      const { file } = findIssue(newsroom, ref);
      lastAsked = file;
      return proofOf(file);
    },
    warm() {
      const file = newsroom.issueFiles.find((issue) => issue.file === lastAsked)?.file;
      if (file !== undefined) void proofOf(file);
    },
    image(name) {
      for (const { images } of lastGood.values()) {
        const found = images.values().find((image) => image.name === name);
        if (found !== undefined) return found;
      }
      return null;
    },
    refresh,
  };
}

/** The page has one place for everything that is wrong, so a bug takes the shape of a problem there. */
function problemsOf(error: unknown, file: string, onFailure: (error: unknown) => void): readonly Problem[] {
  if (error instanceof ProblemsError) return error.problems;
  onFailure(error);
  const message = error instanceof Error ? error.message : String(error);
  return [
    {
      file,
      line: 1,
      what: `Tumen failed on this issue: ${message}`,
      remedy: 'This is a bug in Tumen, not in your files; the terminal shows where it happened.',
    },
  ];
}
