/** Only what may be claimed is kept in the order in which it is claimed: whatever is on its way pays for no index. */
import type { Migration } from '../dialect.ts';

export const whatWaits: Migration = () => [
  'drop index deliveries_by_state',
  // Written as SQLite can tell that `state = 'queued'` is part of it: of an IN it cannot.
  `create index deliveries_that_wait on deliveries (mailing_id, state, due_at, subscriber_id, domain)
     where state = 'queued' or state = 'deferred'`,
];
