/** Coming onto a list: the form, and the page of the link that is mailed, whose button is the reader's yes. */
import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { parseAddress, parseName } from '../audience/address.ts';
import { confirmSubscriptions } from '../audience/signup.ts';
import { findSubscriberById } from '../audience/subscribers.ts';
import { openToken, type TokenSubject } from '../audience/token.ts';
import type { Publication } from '../publication/types.ts';
import { clientOf } from './client.ts';
import { readForm } from './form.ts';
import { confirmLinkMs } from './letters.ts';
import { confirmedPage, confirmPage } from './pages/confirm.ts';
import { expiredPage, mailPage } from './pages/notice.ts';
import { type FormState, subscribePage, trapField } from './pages/subscribe.ts';
import type { Site } from './site.ts';
import { spendToken } from './spent-tokens.ts';
import { textsFor } from './texts/texts.ts';

export function addSubscribeRoutes(app: Hono, { shelf, database, secret, now, proxies, intake }: Site): void {
  const { base } = shelf.current().archive;
  const house = () => shelf.current().published.house;

  app.get(`${base}subscribe`, (c) => c.html(subscribePage(house())));
  app.post(`${base}subscribe`, async (c) => {
    const form = await readForm(c);
    const { publication } = house();
    const texts = textsFor(publication.language).subscribe;
    const known = publication.lists.map(({ id }) => id);
    const lists = known.length === 1 ? known : known.filter((id) => form.all('list').includes(id));
    const state = { email: form.one('email'), name: form.one('name'), lists };
    const [address, name] = [parseAddress(state.email), parseName(state.name)];
    if ('refused' in address || 'refused' in name || lists.length === 0) {
      const faults: FormState['faults'] = {
        ...('refused' in address ? { email: texts.badEmail } : {}),
        ...('refused' in name ? { name: texts.badName } : {}),
        ...(lists.length === 0 ? { lists: texts.noList } : {}),
      };
      return c.html(subscribePage(house(), { ...state, faults }), 422);
    }
    // A program that fills in everything is thanked like everybody.
    if (form.one(trapField) === '') {
      const textVersion = textVersionOf(publication);
      const client = clientOf(c, proxies);
      await intake({
        kind: 'subscribe',
        email: address.email,
        key: address.key,
        ...name,
        lists,
        textVersion,
        client,
      });
    }
    return c.html(mailPage(house()));
  });

  app.get(`${base}confirm/:token`, (c) => c.html(confirmPage(house())));
  app.post(`${base}confirm/:token`, async (c) => {
    const token = c.req.param('token') ?? '';
    const nowMs = now().getTime();
    const subject = openToken(secret, 'confirm', token, nowMs);
    if (subject === null) return c.html(expiredPage(house()), 410);
    const lists = subject.list.split(',');
    if (!(await spendToken(database, token, confirmLinkMs))) {
      // Pressed twice: what was done is said again, and a link that was used before a farewell brings nobody back.
      const page = (await isOnAll(subject, lists)) ? confirmedPage(house()) : expiredPage(house());
      return c.html(page);
    }
    const origin = {
      source: 'form',
      address: clientOf(c, proxies).address,
      textVersion: textVersionOf(house().publication),
    };
    const done = await confirmSubscriptions(database, subject.subscriberId, lists, origin);
    return done ? c.html(confirmedPage(house())) : c.html(expiredPage(house()), 410);
  });

  async function isOnAll({ subscriberId }: TokenSubject, lists: readonly string[]): Promise<boolean> {
    const found = await findSubscriberById(database, subscriberId);
    return lists.every((list) =>
      found?.subscriptions.some(
        (subscription) => subscription.list === list && subscription.state === 'active',
      ),
    );
  }
}

/** Names the words that a reader agreed to, so that it can be shown later which they were: `en-3fa9c1d2`. */
export function textVersionOf({ language, title, lists }: Publication): string {
  const { subscribe, confirm } = textsFor(language);
  const words = JSON.stringify([title, lists, subscribe.promise, confirm.text]);
  return `${language}-${createHash('sha256').update(words).digest('hex').slice(0, 8)}`;
}
