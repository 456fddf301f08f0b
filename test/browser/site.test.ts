import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { findSubscriber } from '../../src/audience/subscribers.ts';
import { makeToken } from '../../src/audience/token.ts';
import { openDatabase } from '../../src/database/open.ts';
import { lettersOf } from '../site/mailbox.ts';
import { openTestSite, secondIssue, type TestSite, testSecret } from '../site/running-site.ts';
import { smallPublication } from '../temporary-publication.ts';
import { launchChromium } from './chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const publicPages = [
  '',
  'issues/',
  'issues/001-ship/',
  'issues/002-fog/',
  'corrections/',
  'issues/?q=ship',
  'unsubscribe/x',
  'subscribe',
  'preferences/',
  'preferences/x',
  'confirm/x',
  'nowhere',
];

const browsing = suite<{ browser: Browser; sites: ReadonlyMap<string, TestSite> }>(
  'the public pages in a browser',
);

browsing.before(async (context) => {
  context.browser = await launchChromium();
  const arabic = (smallPublication['content/publication.md'] as string).replace(
    'language: en',
    'language: ar',
  );
  context.sites = new Map([
    ['en', await openTestSite({ files: secondIssue })],
    ['ar', await openTestSite({ files: { ...secondIssue, 'content/publication.md': arabic } })],
  ]);
});
browsing.after(async ({ browser, sites }) => {
  await browser.close();
  for (const site of sites.values()) await site.close();
});

type AxeResult = {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
};

/** Every page in one of both schemes, and the two that hold most in the other. */
const views = [
  { language: 'en', colorScheme: 'light', width: 1280, pages: publicPages },
  { language: 'ar', colorScheme: 'dark', width: 375, pages: publicPages },
  { language: 'en', colorScheme: 'dark', width: 375, pages: ['', 'issues/001-ship/'] },
  { language: 'ar', colorScheme: 'light', width: 1280, pages: ['', 'issues/001-ship/'] },
] as const;

for (const { language, colorScheme, width, pages } of views) {
  browsing(
    `${language}, ${colorScheme}, ${width} px: accessible, and nothing wider than the window`,
    async ({ browser, sites }) => {
      // axe is not of the page: it is let past the policy, which allows no script at all.
      const opened = await browser.newContext({
        colorScheme,
        viewport: { width, height: 900 },
        bypassCSP: true,
      });
      const page = await opened.newPage();
      for (const path of pages) {
        await page.goto(sites.get(language)?.url + path);
        await page.addScriptTag({ content: axe });
        const { violations } = (await page.evaluate('axe.run()')) as AxeResult;
        const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        assert.equal(told, [], path);
        const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        assert.ok((beyond as number) <= 0, `${path} is ${beyond} px too wide`);
      }
      await opened.close();
    },
  );
}

browsing(
  'under its own policy every page is whole, and the browser has nothing to complain of',
  async ({ browser, sites }) => {
    for (const site of sites.values()) {
      for (const path of publicPages.filter((path) => path !== 'nowhere')) {
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('requestfailed', (request) => complaints.push(request.url()));
        page.on('response', (response) => {
          if (!response.ok()) complaints.push(`${response.status()} ${response.url()}`);
        });
        await page.goto(site.url + path);
        assert.equal(complaints, [], path);
        await page.close();
      }
    }
  },
);

browsing(
  'an issue stands in the middle of the window, whichever way its language runs',
  async ({ browser, sites }) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    for (const site of sites.values()) {
      await page.goto(`${site.url}issues/001-ship/`);
      const margins = await page.evaluate(() => {
        const frame = document.querySelector('.paper-frame') as Element;
        const { left, right } = frame.getBoundingClientRect();
        return [left, document.documentElement.clientWidth - right];
      });
      assert.equal(margins, [320, 320]);
    }
    await page.close();
  },
);

browsing('English words run from left to right on an Arabic page too', async ({ browser, sites }) => {
  const page = await browser.newPage();
  for (const path of ['', 'issues/', 'issues/?q=ship', 'issues/001-ship/']) {
    await page.goto(sites.get('ar')?.url + path);
    const [around, words] = await page.evaluate(() => [
      getComputedStyle(document.body).direction,
      [...document.querySelectorAll('bdi')].map((each) => getComputedStyle(each).direction),
    ]);
    assert.is(around, 'rtl');
    assert.ok(words.length > 1 && (words as string[]).every((each) => each === 'ltr'), path);
  }
  await page.close();
});

browsing('feeds and the sitemap are well-formed XML', async ({ browser, sites }) => {
  const page = await browser.newPage();
  for (const site of sites.values()) {
    for (const path of ['feed.xml', 'atom.xml', 'sitemap.xml']) {
      const xml = await site.text(path);
      const fault = await page.evaluate(
        (text) =>
          new DOMParser().parseFromString(text, 'application/xml').querySelector('parsererror')
            ?.textContent ?? null,
        xml,
      );
      assert.is(fault, null, path);
    }
  }
  await page.close();
});

browsing('a search is made with the keyboard alone', async ({ browser, sites }) => {
  const page = await browser.newPage();
  await page.goto(`${sites.get('en')?.url}issues/`);
  await page.getByLabel('Search all stories').fill('fog');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'One story with “\u2068fog\u2069”' }).waitFor();
  await page.getByRole('link', { name: 'Fog over the quay' }).click();
  assert.match(page.url(), /\/issues\/002-fog\/#story-2024-06-26-fog$/);
  await page.close();
});

browsing(
  'a reader subscribes, sees their page, and leaves, with forms alone and no script',
  async ({ browser, sites }) => {
    const site = sites.get('en') as TestSite;
    const opened = await browser.newContext({ javaScriptEnabled: false });
    const page = await opened.newPage();
    await page.goto(`${site.url}subscribe`);
    await page.getByLabel('Mail address').fill('ada@example');
    await page.getByLabel('Name').fill('Ada');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('alert').getByText('missing or wrong').waitFor();
    await page.getByLabel('Mail address').fill('ada@example.org');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    const [letter] = await lettersOf(site, 'ada@example.org');
    await page.goto(site.url + letter?.link);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'You are on the list' }).waitFor();
    await opened.close();
  },
);

browsing(
  'a reader’s own page is accessible in both schemes, with what it says after each button',
  async ({ browser, sites }) => {
    const site = sites.get('en') as TestSite;
    const database = await openDatabase(site.root);
    const added = await findSubscriber(database, 'ada@example.org');
    await database.close();
    const subject = { list: '', subscriberId: added?.subscriber.id ?? 0 };
    const token = makeToken(readSecret('', testSecret), 'access', subject, Date.now() + 60_000);
    for (const colorScheme of ['light', 'dark'] as const) {
      const opened = await browser.newContext({ colorScheme, bypassCSP: true });
      const page = await opened.newPage();
      await page.goto(`${site.url}reader/${token}`);
      await page.getByLabel('Name').fill('Ada L.');
      await page.getByLabel('Language').selectOption('English');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('status').getByText('Saved.').waitFor();
      await page.getByRole('button', { name: 'Erase my data' }).click();
      await page.getByRole('alert').getByText('Tick the box first').waitFor();
      await page.addScriptTag({ content: axe });
      const { violations } = (await page.evaluate('axe.run()')) as AxeResult;
      assert.equal(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        [],
      );
      await opened.close();
    }
  },
);

browsing.run();
