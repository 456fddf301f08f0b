/** The public service over a small publication of its own, on a free port of this machine. */
import { rm } from 'node:fs/promises';
import type { WebhookEnvironment } from '../../src/bounces/webhooks/settings.ts';
import type { Ask } from '../../src/bounces/webhooks/sns-certificates.ts';
import type { Problem } from '../../src/publication/problem.ts';
import { type RunningSite, startSite } from '../../src/site/server.ts';
import { temporaryPublication } from '../temporary-publication.ts';

export type TestSite = RunningSite & {
  readonly root: string;
  /** Asks for a path below the publication's address; redirects are answers like others. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  readonly text: (path: string, init?: RequestInit) => Promise<string>;
  readonly problems: readonly Problem[];
  readonly errors: readonly Error[];
};

export const testSecret = 'a-secret-of-more-than-thirty-two-characters';

export type TestSiteOptions = {
  readonly files?: Readonly<Record<string, string | null>>;
  readonly now?: () => Date;
  readonly smtpUrl?: string;
  readonly databaseUrl?: string | undefined;
  readonly webhooks?: WebhookEnvironment;
  readonly askSns?: Ask;
};

export async function openTestSite({
  files = {},
  now,
  smtpUrl,
  databaseUrl,
  webhooks = {},
  askSns,
}: TestSiteOptions = {}): Promise<TestSite> {
  const root = await temporaryPublication(files);
  const problems: Problem[] = [];
  const errors: Error[] = [];
  const site = await startSite({
    root,
    host: '127.0.0.1',
    port: 0,
    proxies: [],
    environment: { DATABASE_URL: databaseUrl, TUMEN_SECRET: testSecret, SMTP_URL: smtpUrl, ...webhooks },
    ...(askSns === undefined ? {} : { askSns }),
    ...(now === undefined ? {} : { now }),
    onProblems: (found) => problems.push(...found),
    onError: (error) => errors.push(error),
  });
  const ask: TestSite['ask'] = (path, init = {}) => fetch(site.url + path, { redirect: 'manual', ...init });
  return {
    ...site,
    root,
    ask,
    text: async (path, init) => (await ask(path, init)).text(),
    problems,
    errors,
    close: async () => {
      await site.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A second issue that carries one more story and corrects the first. */
export const secondIssue: Readonly<Record<string, string>> = {
  'content/stories/2024-06-26-fog.md': `---
title: Fog over the quay
date: 2024-06-26
topics: [Weather, Ships]
status: alleged
---
The Gazette heard that fog kept the ship from leaving. Señor Ibáñez saw it.[^gazette]
`,
  'issues/002-fog.md': `---
number: 2
date: 2024-06-29
subject: Fog, and what it hid
preheader: A ship that may have left, and a crane that was never broken at all
list: weekly
layout: digest
lead: 2024-06-26-fog
corrections:
  - issue: 1
    text: The crane stood still on Wednesday, not on Tuesday.
---
Dear {{subscriber.name "reader"}}, change [what you get]({{preferencesUrl}}) or read on.
`,
};
