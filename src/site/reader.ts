/** A reader's own page, by a link that was mailed to them a day ago at most: lists, name, language, data, erasure. */
import type { Context, Hono } from 'hono';
import { parseName } from '../audience/address.ts';
import { unsubscribeFromAll, unsubscribeMany } from '../audience/consent.ts';
import { eraseSubscriber } from '../audience/erasure.ts';
import { ownData, ownDataText } from '../audience/own-data.ts';
import { confirmSubscriptions } from '../audience/signup.ts';
import { type Found, findSubscriberById, updateSubscriber } from '../audience/subscribers.ts';
import { openToken } from '../audience/token.ts';
import { clientOf } from './client.ts';
import { type Form, readForm } from './form.ts';
import { expiredPage } from './pages/notice.ts';
import { erasedPage, type ReaderState, readerPage } from './pages/reader.ts';
import type { Site } from './site.ts';
import { textVersionOf } from './subscribe.ts';
import { siteLanguages } from './texts/texts.ts';

export function addReaderRoutes(app: Hono, { shelf, database, secret, now, proxies }: Site): void {
  const { base } = shelf.current().archive;
  const house = () => shelf.current().published.house;
  const path = `${base}reader/:token`;

  const find = async (c: Context): Promise<Found | null> => {
    const subject = openToken(secret, 'access', c.req.param('token') ?? '', now().getTime());
    return subject === null ? null : findSubscriberById(database, subject.subscriberId);
  };
  const show = async (c: Context, id: number, said: ReaderState['said']): Promise<Response> => {
    const found = await findSubscriberById(database, id);
    if (found === null) return c.html(expiredPage(house()), 410);
    return c.html(readerPage(house(), { found, token: c.req.param('token') ?? '', said }));
  };

  app.get(path, async (c) => {
    const found = await find(c);
    return found === null ? c.html(expiredPage(house()), 410) : show(c, found.subscriber.id, null);
  });

  app.get(`${path}/data`, async (c) => {
    const found = await find(c);
    if (found === null) return c.html(expiredPage(house()), 410);
    const data = await ownData(database, found.subscriber.id);
    if (data === null) return c.html(expiredPage(house()), 410);
    return c.body(ownDataText(data), 200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="my-data.json"',
    });
  });

  app.post(path, async (c) => {
    const found = await find(c);
    if (found === null) return c.html(expiredPage(house()), 410);
    const { id } = found.subscriber;
    const form = await readForm(c);
    switch (form.one('do')) {
      case 'save':
        return show(c, id, (await save(c, found, form)) ? 'saved' : 'badName');
      case 'leave':
        await unsubscribeFromAll(database, id, 'reader page');
        return show(c, id, 'left');
      case 'erase':
        if (form.one('sure') !== 'yes') return show(c, id, 'unsure');
        await eraseSubscriber(database, id);
        return c.html(erasedPage(house()));
      default:
        return show(c, id, null);
    }
  });

  /** False when the name cannot be used; nothing is changed then. */
  async function save(c: Context, { subscriber, subscriptions }: Found, form: Form): Promise<boolean> {
    const { publication } = house();
    const { id } = subscriber;
    const name = parseName(form.one('name'));
    if ('refused' in name) return false;
    const language = form.one('language');
    await updateSubscriber(database, id, {
      name: name.name,
      attributes: language in siteLanguages ? { language } : {},
    });
    const active = subscriptions.filter(({ state }) => state === 'active').map(({ list }) => list);
    const known = publication.lists.map((list) => list.id);
    const wanted = known.filter((list) => form.all('list').includes(list));
    const origin = {
      source: 'reader page',
      address: clientOf(c, proxies).address,
      textVersion: textVersionOf(publication),
    };
    const joined = wanted.filter((list) => !active.includes(list));
    // The link came to their own mailbox, so this yes is as good as a confirmed one.
    if (joined.length > 0) await confirmSubscriptions(database, id, joined, origin);
    const left = known.filter((list) => active.includes(list) && !wanted.includes(list));
    await unsubscribeMany(
      database,
      origin,
      left.map((list) => ({ list, subscriberId: id })),
    );
    return true;
  }
}
