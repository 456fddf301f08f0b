import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePublication } from '../../src/publication/publication.ts';
import { barChart, riseChart } from '../../src/reports/charts.ts';
import { clickMap } from '../../src/reports/click-map.ts';
import { earlierReports, type Report, readReports } from '../../src/reports/report.ts';
import { reportPage } from '../../src/reports/report-page.ts';
import { writeReport } from '../../src/reports/report-text.ts';
import { stores } from '../database/stores.ts';
import { smallPublication } from '../temporary-publication.ts';
import { collect } from '../terminal/collect.ts';
import { fillLedger, startMs } from './mailed.ts';

const publication = parsePublication(smallPublication['content/publication.md'] as string);

async function withReport(
  work: (report: Report, earlier: readonly Report[]) => Promise<void> | void,
  counted = false,
) {
  for (const { withDatabase } of stores)
    await withDatabase(async (database) => {
      await fillLedger(database);
      if (counted) {
        const hour = startMs;
        await database.kysely
          .insertInto('counted_links')
          .values([
            { issue_number: 2, list: 'weekly', link: 1, url: 'https://gazette.example.org/ship' },
            { issue_number: 2, list: 'weekly', link: 2, url: 'https://gazette.example.org/<crane>' },
          ])
          .execute();
        await database.kysely
          .insertInto('counts')
          .values([
            { issue_number: 2, list: 'weekly', link: 1, hour, kind: 'person', count: 30 },
            { issue_number: 2, list: 'weekly', link: 1, hour: hour + 3_600_000, kind: 'person', count: 5 },
            { issue_number: 2, list: 'weekly', link: 2, hour, kind: 'machine', count: 40 },
            { issue_number: 2, list: 'weekly', link: 0, hour, kind: 'person', count: 50 },
          ])
          .execute();
      }
      const [report] = await readReports(database, 2, 'weekly');
      await work(report as Report, await earlierReports(database, report as Report, 10));
    });
}

test('the sum of the ledger, the curve, the domains, the refusals and the farewells', async () => {
  await withReport((report, earlier) => {
    const { audience, accepted, refused, skipped, unknown, waiting } = report.totals;
    assert.equal(
      { audience, accepted, refused, skipped, unknown, waiting },
      { audience: 100, accepted: 90, refused: 6, skipped: 1, unknown: 0, waiting: 3 },
    );
    assert.is(report.acceptance.at(-1)?.accepted, 90);
    const halfway = report.acceptance.find(({ untilMs }) => untilMs >= startMs + 45 * 60_000);
    assert.ok(halfway !== undefined && halfway.accepted >= 43 && halfway.accepted <= 47);
    assert.equal(report.domains, [
      { domain: 'mail.example.org', audience: 60, accepted: 54, refused: 6, waiting: 0 },
      { domain: 'post.example.org', audience: 30, accepted: 27, refused: 0, waiting: 2 },
      { domain: 'uni.example.org', audience: 10, accepted: 9, refused: 0, waiting: 1 },
    ]);
    assert.equal(report.refusals, [
      { reason: '550 5.1.1 no such user here', code: 550, count: 4 },
      { reason: '550 5.7.1 <not wanted> & refused', code: 550, count: 2 },
    ]);
    assert.equal([report.unsubscribed, report.complained, report.clicks], [2, 1, null]);
    assert.equal(
      earlier.map(({ mailing, totals }) => [mailing.issueNumber, totals.accepted]),
      [[1, 10]],
    );
    assert.equal(
      earlier[0]?.unsubscribed,
      0,
      'who left after the later issue did not leave after the earlier one',
    );
  });
});

test('clicks of people and machines are told apart, link by link', async () => {
  await withReport(({ clicks }) => {
    assert.equal(clicks, {
      links: [
        { link: 1, url: 'https://gazette.example.org/ship', people: 35, machines: 0 },
        { link: 2, url: 'https://gazette.example.org/<crane>', people: 0, machines: 40 },
      ],
      ...{ people: 35, machines: 40, opens: 50, machineOpens: 0 },
    });
  }, true);
});

