/** Other versions of an issue to compare with: the issue before it, and the files as they are in Git's HEAD. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../publication/problem.ts';
import { findIssue } from '../publication/resolve-issue.ts';
import type { PreparedImage } from '../publication/types.ts';
import type { Version } from './page/look.ts';
import { openProofs, type Proof, type Proofs } from './proofs.ts';

const run = promisify(execFile);
const folders = ['content', 'issues', 'templates'];

export type Versions = {
  /** What `version` of the issue can show; a sentence where there is no such version. */
  proof(ref: string, version: Version): Promise<Proof | string>;
  /** The picture that is published as `name`, in any version that has rendered so far. */
  image(name: string): PreparedImage | null;
  close(): Promise<void>;
};

export function openVersions(root: string, proofs: Proofs): Versions {
  let head: { readonly commit: string; readonly folder: string; readonly proofs: Proofs } | null = null;

  const previous = async (ref: string): Promise<Proof | string> => {
    const { issueFiles } = proofs.newsroom();
    const { number } = findIssue(proofs.newsroom(), ref);
    const before = issueFiles.findLast((other) => other.number < number);
    return before === undefined ? 'There is no issue before this one.' : proofs.proof(before.file);
  };

  const inHead = async (ref: string): Promise<Proof | string> => {
    const commit = await headCommit(root);
    if (commit === null) return 'This folder is not in Git, or nothing has been committed yet.';
    if (head?.commit !== commit) {
      await close();
      const folder = await mkdtemp(join(tmpdir(), 'tumen-head-'));
      await extract(root, folder);
      head = { commit, folder, proofs: await openProofs(folder, () => undefined) };
    }
    try {
      return await head.proofs.proof(findIssue(proofs.newsroom(), ref).file);
    } catch (error) {
      if (error instanceof UserError) return 'The issue has not been committed yet.';
      throw error;
    }
  };

  const close = async (): Promise<void> => {
    const folder = head?.folder;
    head = null;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };

  return {
    proof: (ref, version) =>
      version === 'now' ? proofs.proof(ref) : version === 'head' ? inHead(ref) : previous(ref),
    image: (name) => proofs.image(name) ?? head?.proofs.image(name) ?? null,
    close,
  };
}

/** Null outside Git, and where Git is not installed. */
async function headCommit(root: string): Promise<string | null> {
  try {
    return (await run('git', ['rev-parse', '--verify', 'HEAD'], { cwd: root })).stdout.trim();
  } catch {
    return null;
  }
}

/** Writes what HEAD holds of the publication into `folder`; the work tree and Git's index are not touched. */
async function extract(root: string, folder: string): Promise<void> {
  const { stdout } = await run('git', ['ls-tree', '--name-only', 'HEAD', ...folders], { cwd: root });
  const there = stdout.split('\n').filter((name) => name !== '');
  if (there.length === 0) return;
  const archive = spawn('git', ['archive', '--format=tar', 'HEAD', ...there], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const unpack = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  archive.stdout.pipe(unpack.stdin);
  // tar is content with the end of the archive and does not wait for the padding behind it: a broken pipe is no fault.
  unpack.stdin.on('error', () => undefined);
  const status = await new Promise((resolve, reject) => {
    archive.once('error', reject);
    unpack.once('error', reject).once('close', resolve);
  });
  if (status !== 0) throw new Error(`tar could not unpack the committed files: it ended with ${status}.`);
}
