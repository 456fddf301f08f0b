/** Where mail providers report what came back: each post is verified before anything else, and settled once. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Settled, settleReport } from '../bounces/settle.ts';
import { oldestMs, type Provider, type WebhookEvent } from '../bounces/webhooks/webhook.ts';
import type { Site } from './site.ts';
import { spendToken } from './spent-tokens.ts';
import { together } from './together.ts';
import { within } from './within.ts';

/** What one post brings to the database. */
type Bundle = {
  readonly provider: Provider;
  readonly events: readonly WebhookEvent[];
  readonly token: string | undefined;
};

type Outcome = Settled['outcome'];

/** A batch of SendGrid alone may hold several hundred events; a sender waits for the lock meanwhile. */
const mostInOneRun = 20;

/** Below the publication's address: `/hooks/ses`. */
const pathOf = ({ shelf }: Site, provider: Provider): string =>
  `${shelf.current().archive.base}hooks/${provider}`;

/** Those that are there. */
export function webhookPaths(site: Site): ReadonlySet<string> {
  return new Set(site.webhooks.map(({ provider }) => pathOf(site, provider)));
}

/**
 * Answers 200 to whatever need not come again, whether it changed anything or not; 401 and 403 to what is not the
 * provider's, and then nothing was read or changed; 5xx where the provider is to try again. There is no limit to how many
 * come: after a large mailing thousands do, within minutes and from few addresses.
 */
export function addWebhookRoutes(app: Hono, site: Site): void {
  const { database, secret, now, tally, webhooks } = site;
  const settle = together<Bundle, readonly Outcome[]>(
    (bundles) =>
      database.transaction(async (transaction) => {
        const inside = within(database, transaction);
        const outcomes: Outcome[][] = [];
        for (const { provider, events, token } of bundles) {
          // Spent in the same transaction as its events are settled: with a token that is spent there is nothing left to do.
          const isSpent =
            token !== undefined && !(await spendToken(inside, `${provider} ${token}`, 2 * oldestMs));
          const own: Outcome[] = isSpent ? ['again'] : [];
          for (const event of isSpent ? [] : events) {
            const { outcome } = await settleReport(
              inside,
              secret,
              event,
              `${provider} ${event.id}`,
              provider,
            );
            own.push(outcome);
          }
          outcomes.push(own);
        }
        return outcomes;
      }),
    mostInOneRun,
  );

  for (const { provider, longestPost, receive } of webhooks) {
    const limit = bodyLimit({ maxSize: longestPost, onError: (c) => c.text('It is too long.\n', 413) });
    app.post(pathOf(site, provider), limit, async (c: Context) => {
      const received = await receive({
        header: (name) => c.req.header(name),
        body: async () => new Uint8Array(await c.req.arrayBuffer()),
        nowMs: now().getTime(),
      });
      const count = (outcome: string) =>
        tally.count(`tumen_webhook_events_total{provider="${provider}",outcome="${outcome}"}`);
      if (received.kind === 'refused') {
        count('refused');
        if (received.challenge !== undefined) c.header('www-authenticate', received.challenge);
        return c.text(`${received.what}\n`, received.status);
      }
      if (received.kind === 'later') {
        count('later');
        c.header('retry-after', '60');
        return c.text(`${received.what}\n`, 503);
      }
      if (received.kind === 'confirmed') {
        count('confirmed');
        return c.text('The topic sends here from now on.\n');
      }
      const { events, token } = received;
      const outcomes =
        events.length === 0 && token === undefined ? [] : await settle({ provider, events, token });
      if (outcomes.length === 0) count('of no concern');
      for (const outcome of outcomes) count(outcome);
      return c.text('Thank you.\n');
    });
  }
}
