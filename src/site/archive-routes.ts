/** The addresses that are for everybody: files of the archive, and its search. */
import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { searchPage } from './pages/archive.ts';
import { archivePathOf } from './paths.ts';
import type { PublishedFile } from './published.ts';
import { search } from './search.ts';
import type { Site } from './site.ts';

/** Longer questions are cut: nobody asks them. */
const longestQuery = 200;

/** To be added last: it answers whatever no other route has. */
export function addArchiveRoutes(app: Hono, { shelf }: Site): void {
  app.get('*', async (c) => {
    const { archive, published, index } = shelf.current();
    const { house, files } = published;
    const path = archivePathOf(archive.base, c.req.path);
    const query = (c.req.query('q') ?? '').trim().slice(0, longestQuery);
    if (path === 'issues/' && query !== '') {
      return c.html(searchPage(house, query, search(index, query)));
    }
    const file = path === null ? undefined : (files.get(path) ?? files.get(`${path}index.html`));
    if (file !== undefined && !path?.endsWith('404.html')) return answer(c, file);
    if (path !== null && files.has(`${path}/index.html`)) return c.redirect(`${archive.base}${path}/`, 301);
    return c.notFound();
  });
  app.notFound(async (c) => {
    const page = await shelf.current().published.files.get('404.html')?.read();
    return c.html(Buffer.from(page ?? []).toString(), 404);
  });
}

/** Five minutes: a correction is seen soon, and a thousand readers of one issue are one request to a cache. */
const pageSeconds = 300;

async function answer(c: Context, file: PublishedFile): Promise<Response> {
  const bytes = await file.read();
  const tag = tagOf(bytes);
  const picture = file.type.startsWith('image/');
  const headers = {
    etag: tag,
    'cache-control': file.lasting ? 'public, max-age=31536000, immutable' : `public, max-age=${pageSeconds}`,
    // Mail programs in a browser show the pictures on a page of their own.
    ...(picture ? { 'cross-origin-resource-policy': 'cross-origin' } : {}),
  };
  if (c.req.header('if-none-match')?.split(/,\s*/).includes(tag)) return c.body(null, 304, headers);
  return c.body(new Uint8Array(bytes), 200, { ...headers, 'content-type': file.type });
}

/** Pages stay the same bytes from one change of the files to the next. */
const tags = new WeakMap<Uint8Array, string>();

function tagOf(bytes: Uint8Array): string {
  const tag = tags.get(bytes) ?? `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  tags.set(bytes, tag);
  return tag;
}
