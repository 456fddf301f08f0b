import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { addSubscriber, findSubscriber } from '../../src/audience/subscribers.ts';
import { findSuppression } from '../../src/audience/suppressions.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { messageId } from '../../src/delivery/links.ts';
import {
  certificateUrl,
  mailgunEvent,
  mailgunKey,
  mailgunPost,
  makeCertificate,
  nowMs,
  type Posted,
  postmarkBounce,
  postmarkPost,
  postmarkSecret,
  postmarkSubscription,
  sendgridEvent,
  sendgridKey,
  sendgridPost,
  sesBounce,
  sesComplaint,
  snsMessage,
  snsPost,
  subscribeMessage,
  topicArn,
} from '../bounces/webhooks/posts.ts';
import { tumen } from '../commands/tumen.ts';
import { openTestSite, type TestSite, testSecret } from './running-site.ts';

const secret = readSecret('', testSecret);
const hooks = suite<{ site: TestSite; database: Database; clock: { nowMs: number }; asked: string[] }>(
  'webhooks',
);
const uids = Array.from({ length: 5 }, () => randomBytes(8).toString('hex'));

hooks.before(async (context) => {
  context.clock = { nowMs };
  context.asked = [];
  context.site = await openTestSite({
    now: () => new Date(context.clock.nowMs),
    webhooks: {
      SES_TOPIC_ARN: topicArn,
      POSTMARK_WEBHOOK_SECRET: postmarkSecret,
      MAILGUN_SIGNING_KEY: mailgunKey,
      SENDGRID_WEBHOOK_KEY: sendgridKey,
    },
    askSns: async ({ href }) => {
      context.asked.push(href);
      return { status: 200, text: href === certificateUrl ? makeCertificate() : '' };
    },
  });
  context.database = await openDatabase(context.site.root);
  const mailing = { list: 'weekly', content_hash: 'h', subject: 's', state: 'open', audience: 1 } as const;
  await context.database.kysely
    .insertInto('mailings')
    .values(
      uids.map((uid, index) => ({
        ...mailing,
        uid,
        issue_number: index + 1,
        issue_slug: 's',
        not_before: 0,
        opened_at: 0,
      })),
    )
    .execute();
});
hooks.after(async ({ site, database }) => {
  await database.close();
  assert.equal(site.errors, []);
  await site.close();
});

let count = 0;
/** A reader on two lists, the Message-IDs of what they were sent, and what is known of them now. */
async function newReader(database: Database) {
  const email = `reader${count++}@example.org`;
  for (const list of ['weekly', 'alerts']) await addSubscriber(database, list, { email }, 'test');
  const id = (await findSubscriber(database, email))?.subscriber.id ?? 0;
  const names = uids.map((mailingUid) =>
    messageId(secret, { mailingUid, list: 'weekly', subscriberId: id }, 'desk@example.org'),
  );
  const [name] = names as unknown as readonly [string];
  const states = async () =>
    (await findSubscriber(database, email))?.subscriptions
      .map(({ list, state }) => `${list} ${state}`)
      .sort()
      .join(', ');
  const suppressed = async () => (await findSuppression(database, email))?.reason;
  const explained = () =>
    database.kysely
      .selectFrom('bounces')
      .select(['origin', 'decision'])
      .where('subscriber_id', '=', id)
      .execute();
  return { email, id, name, names, mark: name.split('@')[0] as string, states, suppressed, explained };
}

const post = async ({ site }: { site: TestSite }, provider: string, { body, headers }: Posted) =>
  (await site.ask(`hooks/${provider}`, { method: 'POST', body, headers })).status;
const both = (state: string) => `alerts ${state}, weekly ${state}`;

const bounceBy: Readonly<Record<string, (reader: { name: string; mark: string }) => Posted>> = {
  ses: ({ name }) => snsPost(snsMessage({ Message: sesBounce(name) }, '1')),
  postmark: ({ mark }) => postmarkPost(postmarkBounce(mark)),
  mailgun: ({ name }) => mailgunPost(mailgunEvent(name)),
  sendgrid: ({ name }) => sendgridPost([sendgridEvent(name)]),
};
const complaintBy: typeof bounceBy = {
  ses: ({ name }) => snsPost(snsMessage({ Message: sesComplaint(name, {}, 'eventType') })),
  postmark: ({ mark }) => postmarkPost({ ...postmarkBounce(mark), RecordType: 'SpamComplaint' }),
  mailgun: ({ name }) => mailgunPost(mailgunEvent(name, { event: 'complained' })),
  sendgrid: ({ mark }) =>
    sendgridPost([sendgridEvent('', { 'smtp-id': undefined, event: 'spamreport', tumen: mark })]),
};
const farewellBy: typeof bounceBy = {
  postmark: ({ mark }) => postmarkPost(postmarkSubscription(mark)),
  mailgun: ({ name }) => mailgunPost(mailgunEvent(name, { event: 'unsubscribed' })),
  sendgrid: ({ name }) => sendgridPost([sendgridEvent(name, { event: 'unsubscribe' })]),
};

