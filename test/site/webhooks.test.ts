import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findSubscriber } from '../../src/audience/subscribers.ts';
import {
  certificateUrl,
  mailgunEvent,
  mailgunPost,
  nowMs,
  postmarkBounce,
  postmarkPost,
  postmarkSecret,
  sendgridEvent,
  sendgridPost,
  sesBounce,
  snsMessage,
  snsPost,
  subscribeMessage,
  topicArn,
} from '../bounces/webhooks/posts.ts';
import { tumen } from '../commands/tumen.ts';
import {
  both,
  bounceBy,
  complaintBy,
  farewellBy,
  type HookedSite,
  newReader,
  openHookedSite,
  post,
} from './hooked-site.ts';

const hooks = suite<HookedSite>('webhooks: what they change');

hooks.before(async (context) => {
  Object.assign(context, await openHookedSite());
});
hooks.after(async ({ site, close }) => {
  assert.equal(site.errors, []);
  await close();
});

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

hooks('where a provider keeps no headers, the reader’s own return path tells who it was', async (context) => {
  const [first, second] = [await newReader(context.database), await newReader(context.database)];
  const { bounce } = JSON.parse(sesBounce(''));
  const message = { notificationType: 'Bounce', bounce, mail: { source: first.path, messageId: 'of SES' } };
  assert.is(await post(context, 'ses', snsPost(snsMessage({ Message: JSON.stringify(message) }))), 200);
  const event = mailgunEvent('', { envelope: { sender: second.path, transport: 'smtp' } });
  assert.is(await post(context, 'mailgun', mailgunPost(event)), 200);
  for (const reader of [first, second]) assert.is(await reader.states(), both('bounced'));
});

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

hooks.run();
