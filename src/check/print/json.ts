/** The findings for a program of one's own. */
import { type CheckResult, countOf } from '../result.ts';

/** One object: `issues`, `count`, `findings`, `waived` and `links`; keys are added, never renamed. */
export function formatJson({ issues, findings, waived, answers }: CheckResult): string {
  const report = {
    issues: issues.map(({ number, slug, file, subject }) => ({ number, slug, file, subject })),
    count: { ...countOf(findings), waived: waived.length },
    findings,
    waived,
    links: answers,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
