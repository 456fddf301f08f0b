import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { addSubscriber, findSubscriber } from '../../src/audience/subscribers.ts';
import { liftSuppression, suppress } from '../../src/audience/suppressions.ts';
import { makeToken } from '../../src/audience/token.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { smallPublication } from '../temporary-publication.ts';
import { lettersOf, posted } from './mailbox.ts';
import { openTestSite, type TestSite, testSecret } from './running-site.ts';

const secret = readSecret('', testSecret);
const email = 'ada@example.org';
const twoLists = (smallPublication['content/publication.md'] as string).replace(
  'lists:\n',
  'lists:\n  - id: alerts\n    name: Alerts\n    description: What cannot wait\n',
);

type Context = { site: TestSite; database: Database; clock: { aheadMs: number }; id: number };
const reading = suite<Context>('preferences and a reader’s own page');

reading.before.each(async (context) => {
  context.clock = { aheadMs: 0 };
  context.site = await openTestSite({
    files: { 'content/publication.md': twoLists },
    now: () => new Date(Date.now() + context.clock.aheadMs),
  });
  context.database = await openDatabase(context.site.root);
  for (const list of ['weekly', 'alerts']) {
    await addSubscriber(
      context.database,
      list,
      { email, name: 'Ada', attributes: { city: 'Seoul' } },
      'test',
    );
  }
  context.id = (await findSubscriber(context.database, email))?.subscriber.id ?? 0;
});
reading.after.each(async ({ site, database }) => {
  await database.close();
  assert.equal(site.errors, []);
  await site.close();
});

const states = async (database: Database) =>
  Object.fromEntries(
    (await findSubscriber(database, email))?.subscriptions.map(({ list, state }) => [list, state]) ?? [],
  );
const preferences = (id: number) =>
  `preferences/${makeToken(secret, 'preferences', { list: 'weekly', subscriberId: id })}`;
const access = (id: number) =>
  `reader/${makeToken(secret, 'access', { list: '', subscriberId: id }, Date.now() + 86_400_000)}`;

reading(
  'the link in an issue shows nothing about its reader, and is the same page for every token',
  async ({ site, id }) => {
    const page = await site.text(preferences(id));
    assert.not.match(page, /ada|Seoul|Alerts/i);
    assert.is(await site.text('preferences/sample'), page);
  },
);

reading('the link in an issue ends that subscription and no other', async ({ site, database, id }) => {
  await site.text(preferences(id), posted({ do: 'leave' }));
  assert.equal(await states(database), { alerts: 'active', weekly: 'unsubscribed' });
});

reading('a GET ends nothing, and neither does a forged token', async ({ site, database, id }) => {
  await site.text(preferences(id));
  await site.text(`${preferences(id).slice(0, -2)}xx`, posted({ do: 'leave' }));
  await site.text(preferences(id).replace('preferences/', 'reader/'), posted({ do: 'leave' }));
  assert.equal(await states(database), { alerts: 'active', weekly: 'active' });
});

reading(
  'everything else goes by a fresh link, to the reader’s mailbox and three times a day at most',
  async ({ site, id }) => {
    const answers = [];
    for (let index = 0; index < 5; index++)
      answers.push(await site.text(preferences(id), posted({ do: 'link' })));
    answers.push(await site.text('preferences/sample', posted({ do: 'link' })));
    assert.is(new Set(answers).size, 1, 'nobody learns from the answer whether the link was real');
    const letters = await lettersOf(site);
    assert.equal(
      letters.map(({ to }) => to),
      [email, email, email],
    );
    assert.match(await site.text(letters[0]?.link ?? ''), 'ada@example.org');
  },
);

reading('nobody who is suppressed is sent a link, whoever asks for it', async ({ site, database, id }) => {
  for (const reason of ['desk', 'complaint', 'bounce'] as const) {
    await suppress(database, email, reason, 'a test');
    await site.text(preferences(id), posted({ do: 'link' }));
    await site.text('preferences/', posted({ email }));
    assert.equal(await lettersOf(site), [], reason);
    await liftSuppression(database, email);
  }
});

