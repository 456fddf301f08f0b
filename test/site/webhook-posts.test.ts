import { request } from 'node:http';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  certificateUrl,
  mailgunEvent,
  mailgunKey,
  mailgunPost,
  nowMs,
  postmarkPost,
  sendgridEvent,
  sendgridKey,
  sendgridPost,
  snsMessage,
  snsPost,
  topicArn,
} from '../bounces/webhooks/posts.ts';
import { both, bounceBy, type HookedSite, newReader, openHookedSite, post } from './hooked-site.ts';
import { openTestSite, type TestSite } from './running-site.ts';

const hooks = suite<HookedSite>('webhooks: what is posted');

hooks.before(async (context) => {
  Object.assign(context, await openHookedSite());
});
hooks.after(async ({ site, close }) => {
  assert.equal(site.errors, []);
  await close();
});

hooks('whatever else is posted is refused in a word, and nothing breaks', async (context) => {
  const strange = (body: BodyInit, headers: Record<string, string> = {}) => ({ body, headers });
  const form = new FormData();
  form.set('Type', 'Notification');
  const basic = postmarkPost({}).headers;
  for (const [provider] of Object.entries(bounceBy)) {
    for (const { body, headers } of [
      strange(''),
      strange('{'),
      strange('{"Type":"Notification"'),
      strange(`{"a":"${'x'.repeat(100_000)}"}`),
      strange('['.repeat(100_000)),
      strange(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
      strange('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
      strange('Type=Notification', { 'content-type': 'application/x-www-form-urlencoded' }),
      strange(form),
      strange(new Uint8Array([0xff, 0xfe, 0x00])),
      strange('null', { 'content-type': 'application/xml' }),
    ]) {
      const answer = await context.site.ask(`hooks/${provider}`, {
        method: 'POST',
        body,
        headers:
          provider === 'postmark' ? { ...headers, authorization: basic.authorization as string } : headers,
      });
      // Whoever knows Postmark's password may post any JSON; it is no event.
      const right = provider === 'postmark' ? [200, 400] : [400, 403];
      assert.ok(right.includes(answer.status), `${provider} ${answer.status}`);
      assert.match(answer.headers.get('content-type') ?? '', 'text/plain');
    }
  }
  assert.is(Object.hasOwn(Object.prototype, 'polluted'), false);
  assert.is((await context.site.ask('')).status, 200);
});

hooks('a body that comes in pieces, without its length, is the same bytes', async (context) => {
  for (const [provider, of] of Object.entries(bounceBy)) {
    const reader = await newReader(context.database);
    const { body, headers } = of(reader);
    const bytes = Buffer.from(body);
    const pieces = new ReadableStream({
      start(controller) {
        for (let from = 0; from < bytes.length; from += 100)
          controller.enqueue(bytes.subarray(from, from + 100));
        controller.close();
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: pieces, headers, duplex: 'half' };
    assert.is((await context.site.ask(`hooks/${provider}`, init)).status, 200, provider);
    assert.is(await reader.states(), both('bounced'), provider);
  }
});

hooks('any content type will do, for the bytes are what is signed', async (context) => {
  const reader = await newReader(context.database);
  const { body, headers } = sendgridPost([sendgridEvent(reader.name)]);
  const odd = { ...headers, 'content-type': 'text/html; charset=utf-16' };
  assert.is(await post(context, 'sendgrid', { body, headers: odd }), 200);
  assert.is(await reader.states(), both('bounced'));
});

/** The status of a post whose body never ends; `said` is what its headers say of its length. */
function statusOfEndless(
  { site }: { site: TestSite },
  provider: string,
  said: number | null,
): Promise<number> {
  const { headers } = sendgridPost([]);
  const length = said === null ? {} : { 'content-length': said };
  return new Promise((resolve, reject) => {
    const sending = request(`${site.url}hooks/${provider}`, {
      method: 'POST',
      headers: { ...headers, ...length },
    });
    const more = setInterval(() => sending.write(Buffer.alloc(65_536)), 1);
    const stop = (): void => {
      clearInterval(more);
      sending.destroy();
    };
    sending.on('response', ({ statusCode }) => {
      stop();
      resolve(statusCode ?? 0);
    });
    sending.on('error', (error) => {
      stop();
      reject(error);
    });
  });
}

hooks('what is too long is refused before its end, said or not how long it is', async (context) => {
  for (const [provider, most] of [
    ['ses', 512 * 1024],
    ['sendgrid', 2 * 1024 * 1024],
  ] as const) {
    assert.is(await statusOfEndless(context, provider, most + 1), 413);
    assert.is(await statusOfEndless(context, provider, null), 413);
  }
});

hooks('only a POST is one, and only where a key is set', async (context) => {
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
    assert.is((await context.site.ask('hooks/ses', { method })).status, 404, method);
  for (const path of ['hooks', 'hooks/', 'hooks/ses/', 'hooks/SES', 'hooks/other', 'hooks/ses%2f'])
    assert.is((await context.site.ask(path, { method: 'POST', body: '{}' })).status, 404, path);
  const bare = await openTestSite();
  for (const [provider, of] of Object.entries(bounceBy)) {
    const { body, headers } = of({ name: 'x', mark: 'x' });
    assert.is((await bare.ask(`hooks/${provider}`, { method: 'POST', body, headers })).status, 404, provider);
  }
  assert.equal(bare.webhooks, []);
  await bare.close();
});

hooks('the operator sees which webhooks there are, and no key', ({ site }) => {
  assert.equal(
    site.webhooks.map(({ url, shown }) => [url.replace('https://harbour.example.org/', ''), shown]),
    [
      ['hooks/ses', topicArn],
      ['hooks/postmark', '***ts-0'],
      ['hooks/mailgun', '***cdef'],
      ['hooks/sendgrid', `***${sendgridKey.replace(/=+$/, '').slice(-4)}`],
    ],
  );
});

hooks('a key that cannot be one stops the service before it begins', async () => {
  for (const [webhooks, what] of [
    [{ SES_TOPIC_ARN: 'bounces' }, /SES_TOPIC_ARN names “bounces”/],
    [{ POSTMARK_WEBHOOK_SECRET: 'short' }, /POSTMARK_WEBHOOK_SECRET must have at least 32/],
    [{ POSTMARK_WEBHOOK_SECRET: `${'x'.repeat(40)}@:/` }, /POSTMARK_WEBHOOK_SECRET/],
    [{ SENDGRID_WEBHOOK_KEY: 'SG.key' }, /SENDGRID_WEBHOOK_KEY is no key of SendGrid/],
  ] as const) {
    try {
      await openTestSite({ webhooks });
      assert.unreachable('it began');
    } catch (error) {
      assert.match((error as Error).message, what);
    }
  }
});

hooks('while a sender holds the database, pages are answered and a post waits its turn', async (context) => {
  const reader = await newReader(context.database);
  const sender = new SQLite(join(context.site.root, '.tumen/tumen.db'));
  sender.exec('begin immediate');
  const waiting = post(context, 'mailgun', mailgunPost(mailgunEvent(reader.name)));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.is((await context.site.ask('')).status, 200);
  assert.is(await reader.states(), both('active'));
  sender.exec('commit');
  sender.close();
  assert.is(await waiting, 200);
  assert.is(await reader.states(), both('bounced'));
});

hooks('what cannot be settled now is to come again, and then counts', async () => {
  const problem = await openTestSite({
    now: () => new Date(nowMs),
    webhooks: { MAILGUN_SIGNING_KEY: mailgunKey },
  });
  const posted = mailgunPost(mailgunEvent('stranger@example.net'));
  const broken = new SQLite(join(problem.root, '.tumen/tumen.db'));
  broken.exec('alter table bounces rename to gone');
  assert.is(await post({ site: problem }, 'mailgun', posted), 500);
  assert.is(problem.errors.length, 1, 'the operator is told');
  broken.exec('alter table gone rename to bounces');
  assert.is(await post({ site: problem }, 'mailgun', posted), 200, 'its token was not spent');
  assert.equal(broken.prepare('select origin from bounces').all(), [{ origin: 'mailgun' }]);
  broken.close();
  await problem.close();
});

hooks('thousands of forged posts do not keep the pages waiting', async (context) => {
  const long = `[{"x":"${'y'.repeat(100_000)}"}]`;
  const { headers } = sendgridPost([]);
  const { SigningCertURL: _, ...unsigned } = snsMessage({ Message: 'x'.repeat(100_000) });
  const forged = Array.from({ length: 1000 }, (_, index) =>
    index % 2 === 0
      ? post(context, 'sendgrid', { body: long, headers })
      : post(context, 'ses', snsPost({ ...unsigned, SigningCertURL: certificateUrl, Signature: 'AAAA' })),
  );
  const times: number[] = [];
  for (let time = 0; time < 20; time++) {
    const started = performance.now();
    assert.is((await context.site.ask('issues/')).status, 200);
    times.push(performance.now() - started);
  }
  assert.ok((await Promise.all(forged)).every((status) => status === 403));
  const [middle = 0] = times.toSorted((a, b) => a - b).slice(10);
  assert.ok(middle < 1000, `${middle} ms`);
});

hooks.run();
