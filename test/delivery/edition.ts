/** An edition and its readers for tests of sending: small texts with every kind of merge field in them. */
import { sql } from 'kysely';
import type { Secret } from '../../src/audience/secret.ts';
import type { Database } from '../../src/database/open.ts';
import type { Content, Reader } from '../../src/delivery/message.ts';
import type { Edition } from '../../src/delivery/send.ts';
import { issue } from '../render/issue-value.ts';

export const secret: Secret = [
  { id: 'abc123', bytes: Buffer.from('a secret of at least thirty-two characters') },
];

export const content: Content = {
  subject: 'The birthday message, {{subscriber.name "reader"}}',
  html: `<!doctype html><html lang="en"><head><title>The birthday message</title></head><body>
<p>Dear {{subscriber.name "reader"}},</p>
<p>.A line that begins with a dot, and = and trailing space \n.and one more — “quoted” 조선 Россия</p>
{{#if subscriber.city}}<p>You read this in {{subscriber.city}}.</p>{{else}}<p>You read this somewhere.</p>{{/if}}
<p>${'A long line of the story without any break in it, as minified HTML has them. '.repeat(30)}</p>
<p><a href="{{unsubscribeUrl}}">Unsubscribe</a> <a href="https://dispatch.example.org/?q={{subscriber.city}}&amp;x=1">near you</a></p>
</body></html>`,
  text: `Dear {{subscriber.name "reader"}},
.dot
{{#if subscriber.city}}You read this in {{subscriber.city}}.{{else}}You read this somewhere.{{/if}}

Unsubscribe: {{unsubscribeUrl}}
Preferences: {{preferencesUrl}}`,
  images: [],
};

export function edition(changes: Partial<Content> = {}): Edition {
  const value = issue();
  return { issue: value, list: value.list, content: { ...content, ...changes } };
}

export function reader(changes: Partial<Reader> = {}): Reader {
  return {
    email: 'ada@example.org',
    name: 'Ada',
    attributes: { city: 'Seoul' },
    messageId: 'uid.1.mac@example.org',
    unsubscribeToken: 'v1.abc123.unsubscribe.mac',
    preferencesToken: 'v1.abc123.preferences.mac',
    ...changes,
  };
}

/** `count` readers `r1@d1.example.org`, `r2@d2.example.org`, … on the weekly list; every third has a city. */
export async function addReaders(database: Database, count: number, domains = 3): Promise<void> {
  const batchSize = 5_000;
  for (let first = 1; first <= count; first += batchSize) {
    const rows = Array.from({ length: Math.min(batchSize, count - first + 1) }, (_, index) => {
      const number = first + index;
      const domain = `d${number % domains}.example.org`;
      const attributes = number % 3 === 0 ? '{"city":"Vladivostok"}' : '{}';
      return { email: `r${number}@${domain}`, domain, name: `Reader ${number}`, attributes };
    });
    const { dialect } = database;
    const columns = { email: 'text', domain: 'text', name: 'text', attributes: 'text' } as const;
    await database.transaction(async (transaction) => {
      await sql`
        insert into subscribers (email, email_key, domain, name, attributes, created_at)
        select email, email, domain, name, attributes, ${dialect.nowMs} from ${dialect.rows(columns, rows)} as reader
        where true on conflict (email_key) do nothing`.execute(transaction);
      await sql`
        insert into subscriptions (list, subscriber_id, state, since, source)
        select 'weekly', subscribers.id, 'active', ${dialect.nowMs}, 'test'
        from ${dialect.rows(columns, rows)} as reader cross join subscribers
        where subscribers.email_key = reader.email
        on conflict (list, subscriber_id) do nothing`.execute(transaction);
    });
  }
}