reading(
  'a reader without an issue at hand asks with their address; strangers are told nothing',
  async ({ site }) => {
    const known = await site.text('preferences/', posted({ email }));
    const unknown = await site.text('preferences/', posted({ email: 'nobody@example.org' }));
    assert.is(known, unknown);
    assert.equal(
      (await lettersOf(site)).map(({ to, subject }) => [to, subject]),
      [[email, 'Your page at The Harbour Letter']],
    );
    assert.is((await site.ask('preferences/', posted({ email: 'x' }))).status, 422);
  },
);

reading(
  'lists, name and language are changed together, and only what was changed',
  async ({ site, database, id }) => {
    const page = await site.text(
      access(id),
      posted({ do: 'save', list: 'weekly', name: 'Ada L.', language: 'ru' }),
    );
    assert.match(page, '<html lang="ru" dir="ltr">');
    assert.match(page, 'Сохранено.');
    assert.equal(await states(database), { alerts: 'unsubscribed', weekly: 'active' });
    const found = await findSubscriber(database, email);
    assert.is(found?.subscriber.name, 'Ada L.');
    assert.equal(found?.subscriber.attributes, { city: 'Seoul', language: 'ru' });
    await site.text(access(id), posted({ do: 'save', list: 'alerts', name: '', language: 'xx' }));
    assert.equal(await states(database), { alerts: 'active', weekly: 'unsubscribed' });
    assert.is((await findSubscriber(database, email))?.subscriber.name, null);
  },
);

reading(
  'a name that no header could carry is refused, and nothing is changed',
  async ({ site, database, id }) => {
    const page = await site.text(
      access(id),
      posted({ do: 'save', name: 'Ada\nBcc: x@example.org', language: 'en' }),
    );
    assert.match(page, 'This name cannot be used.');
    assert.equal(await states(database), { alerts: 'active', weekly: 'active' });
  },
);

reading('everything is left at once', async ({ site, database, id }) => {
  assert.match(await site.text(access(id), posted({ do: 'leave' })), 'You have left every list.');
  assert.equal(await states(database), { alerts: 'unsubscribed', weekly: 'unsubscribed' });
});

reading('a reader gets everything that is held about them', async ({ site, id }) => {
  const answer = await site.ask(`${access(id)}/data`);
  assert.is(answer.headers.get('content-disposition'), 'attachment; filename="my-data.json"');
  const data = (await answer.json()) as {
    subscriber: { email: string };
    subscriptions: unknown[];
    consent: { at: string; agreedAt: string }[];
  };
  assert.is(data.subscriber.email, email);
  assert.is(data.subscriptions.length, 2);
  assert.is(data.consent.length, 2);
  assert.match(data.consent[0]?.at ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.not.match(JSON.stringify(data), /Ms"|\d{13}/, 'nobody reads milliseconds');
});

reading(
  'erasure wants a tick, and then nothing is left, the link included',
  async ({ site, database, id }) => {
    const link = access(id);
    assert.match(await site.text(link, posted({ do: 'erase' })), 'Tick the box first');
    assert.is.not(await findSubscriber(database, email), null);
    assert.match(
      await site.text(link, posted({ do: 'erase', sure: 'yes' })),
      'What we held about you is gone',
    );
    assert.is(await findSubscriber(database, email), null);
    assert.is((await site.ask(link)).status, 410);
  },
);

reading(
  'the mailed link ends after a day, and no other token opens the page',
  async ({ site, clock, id }) => {
    const link = access(id);
    const others = ['unsubscribe', 'preferences', 'confirm'] as const;
    for (const purpose of others) {
      const token = makeToken(secret, purpose, { list: '', subscriberId: id });
      for (const path of [`reader/${token}`, `reader/${token}/data`])
        assert.is((await site.ask(path)).status, 410, purpose);
      assert.is(
        (await site.ask(`reader/${token}`, posted({ do: 'erase', sure: 'yes' }))).status,
        410,
        purpose,
      );
    }
    assert.is((await site.ask(link)).status, 200);
    clock.aheadMs = 86_400_001;
    assert.is((await site.ask(link)).status, 410);
  },
);

reading('where there are several lists, the form asks which', async ({ site }) => {
  const answer = await site.ask('subscribe', posted({ email: 'new@example.org', list: 'unheard-of' }));
  assert.is(answer.status, 422);
  assert.match(await answer.text(), '<fieldset aria-describedby="lists-fault">');
  assert.equal(await lettersOf(site), []);
});

reading.run();
