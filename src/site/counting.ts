/** Counted links and the picture that counts opens: signed, led on at once, and summed without a trace of who it was. */
import type { Context, Hono } from 'hono';
import { openCounted, targetOf } from '../reports/counted-links.ts';
import { clientOf } from './client.ts';
import type { Site } from './site.ts';

/** One transparent pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * A link of an old issue leads on for ever, also when the publication has stopped counting; then nothing is counted.
 * What nobody signed leads nowhere.
 */
export function addCountingRoutes(app: Hono, { shelf, database, secret, now, proxies, visits }: Site): void {
  const { base } = shelf.current().archive;
  const counting = () => shelf.current().archive.publication.counting;

  app.get(`${base}r/:token`, async (c) => {
    const counted = openCounted(secret, 'click', c.req.param('token') ?? '', now().getTime());
    const target = counted === null ? null : await targetOf(database, counted);
    if (counted === null || target === null) return c.notFound();
    if (counting() !== 'none') visits.add({ ...counted, ...visitOf(c) });
    return c.redirect(target, 302);
  });

  app.get(`${base}o/:token`, (c) => {
    const counted = openCounted(secret, 'open', c.req.param('token') ?? '', now().getTime());
    if (counted === null) return c.notFound();
    if (counting() === 'clicks and opens') visits.add({ ...counted, ...visitOf(c) });
    return c.body(pixel, 200, {
      'content-type': 'image/gif',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });

  function visitOf(c: Context) {
    const header = (name: string) => c.req.header(name);
    const visitor = `${clientOf(c, proxies).address} ${header('user-agent')}`;
    return { visitor, method: c.req.method, header, atMs: now().getTime() };
  }
}
