/** What the addresses of the public service share. */
import type { Secret } from '../audience/secret.ts';
import type { Database } from '../database/open.ts';
import type { Shelf } from './shelf.ts';

export type Site = {
  readonly shelf: Shelf;
  readonly database: Database;
  readonly secret: Secret;
  readonly now: () => Date;
};
