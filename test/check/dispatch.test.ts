import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkIssue } from '../../src/check/check.ts';
import { combine } from '../../src/check/result.ts';
import { loadSpeller } from '../../src/check/speller.ts';
import { prepareImages } from '../../src/publication/images.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { describeProblem } from '../../src/publication/problem.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import { render } from '../../src/render/render.ts';
import { repository } from '../temporary-publication.ts';

const newsroom = await readNewsroom(repository);
const speller = await loadSpeller('en');
const reports = await Promise.all(
  newsroom.issueFiles.map(async ({ number }) => {
    const issue = resolveIssue(newsroom, String(number));
    const images = await prepareImages(repository, issue);
    const rendered = await render({ issue, templates: newsroom.templates, images });
    return checkIssue({ newsroom, issue, rendered, today: '2026-12-01', speller });
  }),
);

test('the issues of this repository pass with no error and no warning', () => {
  const { findings, issues } = combine(reports, []);
  assert.ok(issues.length >= 3);
  assert.equal(
    findings
      .filter(({ severity }) => severity !== 'notice')
      .map((found) => `${found.rule} ${describeProblem(found)}`),
    [],
  );
});

test('what is waived in them is what the sources do not say of themselves', () => {
  const { waived } = combine(reports, []);
  assert.equal([...new Set(waived.map(({ finding }) => finding.rule))].sort(), [
    'sourcing/source-without-address',
    'sourcing/source-without-date',
  ]);
  assert.ok(waived.every(({ finding }) => finding.file.startsWith('content/sources/')));
});

test('a warm check is the same as a cold one', async () => {
  const [first] = reports;
  assert.ok(first);
  const images = await prepareImages(repository, first.issue);
  const rendered = await render({ issue: first.issue, templates: newsroom.templates, images });
  const again = checkIssue({ newsroom, issue: first.issue, rendered, today: '2026-12-01', speller });
  assert.equal(again.findings, first.findings);
});

test.run();
