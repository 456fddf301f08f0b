/** The addresses of the public service, each group from its own file; the archive answers what is left. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { addArchiveRoutes } from './archive-routes.ts';
import { withHeaders } from './headers.ts';
import { noticePage } from './pages/notice.ts';
import type { Site } from './site.ts';
import { textsFor } from './texts/texts.ts';
import { addUnsubscribeRoutes } from './unsubscribe.ts';

/** Octets of the longest form that anybody has a reason to send. */
const longestForm = 32 * 1024;

export function createApp(site: Site, onError: (error: Error) => void): Hono {
  const app = new Hono();
  const house = () => site.shelf.current().published.house;
  const texts = () => textsFor(house().publication.language);
  app.use(withHeaders);
  app.use(
    bodyLimit({ maxSize: longestForm, onError: (c) => c.html(noticePage(house(), texts().refused), 413) }),
  );
  app.onError((error, c) => {
    onError(error);
    return c.html(noticePage(house(), texts().broken), 500);
  });
  addUnsubscribeRoutes(app, site);
  addArchiveRoutes(app, site);
  return app;
}
