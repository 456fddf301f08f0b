/** `--segment` as the commands about readers take it: understood first, counted before anything is done with it. */
import type { RawBuilder, SqlBool } from 'kysely';
import type { Argv } from 'yargs';
import { segmentCondition } from '../audience/segment/condition.ts';
import { parseSegment } from '../audience/segment/parse.ts';
import type { Database } from '../database/open.ts';
import type { Publication } from '../publication/types.ts';

export function withSegment(command: Argv): Argv {
  return command.option('segment', {
    type: 'string',
    describe: 'only readers for whom this holds: city = "Seoul" and tag = "analyst"',
  });
}

/** Undefined where no segment was given. @throws UserError with its line and column where it cannot be read. */
export function conditionOf(
  database: Database,
  publication: Publication,
  segment: string | undefined,
): RawBuilder<SqlBool> | undefined {
  if (segment === undefined) return undefined;
  return segmentCondition(database.dialect, parseSegment(segment, publication));
}
