/** Who may talk to the preview: this machine's browser, on the page's own address, and nobody through it. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** The header in which the page's acting requests carry the token of the session. */
export const tokenHeader = 'x-tumen-token';

/** 128 bits, new at each start and known only to the page that this process served. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/**
 * Refuses every request whose Host is not this server's own loopback address: a foreign page whose name was
 * made to point at 127.0.0.1 (DNS rebinding) sends its own name there. Refuses requests that another origin
 * made, and acts only for the holder of `token`.
 */
export function guard(port: () => number, token: string): MiddlewareHandler {
  return async (c, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    const host = c.req.header('host') ?? '';
    if (!hosts.includes(host)) return c.text('This preview answers only at its own address.\n', 403);
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== `http://${host}`)
      return c.text('This preview does not answer other sites.\n', 403);
    if (!['GET', 'HEAD'].includes(c.req.method) && !sameToken(c.req.header(tokenHeader) ?? '', token))
      return c.text('This request lacks the token of the running preview. Load the page again.\n', 403);
    await next();
    for (const [name, value] of Object.entries(everyAnswer)) c.res.headers.set(name, value);
  };
}

const everyAnswer = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

function sameToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** For the page itself: its own modules and style, frames of its own address, no other site, no inline script. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * For what stands in the frame: no script at all, its own inline style, pictures, nothing else. It keeps the
 * page's origin, so that the page can scroll, outline and replace it; without scripts that gives it no power.
 */
export const framePolicy = [
  'sandbox allow-same-origin',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');
