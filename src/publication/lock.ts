/** The lock of an issue that was sent: what went in, what came out, and whether both are still so. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { imageNamesOf } from './images.ts';
import { type Lock, lockFileOf } from './lock-file.ts';
import { type Problem, ProblemsError } from './problem.ts';
import type { Issue, Template } from './types.ts';

/** The texts of a rendered issue, before any subscriber's values are in them. */
export type LockedOutput = {
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
};

const hashes = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));
const schema = z.strictObject({ issue: z.int(), inputs: hashes, output: hashes });

/** The lock as it would be written now. Reads every file that the issue reaches under `root`. */
export async function makeLock(
  root: string,
  issue: Issue,
  templates: readonly Template[],
  output: LockedOutput,
): Promise<Lock> {
  const inputs = inputsOf(issue, templates).map(async (file) => [
    file,
    sha256(await readFile(join(root, file))),
  ]);
  const { subject, preheader, html, text } = output;
  return {
    issue: issue.number,
    inputs: Object.fromEntries(await Promise.all(inputs)),
    output: Object.fromEntries(
      Object.entries({ subject, preheader, html, text }).map(([name, value]) => [name, sha256(value)]),
    ),
  };
}

/** Null where the issue was never sent. Throws ProblemsError where the file is there and is no lock. */
export async function readLock(root: string, issue: Issue): Promise<Lock | null> {
  const file = lockFileOf(issue);
  let text: string;
  try {
    text = await readFile(join(root, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new ProblemsError([
      {
        file,
        line: 1,
        what: 'This is not the lock of an issue.',
        remedy: 'Restore it from the history of the repository; without it nobody can tell what was sent.',
      },
    ]);
  }
}

/**
 * Why the issue may not go out again: its bytes are no longer those that were sent. Names every input that changed.
 * An input that changed without changing a byte of the message is nobody's concern.
 */
export function lockProblems(issue: Issue, locked: Lock, now: Lock): Problem[] {
  const outputs = changed(locked.output, now.output);
  if (outputs.length === 0) return [];
  const what = `Issue ${issue.number} was sent, and its ${outputs.join(', its ')} would no longer be the same`;
  const remedy = `Restore it; what has to be put right belongs into the corrections of the next issue.`;
  const inputs = changed(locked.inputs, now.inputs);
  if (inputs.length === 0) {
    return [
      {
        file: lockFileOf(issue),
        line: 1,
        what: `${what}, though its files are: Tumen or a package that it uses has changed.`,
        remedy: 'Render it with the version that sent it.',
      },
    ];
  }
  return inputs.map((file) => ({ file, line: 1, what: `${what}, because this file changed.`, remedy }));
}

/** Names that differ, are new or are gone, in order. */
function changed(before: Lock['inputs'], after: Lock['inputs']): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}

function inputsOf(issue: Issue, templates: readonly Template[]): string[] {
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
  const earlier = issue.threads.flatMap((thread) => thread.earlier.map(({ story }) => story));
  const used = templates.filter(
    ({ path }) => path.startsWith(`${issue.layout}/`) || path.startsWith('partials/'),
  );
  const files = [
    issue.file,
    issue.publication.file,
    ...[...stories, ...earlier].map(({ file }) => file),
    ...issue.sources.map(({ file }) => file),
    ...imageNamesOf(issue).map((name) => `content/images/${name}`),
    ...used.map(({ file }) => file),
  ];
  return [...new Set(files)].sort();
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
