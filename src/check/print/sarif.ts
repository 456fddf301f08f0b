/** The findings as SARIF 2.1.0 (OASIS), which code hosts and editors read. */
import type { Finding, Severity } from '../finding.ts';
import type { CheckResult } from '../result.ts';
import type { RuleDescription } from '../rule.ts';
import type { PlacedWaiver } from '../waivers.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', notice: 'note' };

/** One run with every rule that there is. What is waived is a result as well, suppressed with its reason. */
export function formatSarif({ findings, waived }: CheckResult, rules: readonly RuleDescription[]): string {
  const ids = rules.map(({ id }) => id as string);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tumen', rules: rules.map(reportingDescriptor) } },
        // Columns are counted in UTF-16 units here, and SARIF has to be told.
        columnKind: 'utf16CodeUnits',
        results: [
          ...findings.map((finding) => resultOf(finding, ids, null)),
          ...waived.map(({ finding, waiver }) => resultOf(finding, ids, waiver)),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function reportingDescriptor({ id, severity, title, why, example }: RuleDescription): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\nNot: ${example.bad}\nBut: ${example.good}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf(finding: Finding, ids: readonly string[], waiver: PlacedWaiver | null): object {
  const { rule, severity, file, line, column, endColumn, what, remedy } = finding;
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: levels[severity],
    message: { text: `${what} ${remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file) },
          region: {
            startLine: line,
            ...(column === undefined ? {} : { startColumn: column }),
            ...(endColumn === undefined ? {} : { endColumn }),
          },
        },
      },
    ],
    ...(waiver === null ? {} : { suppressions: [{ kind: 'inSource', justification: waiver.reason }] }),
  };
}
