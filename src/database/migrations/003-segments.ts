/** A mailing remembers which part of its list it goes to. */
import type { Migration } from '../dialect.ts';

export const segments: Migration = () => ['alter table mailings add column segment text'];