test('the terminal says it in sentences and tables', async () => {
  await withReport((report, earlier) => {
    const output = collect(null);
    writeReport(output, report, earlier);
    const text = output.written();
    assert.match(text, 'No. 2 to weekly: Issue 2: a ship <came> in\n');
    assert.match(
      text,
      '100 readers = 90 accepted (90.0 %) + 6 refused + 1 skipped + 0 unknown + 3 waiting\n',
    );
    assert.match(text, 'left after it 2 (2.2 % of accepted), complained 1\n');
    assert.match(text, /4\t550 5\.1\.1 no such user here/);
    assert.match(text, /No\. 1\t10\t100\.0 %/);
    assert.match(text, 'Nothing was counted: the publication has counting turned off.');
    assert.not.match(text, '\u001b');
    const counted = collect(null);
    const clicks = { links: [], people: 1, machines: 40, opens: 1, machineOpens: 0 };
    writeReport(counted, { ...report, clicks }, earlier);
    assert.match(counted.written(), '\n1 click and 1 open by people; counted apart, by machines');
    assert.match(counted.written(), '): 40 clicks, 0 opens\n');
  });
});

test('the page needs nothing else: no script, nothing loaded, whatever was said is text', async () => {
  await withReport((report, earlier) => {
    const html =
      '<html><head></head><body><img src="https://x.example/a.png"><a href="https://gazette.example.org/ship">s</a></body></html>';
    const page = reportPage({ publication, report, earlier, html });
    assert.not.match(page, /<script|<link|url\(|@import| src="| href="/);
    assert.match(page, 'a ship &lt;came&gt; in');
    assert.match(page, '550 5.7.1 &lt;not wanted&gt; &amp; refused');
    assert.match(page, '<dt>accepted</dt><dd>90 <span>90.0 %</span></dd>');
    assert.match(page, 'role="img" aria-label="90 of 100 messages accepted between 2024-06-22 08:00');
    assert.match(page, '<td>No. 1, 2024-06-15</td>');
    assert.match(page, '<iframe title="The issue with the clicks of each link" sandbox srcdoc=');
    assert.match(page, 'gazette.example.org/&lt;crane&gt;');
    assert.match(page, '<p>35 clicks by people, for 90 messages accepted.');
    assert.match(
      page,
      'not among them: 40 clicks, the picture loaded 0 times. Otherwise it was loaded 50 times;',
    );
  }, true);
});

test('clicks are drawn behind their links, and nothing on the map leads anywhere', () => {
  const links = [
    { link: 1, url: 'https://a.example/', people: 10, machines: 0 },
    { link: 2, url: 'https://b.example/', people: 0, machines: 9 },
  ];
  const map = clickMap(
    '<html><head></head><body><a href="{{unsubscribeUrl}}">out</a><a class="x" href="https://a.example/">a</a><a href="#s">s</a><a href="https://b.example/">b</a> {{subscriber.name "reader"}}</body></html>',
    publication,
    links,
  );
  assert.match(map, '<a class="x">a</a><span class="clicks clicks-4" title="https://a.example/">10</span>');
  assert.match(map, '<a>b</a><span class="clicks clicks-0" title="https://b.example/">0</span>');
  assert.match(map, '<a>out</a><a class="x">');
  assert.match(map, ' reader</body>');
  assert.not.match(map, 'href="http');
});

test('charts hold numbers and never NaN, also of nothing', () => {
  for (const chart of [
    riseChart([], 0, 'l', ['a', 'b']),
    riseChart([{ x: 0, y: 0 }], 0, 'l', ['a', 'b']),
    barChart([], 'l'),
  ]) {
    assert.not.match(chart, /NaN|Infinity|undefined/);
    assert.match(chart, /^<svg class="chart" role="img" aria-label="l"/);
  }
  const bars = barChart([{ name: '<b>', parts: [{ value: 3, class: 'accepted' }], note: '3' }], 'l');
  assert.match(bars, '<rect class="accepted" x="0" y="22" width="640" height="18"/>');
  assert.match(bars, '&lt;b&gt;');
});

test.run();
