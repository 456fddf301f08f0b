/** An issue, as it was read and rendered, against every rule: what stands, and what the desk has waived. Pure. */
import type { Issue } from '../publication/types.ts';
import { catalogue } from './catalogue.ts';
import { type CheckInput, contextOf } from './context.ts';
import { type Finding, inOrder } from './finding.ts';
import { addressesOf } from './links.ts';
import { rules } from './rules.ts';
import { applyWaivers, type WaivedFinding } from './waivers.ts';

export type Report = {
  readonly issue: Issue;
  /** What stands, by file and line. */
  readonly findings: readonly Finding[];
  /** What a waiver has set aside, each with the waiver. */
  readonly waived: readonly WaivedFinding[];
};

const known = new Map(catalogue.map((rule) => [rule.id as string, rule]));

/** The addresses that `askLinks` is to ask for this issue. */
export function linksToAsk(input: CheckInput): string[] {
  return addressesOf(contextOf(input));
}

export function checkIssue(input: CheckInput): Report {
  const context = contextOf(input);
  const findings = rules.flatMap(({ id, severity, check }) =>
    [...check(context)].map((fault): Finding => ({ severity, ...fault, rule: id })),
  );
  const { standing, waived } = applyWaivers(inOrder(findings), context, known);
  return { issue: input.issue, findings: inOrder(standing), waived };
}
