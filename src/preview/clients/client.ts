/** What every simulation of a mail client is, and how honest it can be. */

/**
 * How exactly the rules that are known can be reproduced in a browser.
 * High: the client shows HTML in a browser's engine and what it changes is documented.
 * Medium: parts of it are observed, not documented. Low: an approximation, to find trouble, not to rule it out.
 */
export type Fidelity = 'high' | 'medium' | 'low';

export type Client = {
  readonly id: string;
  readonly title: string;
  readonly fidelity: Fidelity;
  /** The month in which these rules were last compared with their sources, `YYYY-MM`. */
  readonly rulesOf: string;
  /** What the client does to a message, and what the simulation cannot know. */
  readonly does: string;
  /** Pure: the HTML of a message → HTML as the client would show it, in a browser. */
  readonly simulate: (html: string) => string;
};
