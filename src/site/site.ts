/** What the addresses of the public service share. */
import type { Secret } from '../audience/secret.ts';
import type { Webhook } from '../bounces/webhooks/webhook.ts';
import type { Database } from '../database/open.ts';
import type { Visits } from '../reports/visits.ts';
import type { Proxies } from './client.ts';
import type { Wish } from './intake.ts';
import type { Tally } from './metrics.ts';
import type { Shelf } from './shelf.ts';

export type Site = {
  readonly shelf: Shelf;
  readonly database: Database;
  readonly secret: Secret;
  readonly now: () => Date;
  readonly proxies: Proxies;
  readonly tally: Tally;
  /** Takes what was written into a form; see `openIntake`. */
  readonly intake: (wish: Wish) => Promise<void>;
  readonly visits: Visits;
  readonly webhooks: readonly Webhook[];
  /** A letter waits. */
  readonly ringPost: () => void;
};
