/** The few words in which SQLite and PostgreSQL differ; all other SQL of this project is the same for both. */
import { type RawBuilder, sql } from 'kysely';

export type ColumnType = 'bigint' | 'text';

export type Dialect = {
  readonly name: 'sqlite' | 'postgres';
  /** Column definition of a key that the database counts up itself and never gives twice. */
  readonly serialKey: string;
  /** Now, by the database's clock, in milliseconds since 1970. */
  readonly nowMs: RawBuilder<number>;
  /** Put behind the SELECT that picks rows to claim: other machines step over what one has locked. */
  readonly skipLocked: RawBuilder<unknown>;
  /** The value of a member of `subscribers.attributes`, or null where there is none. */
  readonly attribute: (name: string) => RawBuilder<string | null>;
  /** Put behind a SELECT of rows that must stay as they are until the transaction ends. */
  readonly forShare: RawBuilder<unknown>;
  /**
   * A table made of `rows`, to be used in FROM under an alias of the caller's. One parameter whatever the number
   * of rows, so that the statement's text stays the same and no limit on parameters is met.
   */
  readonly rows: (
    columns: Readonly<Record<string, ColumnType>>,
    rows: readonly object[],
  ) => RawBuilder<unknown>;
};

/** The statements of one step of the schema. */
export type Migration = (dialect: Dialect) => readonly string[];

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  serialKey: 'integer primary key autoincrement',
  nowMs: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  // One writer at a time has the whole database to itself.
  skipLocked: sql``,
  forShare: sql``,
  attribute: (name) => sql`subscribers.attributes ->> ${name}`,
  rows: (columns, rows) => {
    const names = Object.keys(columns);
    const picked = names.map((name, index) => sql`value ->> ${sql.lit(index)} as ${sql.ref(name)}`);
    // Arrays, not objects: SQLite reads a row anew for each of its columns, and names would be most of what it reads.
    const values = rows.map((row) => names.map((name) => (row as Record<string, unknown>)[name]));
    return sql`(select ${sql.join(picked)} from json_each(${JSON.stringify(values)}))`;
  },
};
