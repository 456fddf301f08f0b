import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { catalogue } from '../../src/check/catalogue.ts';
import type { Finding } from '../../src/check/finding.ts';
import { formatGithub } from '../../src/check/print/github.ts';
import { formatJson } from '../../src/check/print/json.ts';
import { formatRules } from '../../src/check/print/rules.ts';
import { formatSarif } from '../../src/check/print/sarif.ts';
import { formatResult } from '../../src/check/print/terminal.ts';
import { noColours } from '../../src/terminal/colours.ts';
import { columnsOf } from '../../src/terminal/width.ts';
import { check } from './desk.ts';

const { issue } = await check();
const findings: Finding[] = [
  {
    rule: 'editorial/placeholder',
    severity: 'error',
    file: 'content/stories/ä b.md',
    line: 7,
    column: 13,
    endColumn: 17,
    what: '“TK %” is still\nto be filled in.',
    remedy: 'Fill it in: now, or later.',
  },
  {
    rule: 'clients/css',
    severity: 'notice',
    file: 'templates/partials/head.mjml.hbs',
    line: 3,
    what: '“gap” is not understood.',
    remedy: 'Use padding.',
    clients: [
      { client: 'outlook.windows', name: 'Outlook (Windows)', share: 7 },
      { client: 'sfr.ios', name: 'SFR (iOS)', share: null },
    ],
  },
];
const waived = [
  {
    finding: {
      rule: 'links/insecure',
      severity: 'warning',
      file: 'a.md',
      line: 2,
      what: 'Plain.',
      remedy: 'Write https.',
    },
    waiver: {
      rule: 'links/insecure',
      reason: 'It has no https.',
      until: '2025-01-31',
      file: 'a.md',
      line: 5,
    },
  },
] as const;
const answers = [
  {
    kind: 'answered',
    url: 'https://a.example.org/',
    status: 200,
    redirects: [{ status: 301, to: 'https://b.example.org/' }],
    title: 'A ship',
    tookMs: 320,
    at: 0,
  },
  {
    kind: 'failed',
    url: 'https://c.example.org/',
    reason: 'unknown',
    what: 'There is no host.',
    redirects: [],
    tookMs: 12,
    at: 0,
  },
] as const;
const result = { issues: [issue], findings, waived, answers };
const lineOf = (file: string) => (file.includes('stories') ? 'He comes on TK %, says the Gazette.' : null);

test('a person reads file, fault, place, line with carets, remedy, notices, and what is waived', () => {
  assert.is(
    formatResult(result, { lineOf, colours: noColours, width: null, notices: true }),
    `content/stories/ä b.md
  ✗ “TK %” is still to be filled in.
    content/stories/ä b.md:7:13  editorial/placeholder
    7 │ He comes on TK %, says the Gazette.
      │             ^^^^
    Fill it in: now, or later.

Good to know
  · templates/partials/head.mjml.hbs
    3: “gap” is not understood. Use padding.

Links
  200      0.3 s  https://a.example.org/ → https://b.example.org/ “A ship”
  unknown  0.0 s  https://c.example.org/

Waived
  – links/insecure, until 2025-01-31: It has no https.
    a.md:5

Checked issue 1: 1 error, no warnings, 1 notice in 2 files; 1 finding waived.
`,
  );
});

test('notices are counted, and shown when they are asked for', () => {
  const text = formatResult(result, { lineOf, colours: noColours, width: null, notices: false });
  assert.not.match(text, 'Good to know');
  assert.match(text, '1 notice in 2 files; 1 finding waived. --notices shows the notices.');
});

test('in a window every sentence is wrapped to it', () => {
  const long = findings.map((finding) => ({
    ...finding,
    what: 'word '.repeat(40),
    remedy: 'more '.repeat(40),
  }));
  const text = formatResult(
    { ...result, findings: long },
    { lineOf: () => 'x'.repeat(300), colours: noColours, width: 80, notices: true },
  );
  assert.ok(text.split('\n').every((line) => columnsOf(line) <= 80));
});

test('nothing wrong is one line', () => {
  assert.is(
    formatResult(
      { issues: [issue], findings: [], waived: [], answers: [] },
      { lineOf, colours: noColours, width: 80, notices: true },
    ),
    'Checked issue 1: no errors, no warnings, no notices.\n',
  );
  assert.is(
    formatResult(
      { issues: [], findings, waived: [], answers: [] },
      { lineOf: () => null, colours: noColours, width: null, notices: true },
    )
      .split('\n')
      .at(-2),
    'No issue could be checked: 1 error, no warnings, 1 notice in 2 files.',
  );
});

test('a program reads the same as JSON', () => {
  const read = JSON.parse(formatJson(result));
  assert.equal(read.issues, [
    { number: 1, slug: 'ship', file: 'issues/001-ship.md', subject: 'A ship, and a crane that stands still' },
  ]);
  assert.equal(read.count, { error: 1, warning: 0, notice: 1, waived: 1 });
  assert.equal(read.findings, findings);
  assert.equal(read.waived, waived);
  assert.equal(read.links, answers);
});

test('GitHub gets one command a finding, with what would end it escaped', () => {
  assert.equal(formatGithub(result).split('\n'), [
    '::error file=content/stories/ä b.md,line=7,col=13,endColumn=17,title=editorial/placeholder::“TK %25” is still%0Ato be filled in. Fill it in: now, or later.',
    '::notice file=templates/partials/head.mjml.hbs,line=3,title=clients/css::“gap” is not understood. Use padding.',
    'errors: 1, warnings: 0, notices: 1, waived: 1',
    '',
  ]);
  const colon = formatGithub({ ...result, findings: [{ ...(findings[0] as Finding), file: 'a:b,c.md' }] });
  assert.match(colon, /file=a%3Ab%2Cc\.md,/);
});

test('SARIF has what version 2.1.0 requires, every rule, and what is waived as suppressed', () => {
  const log = JSON.parse(formatSarif(result, catalogue));
  assert.is(log.version, '2.1.0');
  assert.is(log.runs.length, 1);
  const [run] = log.runs;
  assert.is(run.tool.driver.name, 'tumen');
  assert.is(run.columnKind, 'utf16CodeUnits');
  const ids: string[] = run.tool.driver.rules.map((rule: { id: string }) => rule.id);
  assert.is(new Set(ids).size, catalogue.length);
  assert.equal(run.results[0], {
    ruleId: 'editorial/placeholder',
    ruleIndex: ids.indexOf('editorial/placeholder'),
    level: 'error',
    message: { text: '“TK %” is still\nto be filled in. Fill it in: now, or later.' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'content/stories/%C3%A4%20b.md' },
          region: { startLine: 7, startColumn: 13, endColumn: 17 },
        },
      },
    ],
  });
  assert.is(run.results[1].level, 'note');
  assert.equal(run.results[2].suppressions, [{ kind: 'inSource', justification: 'It has no https.' }]);
  for (const each of run.results)
    assert.ok(each.message.text.length > 0 && each.locations[0].physicalLocation.region.startLine >= 1);
});

test('the table of rules explains itself, and has each id once', () => {
  const text = formatRules(catalogue, noColours, 80);
  for (const { id, title, why, example } of catalogue) {
    assert.ok(text.includes(`  ${id} (`), id);
    for (const part of [title, why, example.bad, example.good]) assert.ok(part.trim().length > 3, id);
    assert.match(title, /[.]$/, id);
  }
  assert.is(new Set(catalogue.map(({ id }) => id)).size, catalogue.length);
  assert.ok(text.split('\n').every((line) => columnsOf(line) <= 80));
});

test.run();
