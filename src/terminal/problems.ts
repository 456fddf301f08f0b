/** Prints what a person has to mend: grouped by file, with the offending line and a caret where the column is known. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../publication/problem.ts';
import { type Colours, coloursFor } from './colours.ts';
import { isTerminal, type Output, widthOf } from './output.ts';
import { columnsOf, oneLine, wrapToColumns } from './width.ts';

/** The text of line `line` (from 1) of `file`, or null where there is none to show. */
export type LineReader = (file: string, line: number) => string | null;

/** Longer lines are shown in part around the column, so that the caret stays in the window. */
const shownCharacters = 100;

/** Prints `problems` with the lines of the files under `root` that they are about. */
export function printProblems(output: Output, problems: readonly Problem[], root: string): void {
  const width = isTerminal(output) ? widthOf(output) : null;
  output.write(formatProblems(problems, lineReader(root), coloursFor(output), width));
}

/** Files in the order of their first problem; within a file by line. Ends with the count. */
export function formatProblems(
  problems: readonly Problem[],
  lineOf: LineReader,
  colours: Colours,
  /** Columns of the window; null in a pipe, where no line is wrapped. */
  width: number | null,
): string {
  const byFile = Map.groupBy(problems, (problem) => problem.file);
  const files = [...byFile].map(([file, ofFile]) => {
    const inOrder = ofFile.toSorted((a, b) => a.line - b.line || (a.column ?? 0) - (b.column ?? 0));
    const shown = inOrder.map((problem) =>
      formatProblem(problem, lineOf(problem.file, problem.line), colours, width),
    );
    return `${colours.bold(oneLine(file))}\n${shown.join('\n')}`;
  });
  return `${[...files, describeCount(problems.length, byFile.size)].join('\n')}\n`;
}

function formatProblem(
  problem: Problem,
  line: string | null,
  colours: Colours,
  width: number | null,
): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const text = [
    `  ${colours.red('✗')} ${indented(problem.what, width)}`,
    `    ${colours.dim(oneLine(place))}`,
    ...(line === null ? [] : excerpt(problem, line, colours)),
    `    ${indented(problem.remedy, width)}`,
  ];
  return `${text.join('\n')}\n`;
}

/** One line, or several under the first character of the first. */
function indented(text: string, width: number | null): string {
  const line = oneLine(text);
  return width === null ? line : wrapToColumns(line, width - 4).replaceAll('\n', '\n    ');
}

/** `endColumn` is the column after the last one that is meant. */
export type Span = { readonly line: number; readonly column?: number; readonly endColumn?: number };

/** The line `text` behind its number, and under it carets from `column` to `endColumn`; at most `characters` of it. */
export function excerpt(
  { line: number, column, endColumn }: Span,
  text: string,
  colours: Colours,
  characters: number = shownCharacters,
): string[] {
  const from = text.length <= characters ? 0 : Math.max(0, (column ?? 1) - 1 - Math.floor(characters / 2));
  const cut = oneLine(text.slice(from, from + characters));
  const start = from > 0 ? `…${cut.slice(1)}` : cut;
  const shown = from + characters < text.length ? `${start.slice(0, -1)}…` : start.trimEnd();
  const gutter = `    ${number} │ `;
  const lines = [`${colours.dim(gutter)}${shown}`];
  if (column !== undefined && column >= 1 && column <= text.length + 1) {
    const before = columnsOf(oneLine(text.slice(from, column - 1)));
    const until = Math.min((endColumn ?? column + 1) - 1, from + characters);
    const carets = Math.max(1, columnsOf(oneLine(text.slice(column - 1, until))));
    lines.push(
      `${colours.dim(`${' '.repeat(gutter.length - 2)}│ `)}${' '.repeat(before)}${colours.red('^'.repeat(carets))}`,
    );
  }
  return lines;
}

function describeCount(problems: number, files: number): string {
  const things = problems === 1 ? '1 thing' : `${problems.toLocaleString('en')} things`;
  const places = files === 1 ? '1 file' : `${files.toLocaleString('en')} files`;
  return `${things} to mend in ${places}.`;
}

/** Each file is read once; one that cannot be read (it is missing: that is the problem) has no lines. */
export function lineReader(root: string): LineReader {
  const files = new Map<string, readonly string[]>();
  return (file, line) => {
    let lines = files.get(file);
    if (lines === undefined) {
      lines = readLines(join(root, file));
      files.set(file, lines);
    }
    return lines[line - 1] ?? null;
  };
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
