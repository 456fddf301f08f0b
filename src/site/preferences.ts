/** The link in an issue, good for that one subscription; everything else goes by a fresh link to the reader's own mailbox. */
import type { Hono } from 'hono';
import { parseAddress } from '../audience/address.ts';
import { unsubscribeMany } from '../audience/consent.ts';
import { findSubscriberById } from '../audience/subscribers.ts';
import { openToken } from '../audience/token.ts';
import { spend } from './allowances.ts';
import { clientOf } from './client.ts';
import { readForm } from './form.ts';
import { postLetter } from './letters.ts';
import { leftPage } from './pages/leave.ts';
import { mailPage } from './pages/notice.ts';
import { askPage, preferencesPage } from './pages/preferences.ts';
import { trapField } from './pages/subscribe.ts';
import type { Site } from './site.ts';
import { textsFor } from './texts/texts.ts';

const day = 24 * 3_600_000;

/** Whoever holds an issue can have this many links a day sent, always to the reader and never to themselves. */
const mostLinksADay = 3;

/** The pages are the same for every token, real or not, and tell nothing about whose it is. */
export function addPreferencesRoutes(app: Hono, site: Site): void {
  const { shelf, database, secret, now, proxies, intake, ringPost } = site;
  const { base } = shelf.current().archive;
  const house = () => shelf.current().published.house;

  app.get(`${base}preferences/`, (c) => c.html(askPage(house())));
  app.post(`${base}preferences/`, async (c) => {
    const form = await readForm(c);
    const address = parseAddress(form.one('email'));
    if ('refused' in address) {
      const { badEmail } = textsFor(house().publication.language).subscribe;
      return c.html(askPage(house(), { email: form.one('email'), fault: badEmail }), 422);
    }
    if (form.one(trapField) === '') {
      await intake({ kind: 'access', email: address.email, key: address.key, client: clientOf(c, proxies) });
    }
    return c.html(mailPage(house()));
  });

  app.get(`${base}preferences/:token`, (c) => c.html(preferencesPage(house())));
  app.post(`${base}preferences/:token`, async (c) => {
    const form = await readForm(c);
    const subject = openToken(secret, 'preferences', c.req.param('token') ?? '', now().getTime());
    if (form.one('do') === 'leave') {
      const origin = { source: 'preferences', address: clientOf(c, proxies).address, textVersion: null };
      if (subject !== null) await unsubscribeMany(database, origin, [subject]);
      return c.html(leftPage(house()));
    }
    if (form.one('do') === 'link' && subject !== null) await sendLink(subject.subscriberId);
    return c.html(mailPage(house()));
  });

  async function sendLink(subscriberId: number): Promise<void> {
    if ((await findSubscriberById(database, subscriberId)) === null) return;
    await database.transaction(async (transaction) => {
      const allowance = { what: `link|${subscriberId}`, most: mostLinksADay, spanMs: day };
      if (!(await spend(database, transaction, secret, [allowance]))) return;
      await postLetter(database, transaction, { kind: 'access', subscriberId, lists: [] });
    });
    ringPost();
  }
}
