/** What `check` has to say: one finding, with its place in the Markdown or the template that causes it. */
import type { Problem } from '../publication/problem.ts';

/** An error stops `send`; a warning wants a reason; a notice is good to know. */
export const severities = ['error', 'warning', 'notice'] as const;
export type Severity = (typeof severities)[number];

/** A mail client in which the finding shows. `share` is the per cent of readers who use it, null where no one says. */
export type AffectedClient = {
  readonly client: string;
  readonly name: string;
  readonly share: number | null;
};

export type Finding = Problem & {
  /** The id of the rule that found it: `sourcing/no-source`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Counted from 1; the column after the last character, on the same line. */
  readonly endColumn?: number;
  /** There where a mail client's view causes it. */
  readonly clients?: readonly AffectedClient[];
};

/** By file, then by place, then by rule, so that two runs over the same files print the same. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compare(a.rule, b.rule) ||
      compare(a.what, b.what),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
