/**
 * Only what waits is kept in the order in which it is claimed, and no other change of state pays for that index. The sum of a
 * mailing, which is asked for far less often than rows are written, walks its rows instead.
 */
import type { Migration } from '../dialect.ts';

export const whatWaits: Migration = () => [
  'drop index deliveries_by_state',
  // Written as SQLite can tell that `state = 'queued'` is part of it: of an IN it cannot.
  `create index deliveries_that_wait on deliveries (mailing_id, state, due_at, subscriber_id, domain)
     where state = 'queued' or state = 'deferred'`,
];
