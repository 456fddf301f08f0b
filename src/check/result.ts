/** What a run over one issue or several came to, each finding once. */
import type { LinkAnswer } from '../links/answer.ts';
import { describeProblem, type Problem } from '../publication/problem.ts';
import type { Issue } from '../publication/types.ts';
import { findingOfProblem } from './catalogue.ts';
import type { Report } from './check.ts';
import { type Finding, inOrder, type Severity } from './finding.ts';
import { unused, type WaivedFinding } from './waivers.ts';

export type CheckResult = {
  /** The issues that could be read and rendered, and so were checked. */
  readonly issues: readonly Issue[];
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  /** What links answered; empty where they were not asked. */
  readonly answers: readonly LinkAnswer[];
};

/** `problems` kept other issues or files from being checked at all. */
export function combine(
  reports: readonly Report[],
  problems: readonly Problem[],
  answers: Iterable<LinkAnswer> = [],
): CheckResult {
  const waived = once(
    reports.flatMap((report) => report.waived),
    ({ finding, waiver }) => [keyOf(finding), waiver.file, waiver.line],
  );
  const used = new Set(waived.map(({ waiver }) => `${waiver.file}:${waiver.line}`));
  const findings = [
    ...problems.map(findingOfProblem),
    ...reports.flatMap((report) => report.findings),
  ].filter(
    // What one issue has no use for may be needed by the next.
    ({ rule, file, line }) => rule !== unused.id || !used.has(`${file}:${line}`),
  );
  return {
    issues: reports.map(({ issue }) => issue),
    findings: inOrder(once(findings, (finding) => [keyOf(finding)])),
    waived,
    answers: [...answers],
  };
}

/** How many of each severity. */
export function countOf(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { error: count('error'), warning: count('warning'), notice: count('notice') };
}

function keyOf(finding: Finding): string {
  return `${finding.rule} ${describeProblem(finding)}`;
}

function once<Value>(values: readonly Value[], keyParts: (value: Value) => readonly unknown[]): Value[] {
  return [...new Map(values.map((value) => [keyParts(value).join('\0'), value])).values()];
}
