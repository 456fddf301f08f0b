/** When two addresses are one page. */

/** Without scheme, `www.`, fragment and last slash. */
export function normalised(href: string): string {
  return href
    .replace(/^https?:\/\/(?:www\.)?/i, '')
    .replace(/#.*$/, '')
    .replace(/\/$/, '');
}
