/** How long a saved file takes to be on the preview's screen, for an issue of 25 stories, in a real browser. */

import { startPreview } from '../../src/preview/server.ts';
import { launchChromium } from '../browser/chromium.ts';
import { copyNewsroom } from '../preview/newsroom-copy.ts';
import { printFigure } from './figures.ts';

const saves = 31;
const issueFile = 'issues/002-twenty-four-years.md';
const newsroom = await copyNewsroom();
const model = await newsroom.read('content/stories/2024-06-19-a-milestone.md');
const stories = Array.from({ length: 25 }, (_, at) => `2024-06-19-story-${at}`);
for (const [at, id] of stories.entries())
  await newsroom.write(
    `content/stories/${id}.md`,
    model.replace(/^title: .*$/m, `title: Story ${at} of many`),
  );
const [lead, ...others] = stories;
const sections = `lead: ${lead}\nsections:\n  - title: The week\n    stories:\n${others.map((id) => `      - ${id}\n`).join('')}---`;
await newsroom.write(issueFile, (await newsroom.read(issueFile)).replace(/^lead:[\s\S]*?^---/m, sections));

const preview = await startPreview({ root: newsroom.root, issue: '2', port: 0 });
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(preview.url);
await page.frameLocator('[data-pane="0"] iframe').locator('h1').waitFor();

let save = 0;
const saveAndSee = async (): Promise<void> => {
  save += 1;
  const word = `Saved${save}times`;
  await newsroom.write(`content/stories/${stories[12]}.md`, `${model}\n\n${word}.\n`);
  await page.waitForFunction((text) => {
    const shown = (document.querySelector('[data-pane="0"] iframe') as HTMLIFrameElement).contentDocument;
    return shown?.body.textContent?.includes(text) === true;
  }, word);
};
/** An editor breathes between two saves; the checks of the one before are then done. */
const pauseMs = 1200;
const times: number[] = [];
for (let run = 0; run < saves; run++) {
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  const started = performance.now();
  await saveAndSee();
  times.push(performance.now() - started);
}
await browser.close();
await preview.close();
await newsroom.remove();

printFigure({
  what: 'saved file on screen, 25 stories, median',
  value: times.toSorted((a, b) => a - b)[Math.floor(saves / 2)] as number,
  unit: 'ms',
  against: 'limit',
  reference: 150,
  most: 1,
});