for (const [provider, of] of Object.entries(bounceBy)) {
  hooks(`${provider}: a bounce gives up the address, once, and is explained`, async (context) => {
    const reader = await newReader(context.database);
    const posted = of(reader);
    assert.is(await post(context, provider, posted), 200);
    assert.is(await reader.states(), both('bounced'));
    assert.is(await reader.suppressed(), 'bounce');
    assert.is(await post(context, provider, posted), 200, 'a second delivery of the same');
    const rows = await reader.explained();
    assert.equal(
      rows.map(({ origin }) => origin),
      [provider],
    );
    assert.match(rows[0]?.decision as string, /The address is given up, on every list\.$/);
  });
}

for (const [provider, of] of Object.entries(complaintBy)) {
  hooks(`${provider}: a complaint ends every list`, async (context) => {
    const reader = await newReader(context.database);
    assert.is(await post(context, provider, of(reader)), 200);
    assert.is(await reader.states(), both('complained'));
    assert.is(await reader.suppressed(), 'complaint');
  });
}

for (const [provider, of] of Object.entries(farewellBy)) {
  hooks(`${provider}: who leaves by the provider’s link leaves that list and no other`, async (context) => {
    const reader = await newReader(context.database);
    assert.is(await post(context, provider, of(reader)), 200);
    assert.is(await reader.states(), 'alerts active, weekly unsubscribed');
    assert.is(await reader.suppressed(), undefined);
    const found = await findSubscriber(context.database, reader.email);
    const weekly = found?.subscriptions.find(({ list }) => list === 'weekly');
    assert.is(weekly?.source, `unsubscribe (${provider})`);
    assert.match((await reader.explained())[0]?.decision as string, 'has left the list weekly');
  });
}

hooks(
  '"tumen bounces --explain" says by which provider each reader was taken off, and why',
  async (context) => {
    const readers = [];
    for (const [provider, of] of Object.entries(bounceBy)) {
      const reader = await newReader(context.database);
      await post(context, provider, of(reader));
      readers.push({ provider, email: reader.email });
    }
    const { stdout } = await tumen(context.site.root, ['bounces', '--explain']);
    for (const { provider, email } of readers) {
      const line = stdout.split('\n').find((one) => one.includes(email)) ?? '';
      assert.match(line, provider);
      assert.match(line, 'Status 5.1.1: there is no such address');
      assert.match(line, 'The address is given up, on every list.');
    }
  },
);

hooks('with a provider’s signature and without a Message-ID of ours nothing is changed', async (context) => {
  const reader = await newReader(context.database);
  const forged = reader.name.replace(/\.[\w-]{22}@/, `.${'A'.repeat(22)}@`);
  for (const [provider, of] of Object.entries({ ...bounceBy, ...complaintBy, ...farewellBy })) {
    for (const name of [forged, 'stranger@example.net']) {
      assert.is(await post(context, provider, of({ name, mark: name.split('@')[0] as string })), 200);
    }
  }
  assert.is(await reader.states(), both('active'));
});

