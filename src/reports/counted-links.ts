/** Links of an issue as counted ones, where the publication counts: the same for every reader, so that a click is nobody's. */
import { sql } from 'kysely';
import type { Secret } from '../audience/secret.ts';
import { makeToken, openToken } from '../audience/token.ts';
import type { Database } from '../database/open.ts';
import type { Content } from '../delivery/message.ts';
import type { Issue, List } from '../publication/types.ts';

/** The number of a link is its place among the issue's links to elsewhere, from 1; 0 is the picture that counts opens. */
export type CountedLink = { readonly link: number; readonly url: string };

/** What a signed address names. */
export type Counted = { readonly issueNumber: number; readonly list: string; readonly link: number };

type Edition = { readonly issue: Issue; readonly list: List; readonly content: Content };

/** Attributes of links to elsewhere; a link of one reader's own holds a merge field and is never counted. */
const outgoing = /(<a\b[^>]*?\shref=")(https?:\/\/[^"{}]*)(")/g;

/** Every link that is counted, in the order of the HTML. */
export function linksOf(html: string): readonly CountedLink[] {
  return [...html.matchAll(outgoing)].map((match, index) => ({
    link: index + 1,
    url: attributeText(match[2] as string),
  }));
}

/**
 * The edition with what is sent beside what is pinned: its HTML with each link to elsewhere led through the publication's
 * own address. The text part keeps its links as they are. Notes where they lead, before the first message goes out.
 * Where the publication does not count, the edition as it is.
 */
export async function countEdition<Sent extends Edition>(
  database: Database,
  secret: Secret,
  edition: Sent,
): Promise<Sent & { readonly counted?: Content }> {
  const { issue, list, content } = edition;
  const { counting, url } = issue.publication;
  if (counting === 'none') return edition;
  const address = (kind: 'click' | 'open', link: number): string => {
    const token = makeToken(secret, kind, { list: `${issue.number}.${list.id}`, subscriberId: link });
    return `${url}/${kind === 'click' ? 'r' : 'o'}/${token}`;
  };
  const links = linksOf(content.html);
  let next = 0;
  const led = content.html.replace(outgoing, (_, before: string, _url, after: string) => {
    next++;
    return before + address('click', next) + after;
  });
  const picture = `<img src="${address('open', 0)}" width="1" height="1" alt="" style="display:block">`;
  const html = counting === 'clicks' ? led : led.replace(/(?=<\/body>)/, picture);
  await noteLinks(database, issue.number, list.id, links);
  return { ...edition, counted: { ...content, html } };
}

/** What a token of `r/` or `o/` names; null for one that nobody signed. */
export function openCounted(
  secret: Secret,
  kind: 'click' | 'open',
  token: string,
  nowMs: number,
): Counted | null {
  const subject = openToken(secret, kind, token, nowMs);
  const [, number, list] = /^(\d+)\.(.+)$/.exec(subject?.list ?? '') ?? [];
  if (subject === null || number === undefined || list === undefined) return null;
  return { issueNumber: Number(number), list, link: subject.subscriberId };
}

/** Where a counted link leads: looked up, never taken from the address, so that no signature opens a road elsewhere. */
export async function targetOf(
  { kysely }: Database,
  { issueNumber, list, link }: Counted,
): Promise<string | null> {
  const row = await kysely
    .selectFrom('counted_links')
    .select('url')
    .where('issue_number', '=', issueNumber)
    .where('list', '=', list)
    .where('link', '=', link)
    .executeTakeFirst();
  return row?.url ?? null;
}

async function noteLinks(
  { kysely, dialect }: Database,
  issueNumber: number,
  list: string,
  links: readonly CountedLink[],
): Promise<void> {
  const rows = dialect.rows({ link: 'bigint', url: 'text' }, links);
  await sql`
    insert into counted_links (issue_number, list, link, url)
    select ${issueNumber}, ${list}, link, url from ${rows} as noted where true
    on conflict (issue_number, list, link) do nothing`.execute(kysely);
}

function attributeText(attribute: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return attribute.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}
