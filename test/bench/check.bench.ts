/** What `tumen check` costs warm and offline: every rule over an issue of 25 stories, rendered and composed before. */
import { checkIssue } from '../../src/check/check.ts';
import { contextOf } from '../../src/check/context.ts';
import { rules } from '../../src/check/rules.ts';
import { loadSpeller } from '../../src/check/speller.ts';
import { prepareImages } from '../../src/publication/images.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import type { Issue } from '../../src/publication/types.ts';
import { render } from '../../src/render/render.ts';
import { repository } from '../temporary-publication.ts';
import { medianMs, printFigure } from './figures.ts';
import { ofTwentyFive } from './long-issue.ts';

const runs = 15;
const limitMs = 300;

const newsroom = await readNewsroom(repository);
const issue = ofTwentyFive(resolveIssue(newsroom, '2'));
const images = await prepareImages(repository, issue);
const rendered = await render({ issue, templates: newsroom.templates, images });
const speller = await loadSpeller(issue.publication.language);
const input = { newsroom, issue, rendered, today: '2024-06-24', speller };

// Every story is a value of its own in each run, as it is after a save, so that nothing is remembered of it.
const checkMs = await medianMs(runs, () => checkIssue({ ...input, issue: renewed(issue) }));
printFigure({
  what: `check, 25 stories, ${rules.length} rules, warm`,
  value: checkMs,
  unit: 'ms',
  against: 'limit',
  reference: limitMs,
  most: 1,
});

const context = contextOf(input);
const slowest = rules
  .map((rule) => {
    const started = performance.now();
    Array.from(rule.check(context));
    return { id: rule.id, ms: performance.now() - started };
  })
  .toSorted((a, b) => b.ms - a.ms);
process.stdout.write(
  `  slowest rules: ${slowest
    .slice(0, 3)
    .map(({ id, ms }) => `${id} ${ms.toFixed(0)} ms`)
    .join(', ')}\n`,
);

/** The five stories of the issue five times, under names and titles of their own. */
function renewed(old: Issue): Issue {
  const sections = old.sections.map((section) => ({
    ...section,
    stories: section.stories.map((story) => ({ ...story })),
  }));
  return { ...old, lead: { ...old.lead }, sections };
}
