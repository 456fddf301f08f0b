/** What every answer says about itself: what its page may load, and who may keep it. */
import type { MiddlewareHandler } from 'hono';

/** Own styles and pictures, forms that go nowhere else; no script at all, inline or not. */
export const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
].join('; ');

const everyAnswer = {
  // In a page's own head frame-ancestors is not allowed, so it stands here alone.
  'content-security-policy': `${pagePolicy}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  // Addresses of a reader's pages hold tokens.
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=()',
};

/** A route that sets one of these itself keeps its own. */
export const withHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(everyAnswer)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  if (!c.res.headers.has('cross-origin-resource-policy')) {
    c.res.headers.set('cross-origin-resource-policy', 'same-origin');
  }
};
