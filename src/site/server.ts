/** Starts the public service: reads the archive, opens the database, listens. */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { readSecret } from '../audience/secret.ts';
import { openDatabase } from '../database/open.ts';
import type { Problem } from '../publication/problem.ts';
import { UserError } from '../publication/problem.ts';
import { createApp } from './app.ts';
import { openShelf } from './shelf.ts';

export type SiteOptions = {
  /** The publication's folder. */
  readonly root: string;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly environment: { readonly TUMEN_SECRET?: string | undefined };
  readonly now?: () => Date;
  /** Issues that cannot be shown, and faults of our own. */
  readonly onProblems: (problems: readonly Problem[]) => void;
  readonly onError: (error: Error) => void;
};

export type RunningSite = {
  /** `http://127.0.0.1:8080` and the publication's path. */
  readonly url: string;
  /** Reads changed files now instead of soon. */
  readonly refresh: () => Promise<void>;
  /** Lets the answers that are under way end; the port and the database are free when it resolves. */
  readonly close: () => Promise<void>;
};

/** Throws ProblemsError where the publication cannot be read, UserError where port or database cannot be had. */
export async function startSite(options: SiteOptions): Promise<RunningSite> {
  const { root, host, port, environment, now = () => new Date(), onProblems, onError } = options;
  const shelf = await openShelf({ root, now, onProblems, onError });
  const database = await openDatabase(root);
  try {
    const app = createApp(
      { shelf, database, secret: readSecret(root, environment.TUMEN_SECRET), now },
      onError,
    );
    const server = await listen(app.fetch, host, port);
    const { port: taken } = server.address() as AddressInfo;
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${shelf.current().archive.base}`,
      refresh: shelf.refresh,
      close: async () => {
        shelf.close();
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          if ('closeIdleConnections' in server) server.closeIdleConnections();
        });
        await database.close();
      },
    };
  } catch (error) {
    shelf.close();
    await database.close();
    throw error;
  }
}

type Server = ReturnType<typeof serve>;
type Fetch = Parameters<typeof serve>[0]['fetch'];

function listen(fetch: Fetch, hostname: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    // A client that sends its request drop by drop is not waited for.
    const serverOptions = { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 10_000 };
    const server = serve({ fetch, port, hostname, serverOptions }, () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === undefined
          ? error
          : new UserError(
              `Port ${port} at ${hostname} cannot be had: ${error.message}. Pass another one with --port.`,
            ),
      );
    });
  });
}