hooks(
  'with our Message-ID and without a provider’s signature nothing is changed, nor kept',
  async (context) => {
    const reader = await newReader(context.database);
    const rows = async () =>
      (await context.database.kysely.selectFrom('bounces').select('id').execute()).length;
    const before = await rows();
    const forgedBy: typeof bounceBy = {
      ses: () => {
        const message = snsMessage({ Message: sesBounce('other@example.net') });
        return snsPost({ ...message, Message: sesBounce(reader.name) });
      },
      postmark: () => postmarkPost(postmarkBounce(reader.mark), `${postmarkSecret}x`),
      mailgun: () => mailgunPost(mailgunEvent(reader.name), { key: 'another' }),
      sendgrid: () => {
        const { headers } = sendgridPost([sendgridEvent('other@example.net')]);
        return { body: sendgridPost([sendgridEvent(reader.name)]).body, headers };
      },
    };
    for (const [provider, of] of Object.entries(forgedBy)) {
      assert.is(await post(context, provider, of(reader)), provider === 'postmark' ? 401 : 403, provider);
      const { body } = (bounceBy[provider] as (typeof bounceBy)[string])(reader);
      if (provider === 'postmark' || provider === 'sendgrid')
        assert.ok((await post(context, provider, { body, headers: {} })) >= 401);
    }
    assert.is(await reader.states(), both('active'));
    assert.is(await rows(), before);
    const metrics = await context.site.text('metrics');
    for (const provider of Object.keys(forgedBy)) {
      assert.match(
        metrics,
        new RegExp(`tumen_webhook_events_total{provider="${provider}",outcome="refused"} [1-9]`),
      );
    }
    assert.match(metrics, /tumen_requests_total\{page="hooks",status="403"\} [1-9]/);
    assert.not.match(metrics, reader.mark);
  },
);

hooks('a token of Mailgun is good for one request, whatever is sent with it later', async (context) => {
  const [first, second] = [await newReader(context.database), await newReader(context.database)];
  const token = 'captured-with-a-delivery';
  const delivered = mailgunPost(mailgunEvent(first.name, { event: 'delivered' }), { token });
  assert.is(await post(context, 'mailgun', delivered), 200);
  assert.is(await post(context, 'mailgun', mailgunPost(mailgunEvent(second.name), { token })), 200);
  assert.is(await second.states(), both('active'));
  const bounced = mailgunPost(mailgunEvent(first.name), { token: 'another' });
  assert.equal(
    await Promise.all(Array.from({ length: 5 }, () => post(context, 'mailgun', bounced))),
    Array(5).fill(200),
  );
  assert.is((await first.explained()).length, 1);
});

hooks('what was signed long ago is refused', async (context) => {
  const reader = await newReader(context.database);
  const posts = [
    ['ses', snsPost(snsMessage({ Message: sesBounce(reader.name) }))],
    ['mailgun', mailgunPost(mailgunEvent(reader.name))],
    ['sendgrid', sendgridPost([sendgridEvent(reader.name)])],
  ] as const;
  context.clock.nowMs = nowMs + 26 * 3_600_000;
  for (const [provider, posted] of posts) assert.is(await post(context, provider, posted), 403, provider);
  context.clock.nowMs = nowMs;
  assert.is(await reader.states(), both('active'));
});

hooks(
  'a batch of hundreds is settled as a whole, and the same batch again changes nothing',
  async (context) => {
    const reader = await newReader(context.database);
    const events = Array.from({ length: 800 }, (_, index) =>
      sendgridEvent(index === 700 ? reader.name : 'stranger@example.net', {
        event: index % 2 === 0 ? 'bounce' : 'delivered',
      }),
    );
    const posted = sendgridPost(events);
    assert.ok(posted.body.length > 250_000);
    assert.is(await post(context, 'sendgrid', posted), 200);
    assert.is(await reader.states(), both('bounced'));
    assert.is(await post(context, 'sendgrid', posted), 200);
    assert.is((await reader.explained()).length, 1);
  },
);

hooks(
  'what fails for now with five mailings gives an address up; the same one five times does not',
  async (context) => {
    const [once, often] = [await newReader(context.database), await newReader(context.database)];
    const gaveUp = { reason: 'old', 'delivery-status': { code: 602, message: 'Too old' } };
    for (const name of often.names) {
      await post(context, 'mailgun', mailgunPost(mailgunEvent(once.name, { ...gaveUp, id: 'the-same' })));
      await post(context, 'mailgun', mailgunPost(mailgunEvent(name, gaveUp)));
    }
    assert.is((await once.explained()).length, 1);
    assert.is(await once.states(), both('active'));
    assert.is(await often.states(), both('bounced'));
  },
);

hooks(
  'a subscription of the topic is confirmed by the service; of another one it is not',
  async (context) => {
    context.asked.length = 0;
    const message = subscribeMessage();
    assert.is(await post(context, 'ses', snsPost(message)), 200);
    assert.equal(
      context.asked.filter((url) => url !== certificateUrl),
      [message.SubscribeURL],
    );
    context.asked.length = 0;
    assert.is(await post(context, 'ses', snsPost(subscribeMessage({ TopicArn: `${topicArn}x` }))), 403);
    assert.equal(context.asked, []);
  },
);

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
