/** The control: a sender that marks a delivery as done when it claims it, as many do. The comparison must catch it. */
import { openDatabase } from '../../src/database/open.ts';
import { composeMessage, prepareMessages } from '../../src/delivery/message.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { edition, reader } from '../delivery/edition.ts';

const [folder, url] = process.argv.slice(2) as [string, string];
const database = await openDatabase(folder);
const transport = await openTransport(folder, url);
const { issue, list, content } = edition();
const template = prepareMessages(content, {
  publication: issue.publication,
  list,
  issueNumber: issue.number,
});
const always = { begin: async () => true, mayFinish: () => true };
for (;;) {
  const rows = await database.kysely
    .selectFrom('deliveries')
    .select(['subscriber_id', 'email'])
    .where('state', '=', 'queued')
    .limit(50)
    .execute();
  if (rows.length === 0) break;
  await database.kysely
    .updateTable('deliveries')
    .set({ state: 'accepted', attempts: 1, first_handed_at: 1, settled_at: 1, code: 250 })
    .where(
      'subscriber_id',
      'in',
      rows.map((row) => row.subscriber_id),
    )
    .execute();
  await Promise.all(
    rows.map(({ email }) =>
      transport.send(composeMessage(template, reader({ email }), new Date()), '', always),
    ),
  );
}
await transport.close();
await database.close();
