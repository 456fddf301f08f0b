/** The findings for a person: by file, the offending line with carets, what to do, and what is waived and why. */
import { finalUrl, type LinkAnswer } from '../../links/answer.ts';
import type { Colours } from '../../terminal/colours.ts';
import { excerpt, type LineReader } from '../../terminal/problems.ts';
import { cutToColumns, oneLine, wrapToColumns } from '../../terminal/width.ts';
import type { Finding, Severity } from '../finding.ts';
import { type CheckResult, countOf } from '../result.ts';
import type { WaivedFinding } from '../waivers.ts';

const marks: Readonly<
  Record<Severity, { readonly sign: string; readonly colour: 'red' | 'yellow' | 'cyan' }>
> = {
  error: { sign: '✗', colour: 'red' },
  warning: { sign: '!', colour: 'yellow' },
  notice: { sign: '·', colour: 'cyan' },
};

/** Four columns in, behind the sign. */
const indent = '    ';

export type TerminalOptions = {
  readonly lineOf: LineReader;
  readonly colours: Colours;
  /** Columns of the window; null in a pipe, where no line is wrapped. */
  readonly width: number | null;
  /** Notices ask for nothing: without this they are counted, and not shown. */
  readonly notices: boolean;
};

export function formatResult(result: CheckResult, options: TerminalOptions): string {
  const byFile = Map.groupBy(result.findings, ({ file }) => file);
  const mending = Map.groupBy(
    result.findings.filter(({ severity }) => severity !== 'notice'),
    ({ file }) => file,
  );
  const files = [...mending].map(
    ([file, findings]) =>
      `${options.colours.bold(oneLine(file))}\n${findings.map((finding) => formatFinding(finding, options)).join('\n')}`,
  );
  return [
    ...files,
    ...(options.notices ? formatNotices(result.findings, options) : []),
    ...formatAnswers(result.answers, options),
    ...formatWaived(result.waived, options),
    formatSummary(result, byFile.size, options),
  ].join('\n');
}

function formatFinding(finding: Finding, { lineOf, colours, width }: TerminalOptions): string {
  const { sign, colour } = marks[finding.severity];
  const place = [finding.file, finding.line, finding.column].filter((part) => part !== undefined).join(':');
  const source = lineOf(finding.file, finding.line);
  const room = width === null ? undefined : Math.max(20, width - String(finding.line).length - 9);
  const lines = [
    `  ${colours[colour](sign)} ${indented(finding.what, width)}`,
    `${indent}${colours.dim(indented(`${oneLine(place)}  ${finding.rule}`, width))}`,
    ...(source === null ? [] : excerpt(finding, source, colours, room)),
    `${indent}${indented(finding.remedy, width)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** One line each, cut to the window: nothing has to be done about them, and a pipe, JSON and the preview have the whole. */
function formatNotices(findings: readonly Finding[], { colours, width }: TerminalOptions): string[] {
  const notices = findings.filter(({ severity }) => severity === 'notice');
  if (notices.length === 0) return [];
  const files = [...Map.groupBy(notices, ({ file }) => file)].map(([file, ofFile]) => {
    const lines = ofFile.map(({ line, what, remedy }) => {
      const text = `${line}: ${oneLine(width === null ? `${what} ${remedy}` : what)}`;
      return `    ${width === null ? text : cutToColumns(text, width - indent.length)}\n`;
    });
    return `  ${colours.cyan(marks.notice.sign)} ${oneLine(file)}\n${lines.join('')}`;
  });
  return [`${colours.bold('Good to know')}\n${files.join('')}`];
}

/** Each link that was asked: status, time, address, where it leads and what the page is called. */
function formatAnswers(answers: readonly LinkAnswer[], { colours, width }: TerminalOptions): string[] {
  if (answers.length === 0) return [];
  const lines = answers
    .toSorted((a, b) => (a.url < b.url ? -1 : 1))
    .map((answer) => {
      const verdict = answer.kind === 'answered' ? String(answer.status) : answer.reason;
      const seconds = `${(answer.tookMs / 1000).toFixed(1)} s`;
      const leads = answer.redirects.length === 0 ? '' : ` → ${finalUrl(answer)}`;
      const title = answer.kind === 'answered' && answer.title !== null ? ` “${answer.title}”` : '';
      const text = oneLine(`${verdict.padEnd(7)} ${seconds.padStart(6)}  ${answer.url}${leads}${title}`);
      return `  ${width === null ? text : cutToColumns(text, width - 2)}\n`;
    });
  return [`${colours.bold('Links')}\n${lines.join('')}`];
}

function formatWaived(waived: readonly WaivedFinding[], options: TerminalOptions): string[] {
  if (waived.length === 0) return [];
  const { colours, width } = options;
  const byWaiver = Map.groupBy(waived, ({ waiver }) => `${waiver.file}:${waiver.line}`);
  const lines = [...byWaiver].map(([place, [first]]) => {
    if (first === undefined) return '';
    const { rule, until, reason } = first.waiver;
    return `  ${colours.dim('–')} ${indented(`${rule}, until ${until}: ${reason}`, width)}\n${indent}${colours.dim(oneLine(place))}\n`;
  });
  return [`${colours.bold('Waived')}\n${lines.join('')}`];
}

function formatSummary(
  { issues, findings, waived }: CheckResult,
  files: number,
  { colours, width, notices }: TerminalOptions,
): string {
  const { error, warning, notice } = countOf(findings);
  const counts = [count(error, 'error'), count(warning, 'warning'), count(notice, 'notice')].join(', ');
  const where = findings.length === 0 ? '' : ` in ${count(files, 'file')}`;
  const aside = waived.length === 0 ? '' : `; ${count(waived.length, 'finding')} waived`;
  const verdict = error > 0 ? colours.red : warning > 0 ? colours.yellow : colours.green;
  const checked = issues.map(({ number }) => number).join(', ');
  const what =
    issues.length === 0
      ? 'No issue could be checked'
      : `Checked issue${issues.length > 1 ? 's' : ''} ${checked}`;
  const hidden = notice > 0 && !notices ? ' --notices shows the notices.' : '';
  return `${verdict(wrap(`${what}: ${counts}${where}${aside}.${hidden}`, width))}\n`;
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** `text` as one line, wrapped under its first character behind the sign. */
function indented(text: string, width: number | null): string {
  return wrap(oneLine(text), width === null ? null : width - indent.length).replaceAll('\n', `\n${indent}`);
}

function wrap(text: string, width: number | null): string {
  return width === null ? text : wrapToColumns(text, Math.max(20, width));
}
