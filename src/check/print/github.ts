/** The findings as workflow commands: GitHub shows each at its line of a pull request. */
import type { Finding } from '../finding.ts';
import { type CheckResult, countOf } from '../result.ts';

/** GitHub's word for each severity is the same as ours. */
export function formatGithub({ findings, waived }: CheckResult): string {
  const { error, warning, notice } = countOf(findings);
  const lines = findings.map(annotation);
  return [
    ...lines,
    `errors: ${error}, warnings: ${warning}, notices: ${notice}, waived: ${waived.length}`,
    '',
  ].join('\n');
}

function annotation(finding: Finding): string {
  const { severity, rule, file, line, column, endColumn, what, remedy } = finding;
  const properties = Object.entries({ file, line, col: column, endColumn, title: rule })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${severity} ${properties.join(',')}::${escapeData(`${what} ${remedy}`)}`;
}

/** As actions/toolkit's command.ts does. */
function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
