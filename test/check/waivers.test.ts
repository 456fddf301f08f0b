import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { combine } from '../../src/check/result.ts';
import { changed, check, type Files, placeOf } from './desk.ts';

const shipFile = 'content/stories/2024-06-18-ship.md';
const ship = (waivers: string): Files => ({
  [shipFile]: `---\ntitle: A ship came in\ndate: 2024-06-18\ntopics: [Ships]\nstatus: reported\nwaivers:\n${waivers}\n---\nA shipp came in.[^gazette]\n`,
});
const spelling = (until: string) =>
  `  - { rule: editorial/spelling, reason: The ship is named so., until: ${until} }`;

/** What the small publication says by itself is not asked about here. */
const isOfTexts = ({ rule }: { readonly rule: string }): boolean =>
  rule !== 'sourcing/source-without-address' && !rule.startsWith('clients/');

test('a waiver sets aside the findings of its rule in its file, and is listed', async () => {
  const { findings, waived } = await check(ship(spelling('2024-12-31')));
  assert.equal(findings.filter(isOfTexts), []);
  assert.equal(
    waived.map(({ finding, waiver }) => [finding.rule, placeOf(finding), waiver.line, waiver.reason]),
    [['editorial/spelling', 'ship.md:9:3', 7, 'The ship is named so.']],
  );
});

test('it holds on its last day, and no longer', async () => {
  const on = async (today: string) => {
    const { findings } = await check(ship(spelling('2024-06-30')), today);
    return findings.filter(({ file }) => file === shipFile).map(({ rule, line }) => `${rule}:${line}`);
  };
  assert.equal(await on('2024-06-30'), []);
  assert.equal(await on('2024-07-01'), ['waivers/expired:7', 'editorial/spelling:9']);
});

test('it does not reach another rule or another file', async () => {
  const { findings } = await check({
    ...ship('  - { rule: sourcing/no-source, reason: None needed., until: 2024-12-31 }'),
    ...changed('issues/001-ship.md', 'two stories', 'two storys'),
  });
  assert.equal(
    findings.filter(isOfTexts).map((each) => `${each.rule} ${placeOf(each)}`),
    [
      'waivers/unused ship.md:7',
      'editorial/spelling ship.md:9:3',
      'editorial/spelling issues/001-ship.md:15:5',
    ],
  );
});

test('a waiver of a rule that is not there says which may be meant', async () => {
  const { findings } = await check(
    ship('  - { rule: editorial/speling, reason: So be it., until: 2024-12-31 }'),
  );
  const found = findings.find(({ rule }) => rule === 'waivers/unknown-rule');
  assert.is(found?.severity, 'warning');
  assert.match(found?.remedy ?? '', 'Did you mean "editorial/spelling"?');
});

test('what the publication waives in a template is waived, what a story waives there is not', async () => {
  const template = changed(
    'templates/partials/footer.mjml.hbs',
    '<a href="{{unsubscribeUrl}}"',
    '<a href="http://example.org/">Us</a> <a href="{{unsubscribeUrl}}"',
  );
  const waiver = 'waivers:\n  - { rule: links/insecure, reason: There is no other., until: 2024-12-31 }\n';
  const inPublication = await check({
    ...template,
    ...changed('content/publication.md', 'theme:', `${waiver}theme:`),
  });
  assert.equal(
    inPublication.waived.map(({ waiver: { file } }) => file),
    ['content/publication.md'],
  );
  assert.not.ok(inPublication.findings.some(({ rule }) => rule.startsWith('links/')));
  const inStory = await check({
    ...template,
    ...ship('  - { rule: links/insecure, reason: There is no other., until: 2024-12-31 }'),
  });
  assert.ok(inStory.findings.some(({ rule }) => rule === 'links/insecure'));
});

test('several reports are one result: each finding once, and a waiver that one issue needs is not unused', async () => {
  const waiver =
    'waivers:\n  - { rule: editorial/name-form, reason: Until the sign is changed., until: 2024-12-31 }\n';
  const style = 'style: { names: { Harbour Letter: [Harbor Letter] } }\n';
  const settings = (text: string) => changed('content/publication.md', 'theme:', `${text}theme:`);
  const needed = await check({
    'content/publication.md': (settings(style + waiver)['content/publication.md'] as string).replace(
      'What the letter',
      'What the Harbor Letter',
    ),
  });
  const unneeded = await check(settings(style + waiver));
  assert.ok(unneeded.findings.some(({ rule }) => rule === 'waivers/unused'));
  const problem = { file: 'issues/003-x.md', line: 4, what: 'It is broken.', remedy: 'Mend it.' };
  const { findings, waived, issues } = combine([needed, unneeded], [problem, problem]);
  assert.is(issues.length, 2);
  assert.is(waived.length, 1);
  assert.equal(
    findings.filter(({ rule }) => !rule.startsWith('clients/')).map(({ rule }) => rule),
    ['sourcing/source-without-address', 'publication/problem'],
  );
});

test.run();
