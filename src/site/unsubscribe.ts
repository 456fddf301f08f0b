/** Leaving with one click (RFC 8058): a POST acts, whatever else is asked only shows a page with a button. */
import type { Hono } from 'hono';
import { unsubscribeMany } from '../audience/consent.ts';
import { openToken, type TokenSubject } from '../audience/token.ts';
import { leavePage, leftPage } from './pages/leave.ts';
import type { Site } from './site.ts';
import { together } from './together.ts';

/**
 * The pages are the same for every token, so that nobody can find out by trying which are real; a POST with one that is
 * not is answered like the others and changes nothing. No body is asked for: some providers send none, and whoever holds
 * the address may leave. The links never expire.
 */
export function addUnsubscribeRoutes(app: Hono, { shelf, database, secret, now }: Site): void {
  const { base } = shelf.current().archive;
  const house = () => shelf.current().published.house;
  const origin = { source: 'one-click', address: null, textVersion: null };
  const leave = together<TokenSubject, null>(async (subjects) => {
    await unsubscribeMany(database, origin, subjects);
    return subjects.map(() => null);
  });

  const path = `${base}unsubscribe/:token`;
  app.post(path, async (c) => {
    const subject = openToken(secret, 'unsubscribe', c.req.param('token') ?? '', now().getTime());
    if (subject !== null) await leave(subject);
    return c.html(leftPage(house()));
  });
  // Hono answers HEAD with what GET says, without its body.
  app.on(['GET', 'OPTIONS'], path, (c) => {
    c.header('allow', 'GET, HEAD, OPTIONS, POST');
    return c.html(leavePage(house()));
  });
}
