import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openDatabase } from '../../src/database/open.ts';
import { parsePublication } from '../../src/publication/publication.ts';
import { earlierReports, type Report, readReports } from '../../src/reports/report.ts';
import { reportPage } from '../../src/reports/report-page.ts';
import { withFolder } from '../database/temporary-store.ts';
import { fillLedger } from '../reports/mailed.ts';
import { smallPublication } from '../temporary-publication.ts';
import { launchChromium } from './chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const issue =
  '<!doctype html><html lang="en"><head><title>t</title></head><body><h1>A ship</h1><p><a href="https://gazette.example.org/ship">The Gazette</a></p></body></html>';

const reporting = suite<{ browser: Browser; html: string }>('the report page in a browser');

reporting.before(async (context) => {
  context.browser = await launchChromium();
  await withFolder(async (folder) => {
    const database = await openDatabase(folder);
    await fillLedger(database);
    const [report] = (await readReports(database, 2, 'weekly')) as [Report];
    const link = { link: 1, url: 'https://gazette.example.org/ship', people: 12, machines: 3 };
    const clicks = { links: [link], people: 12, machines: 3, opens: 40, machineOpens: 9 };
    context.html = reportPage({
      publication: parsePublication(smallPublication['content/publication.md'] as string),
      report: { ...report, clicks },
      earlier: await earlierReports(database, report, 10),
      html: issue,
    });
    await database.close();
  });
});
reporting.after(async ({ browser }) => {
  await browser.close();
});

type AxeResult = {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
};

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [375, 1280]) {
    reporting(
      `${colorScheme}, ${width} px: accessible, within the window, and nothing is loaded`,
      async ({ browser, html }) => {
        const opened = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
        const page = await opened.newPage();
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.setContent(html);
        assert.ok(
          ((await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number) <= 0,
        );
        await page.addScriptTag({ content: axe });
        // What stands in the frame is the email, which has checks of its own.
        const { violations } = (await page.evaluate('axe.run({ exclude: ["iframe"] })')) as AxeResult;
        assert.equal(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
          [],
        );
        const badge = page.frameLocator('iframe').locator('.clicks');
        assert.is(await badge.textContent(), '12');
        assert.equal(
          asked.filter((url) => !url.startsWith('about:')),
          [],
        );
        await opened.close();
      },
    );
  }
}

reporting.run();
