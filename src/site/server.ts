/** Starts the public service: reads the archive, opens the database, listens. */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { readSecret } from '../audience/secret.ts';
import { agreeOnSecret } from '../audience/signing-key.ts';
import { readWebhooks, type WebhookEnvironment } from '../bounces/webhooks/settings.ts';
import { type Ask, askSns } from '../bounces/webhooks/sns-certificates.ts';
import { openDatabase } from '../database/open.ts';
import { readDkimKeys } from '../delivery/dkim.ts';
import { sharedSlots } from '../delivery/shared-slots.ts';
import { openTransport } from '../delivery/transport.ts';
import type { Problem } from '../publication/problem.ts';
import { UserError } from '../publication/problem.ts';
import { openVisits } from '../reports/visits.ts';
import { createApp } from './app.ts';
import { readProxies } from './client.ts';
import { tidy } from './housekeeping.ts';
import { openIntake } from './intake.ts';
import { openPostOffice } from './letters.ts';
import { openTally } from './metrics.ts';
import { patient } from './patient.ts';
import { openShelf } from './shelf.ts';

export type SiteOptions = {
  /** The publication's folder. */
  readonly root: string;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Web servers in front of this one, beside this machine's own: addresses or networks. */
  readonly proxies: readonly string[];
  readonly environment: {
    readonly DATABASE_URL?: string | undefined;
    readonly TUMEN_SECRET?: string | undefined;
    readonly SMTP_URL?: string | undefined;
    readonly DKIM_KEYS?: string | undefined;
    readonly DKIM_DOMAIN?: string | undefined;
  } & WebhookEnvironment;
  readonly now?: () => Date;
  /** Asks Amazon SNS for its certificates, and to confirm a subscription; see `askSns`. */
  readonly askSns?: Ask;
  /** Issues that cannot be shown, and faults of our own. */
  readonly onProblems: (problems: readonly Problem[]) => void;
  readonly onError: (error: Error) => void;
};

export type RunningSite = {
  /** `http://127.0.0.1:8080` and the publication's path. */
  readonly url: string;
  /** Where providers report to, at the publication's address, and by which key, without showing it. */
  readonly webhooks: readonly { readonly url: string; readonly shown: string }[];
  /** Reads changed files now instead of soon. */
  readonly refresh: () => Promise<void>;
  /** Resolves when every letter that is due has been tried, and every visit so far is counted. */
  readonly settled: () => Promise<void>;
  /** Lets the answers that are under way end; the port and the database are free when it resolves. */
  readonly close: () => Promise<void>;
};

const tidyEveryMs = 3_600_000;

/** Throws ProblemsError where the publication cannot be read, UserError where port, database or relay cannot be had. */
export async function startSite(options: SiteOptions): Promise<RunningSite> {
  const { root, host, port, environment, now = () => new Date(), onProblems, onError } = options;
  const proxies = readProxies(options.proxies);
  const webhooks = readWebhooks(environment, options.askSns ?? askSns);
  const secret = readSecret(root, environment.TUMEN_SECRET);
  const shelf = await openShelf({ root, now, onProblems, onError });
  const publication = () => shelf.current().archive.publication;
  const dkim = readDkimKeys(root, environment, publication().from.address);
  const database = await patient(await openDatabase(root, environment.DATABASE_URL));
  const transport = await openTransport(root, environment.SMTP_URL, sharedSlots(database));
  const tally = openTally();
  const visits = openVisits(database, onError);
  const post = openPostOffice({
    ...{ database, secret, transport, dkim, publication, now, onError },
    onSent: (outcome) => tally.count(`tumen_letters_total{outcome="${outcome}"}`),
  });
  const timer = setInterval(() => tidy(database).catch(onError), tidyEveryMs).unref();
  const close = async (): Promise<void> => {
    shelf.close();
    clearInterval(timer);
    await post.close();
    await visits.close();
    await database.close();
  };
  try {
    await agreeOnSecret(database, secret);
    const intake = openIntake(database, secret, post.ring);
    const site = {
      shelf,
      database,
      secret,
      now,
      proxies,
      tally,
      intake,
      visits,
      webhooks,
      ringPost: post.ring,
    };
    const server = await listen(createApp(site, onError).fetch, host, port);
    const { port: taken } = server.address() as AddressInfo;
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${shelf.current().archive.base}`,
      webhooks: webhooks.map(({ provider, shown }) => ({
        url: `${publication().url}/hooks/${provider}`,
        shown,
      })),
      refresh: shelf.refresh,
      settled: async () => {
        await post.settled();
        await visits.flush();
      },
      close: async () => {
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          if ('closeIdleConnections' in server) server.closeIdleConnections();
        });
        await close();
      },
    };
  } catch (error) {
    await close();
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
