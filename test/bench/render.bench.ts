/** What rendering costs warm: an issue of 25 stories, as it is rendered again at every save while it is previewed. */
import { prepareImages } from '../../src/publication/images.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import { render } from '../../src/render/render.ts';
import { repository } from '../temporary-publication.ts';
import { medianMs, printFigure } from './figures.ts';
import { ofTwentyFive } from './long-issue.ts';

const runs = 30;
const newsroom = await readNewsroom(repository);
const issue = ofTwentyFive(resolveIssue(newsroom, '2'));
const images = await prepareImages(repository, issue);

let htmlBytes = 0;
const renderMs = await medianMs(runs, async () => {
  const { sizes } = await render({ issue, templates: newsroom.templates, images });
  htmlBytes = sizes.htmlBytes;
});
printFigure({
  what: 'render, 25 stories, warm',
  value: renderMs,
  unit: 'ms',
  against: 'limit',
  reference: 60,
  most: 1,
});
printFigure({
  what: 'HTML of 25 stories',
  value: htmlBytes / 1000,
  unit: 'kB',
  against: 'limit',
  reference: 100,
  most: 1,
});
