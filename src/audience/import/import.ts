/** Brings readers onto a list from a file of any size: every row accounted for, nobody brought back who has left. */
import type { Database } from '../../database/open.ts';
import { UserError } from '../../publication/problem.ts';
import type { SubscriberField } from '../../publication/types.ts';
import { erasureSalt } from '../erasure.ts';
import { type Arrival, openArrivals } from './arrival.ts';
import { readCsv } from './csv.ts';
import { decode } from './encoding.ts';
import { type Format, plainList } from './formats.ts';
import { readJson } from './json.ts';
import { apply, type Change, decide, mayBeKnown, meet } from './settle.ts';
import type { Cells, Sheet } from './source-row.ts';
import {
  closeStage,
  countOutcomes,
  examples,
  type Outcome,
  openStage,
  outcomes,
  sortStage,
  stageArrivals,
} from './stage.ts';

/** A row that was not taken: its line or number, why, in a whole sentence, and what it holds where that can be read. */
export type RejectedRow = { readonly at: number; readonly reason: string; readonly cells: Cells | null };

/** Every row under the header is in exactly one of these numbers but the first, their sum, and `changed`. */
export type ImportCounts = Readonly<Record<Outcome, number>> & {
  readonly rows: number;
  /** The same reader again: the first row counts, but one that says they left counts before it. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Of the known ones, those of whom the file knows something that was not known (or, with `update`, was other). */
  readonly changed: number;
};

export type ImportSummary = {
  readonly counts: ImportCounts;
  /** `Mailchimp`, `a plain list`. */
  readonly format: string;
  readonly note: string | null;
  readonly encoding: string;
  /** Columns of which nothing is kept. */
  readonly leftOut: readonly string[];
  /** In a dry run: the first readers of each outcome, and the first changes, to be looked at before it is done. */
  readonly examples: Readonly<Record<Outcome, readonly string[]>>;
  readonly changes: readonly Change[];
};

export type ImportOptions = {
  readonly list: string;
  readonly fields: readonly SubscriberField[];
  /** Kept with each subscription as its origin, the format's name behind it: `import readers.csv`. */
  readonly source: string;
  /** What the file is called where it comes from: some names say that nobody in it may be mailed. */
  readonly fileName?: string | undefined;
  /** A label such as `windows-1251`; null to tell it by the bytes. */
  readonly encoding: string | null;
  readonly update: boolean;
  /** Decide and count, and change nothing. */
  readonly dryRun: boolean;
  readonly onSheet?: (sheet: Pick<Sheet, 'kind' | 'header'>) => void;
  readonly onRejected?: (row: RejectedRow) => void;
  /** How many rows have been read; that all are, and are put in order; how many of how many readers are settled. */
  readonly onRead?: (rows: number) => void;
  readonly onSort?: (rows: number) => void;
  readonly onSettled?: (done: number, readers: number) => void;
};

/** Readers put down at once. */
const stagedAtOnce = 1000;
/** Readers in one transaction: large enough to make its sync cheap, small enough that a sender can claim between two. */
const settledAtOnce = 20_000;
const shown = 5;

/**
 * Reads CSV with a header line, or JSON. Readers are settled in transactions of some thousands: after a crash the
 * same file can be imported again, and nobody is twice on the list.
 * @throws UserError when the file names no addresses, or is neither CSV nor JSON.
 */
export async function importReaders(
  database: Database,
  input: AsyncIterable<Buffer>,
  options: ImportOptions,
): Promise<ImportSummary> {
  const { dialect } = database;
  return database.kysely.connection().execute(async (kysely) => {
    const stage = { kysely, dialect };
    await openStage(stage);
    try {
      const decoded = decode(input, options.encoding);
      const sheet = await openSheet(decoded.text);
      options.onSheet?.(sheet);
      const arrivals = openArrivals(sheet, options.fields, Date.now());
      refuseWhole(arrivals.format, options.fileName ?? '');
      const salt = await erasureSalt(kysely);
      let [rows, rejected] = [0, 0];
      let waiting: Arrival[] = [];
      for await (const batch of sheet.rows) {
        for (const { at, cells, refused } of batch) {
          const read = refused ?? arrivals.read(at, cells as Cells);
          if ('refused' in read) {
            rejected++;
            options.onRejected?.({ at, reason: read.refused, cells });
          } else waiting.push(read);
        }
        rows += batch.length;
        if (waiting.length >= stagedAtOnce) {
          await stageArrivals(stage, waiting, salt);
          waiting = [];
        }
        options.onRead?.(rows);
      }
      if (waiting.length > 0) await stageArrivals(stage, waiting, salt);
      options.onSort?.(rows);
      const { readers, last } = await sortStage(stage);

      const source =
        arrivals.format.name === plainList ? options.source : `${options.source} (${arrivals.format.name})`;
      const settling = { list: options.list, source, update: options.update };
      const changes: Change[] = [];
      let changed = 0;
      for (let from = 1; from <= last; from += settledAtOnce) {
        const range = { from, to: from + settledAtOnce - 1 };
        const found = options.dryRun
          ? await decide(stage, settling, range, await mayBeKnown(stage, range))
          : await kysely.transaction().execute(async (transaction) => {
              const inside = { kysely: transaction, dialect };
              const anyKnown = await mayBeKnown(inside, range);
              await meet(inside, range, anyKnown);
              const decided = await decide(inside, settling, range, anyKnown);
              await apply(inside, settling, range, decided);
              return decided;
            });
        changed += found.length;
        changes.push(...found.slice(0, shown - changes.length));
        options.onSettled?.(Math.min(range.to, readers), readers);
      }
      const counted = await countOutcomes(stage);
      const instances = await Promise.all(
        outcomes.map(async (outcome) => [
          outcome,
          options.dryRun && counted[outcome] > 0 ? await examples(stage, outcome, shown) : [],
        ]),
      );
      return {
        counts: { ...counted, rows, rejected, duplicates: rows - rejected - readers, changed },
        format: arrivals.format.name,
        note: arrivals.format.note ?? null,
        encoding: decoded.encoding(),
        leftOut: arrivals.leftOut,
        examples: Object.fromEntries(instances),
        changes,
      };
    } finally {
      await closeStage(stage);
    }
  });
}

function refuseWhole({ name, notToMail }: Format, fileName: string): void {
  if (notToMail?.test(fileName) !== true) return;
  throw new UserError(
    `By its name ${fileName} holds contacts of ${name} who never subscribed, or were put away there: nobody in it has agreed to be mailed. Import the files of those who did, and of those who left.`,
  );
}

/** JSON begins with a bracket, CSV with the name of a column. */
async function openSheet(text: AsyncIterable<string>): Promise<Sheet> {
  const pieces = text[Symbol.asyncIterator]();
  let beginning = '';
  let ended = false;
  while (!ended && /^[\s\ufeff]*$/.test(beginning)) {
    const next = await pieces.next();
    if (next.done === true) ended = true;
    else beginning += next.value;
  }
  async function* whole(): AsyncGenerator<string> {
    yield beginning;
    while (!ended) {
      const next = await pieces.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  if (/^[\s\ufeff]*[[{]/.test(beginning)) return readJson(whole());
  return readCsv(whole());
}
