/** Starts the preview: reads the newsroom, listens on this machine alone, and reads again at every save. */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { UserError } from '../publication/problem.ts';
import { findIssue } from '../publication/resolve-issue.ts';
import { createApp } from './app.ts';
import { readAssets } from './assets.ts';
import { openFindings } from './findings.ts';
import { newToken } from './guard.ts';
import { openProofs } from './proofs.ts';
import { openSaves } from './saves.ts';
import { openVersions } from './versions.ts';
import { watchPublication } from './watch.ts';

/** Tried first where no port is asked for, then those above it. */
const firstPort = 4321;
const portsToTry = 50;

export type PreviewOptions = {
  /** The publication's folder. */
  readonly root: string;
  /** The issue to begin with, as `findIssue` takes it; throws its UserError. */
  readonly issue: string;
  /** 0 for any free one. Without it 4321 or the next free one. */
  readonly port?: number;
  /** DATABASE_URL: where subscribers are looked up who want to be looked as. */
  readonly databaseUrl?: string | undefined;
};

export type RunningPreview = {
  /** The address of the issue's page. */
  readonly url: string;
  /** Ends every open answer and stops watching; the port is free when it resolves. */
  close(): Promise<void>;
};

/** Throws UserError for an issue that is not there and for a port that is taken. A broken issue is shown, not thrown. */
export async function startPreview({
  root,
  issue,
  port,
  databaseUrl,
}: PreviewOptions): Promise<RunningPreview> {
  const proofs = await openProofs(root, (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  });
  const { number } = findIssue(proofs.newsroom(), issue);
  const token = newToken();
  const saves = openSaves(newToken(), proofs.generation);
  let listening: AddressInfo | null = null;
  const versions = openVersions(root, proofs);
  const app = createApp({
    root,
    databaseUrl,
    proofs,
    versions,
    findings: openFindings(),
    saves,
    assets: await readAssets(),
    token,
    port: () => listening?.port ?? 0,
  });
  const server = await listen(app.fetch, port === undefined ? ports() : [port]);
  listening = server.address() as AddressInfo;
  // Renders ahead, so that the browser finds it ready.
  void proofs.proof(String(number));
  const watcher = await watchPublication(root, async () => {
    await proofs.refresh();
    saves.announce(proofs.generation());
    // While the news is on its way to the page and the page's question back, the answer is made.
    setImmediate(proofs.warm);
  });
  return {
    url: `http://127.0.0.1:${listening.port}/issues/${number}`,
    async close() {
      await watcher.close();
      saves.close();
      await versions.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

function ports(): number[] {
  return Array.from({ length: portsToTry }, (_, offset) => firstPort + offset);
}

type Server = ReturnType<typeof serve>;

/** Listens on the first of `candidates` that is free; 127.0.0.1 alone, so no other machine can knock. */
async function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  candidates: readonly number[],
): Promise<Server> {
  for (const port of candidates) {
    const server = await new Promise<Server | null>((resolve, reject) => {
      const starting = serve({ fetch, port, hostname: '127.0.0.1' }, () => resolve(starting));
      starting.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') resolve(null);
        else reject(error);
      });
    });
    if (server !== null) return server;
  }
  const [first] = candidates;
  throw new UserError(
    candidates.length === 1
      ? `Port ${first} is in use. Pass another one with --port, or leave it out to take the next free one.`
      : `No port from ${first} to ${candidates.at(-1)} is free. Pass one that is with --port.`,
  );
}
