/** The addresses of the public service, each group from its own file; the archive answers what is left. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { addArchiveRoutes } from './archive-routes.ts';
import { addCountingRoutes } from './counting.ts';
import { withHeaders } from './headers.ts';
import { addHealthRoutes, withTally } from './metrics.ts';
import { noticePage } from './pages/notice.ts';
import { addPreferencesRoutes } from './preferences.ts';
import { addReaderRoutes } from './reader.ts';
import type { Site } from './site.ts';
import { addSubscribeRoutes } from './subscribe.ts';
import { textsFor } from './texts/texts.ts';
import { addUnsubscribeRoutes } from './unsubscribe.ts';
import { addWebhookRoutes, webhookPaths } from './webhook-routes.ts';

/** Octets of the longest form that anybody has a reason to send. */
const longestForm = 32 * 1024;

export function createApp(site: Site, onError: (error: Error) => void): Hono {
  const app = new Hono();
  const house = () => site.shelf.current().published.house;
  const texts = () => textsFor(house().publication.language);
  app.use(withTally(site.tally, site.shelf.current().archive.base));
  app.use(withHeaders);
  const tooLong = (c: Context) => c.html(noticePage(house(), texts().refused), 413);
  const counted = bodyLimit({ maxSize: longestForm, onError: tooLong });
  // A length that is told need not be counted: to open the body is most of the work of a POST that has no use for it.
  const forms: MiddlewareHandler = (c, next) => {
    const told = c.req.header('content-length');
    if (c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    return Number(told ?? 0) > longestForm ? Promise.resolve(tooLong(c)) : next();
  };
  const hooks = webhookPaths(site);
  // What a provider reports may be longer, and has a bound of its own.
  app.use((c, next) => (hooks.has(c.req.path) ? next() : forms(c, next)));
  app.onError((error, c) => {
    // Nobody is there to read the answer, and the operator can do nothing about it.
    if (hungUp(error)) return c.body(null, 400);
    onError(error);
    return c.html(noticePage(house(), texts().broken), 500);
  });
  addHealthRoutes(app, site);
  addUnsubscribeRoutes(app, site);
  addSubscribeRoutes(app, site);
  addPreferencesRoutes(app, site);
  addReaderRoutes(app, site);
  addCountingRoutes(app, site);
  addWebhookRoutes(app, site);
  addArchiveRoutes(app, site);
  return app;
}

/** The visitor went away in the middle of what they were sending, as Node tells it. */
function hungUp(error: Error): boolean {
  return 'code' in error && error.code === 'ECONNRESET' && error.message === 'aborted';
}
