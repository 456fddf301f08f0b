/** The letters of a test's service: what lies in its outbox, read by a parser that is not ours. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import type { TestSite } from './running-site.ts';

export type ReceivedLetter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Path below the publication's address of the link in it. */
  readonly link: string;
};

/** Every letter sent so far to `email`, or to anybody. */
export async function lettersOf(site: TestSite, email?: string): Promise<readonly ReceivedLetter[]> {
  await site.settled();
  const folder = join(site.root, 'outbox/new');
  const files = (await readdir(folder)).sort();
  const letters = await Promise.all(
    files.map(async (file) => readLetter(await readFile(join(folder, file)))),
  );
  return letters.filter(({ to }) => email === undefined || to === email);
}

async function readLetter(raw: Buffer): Promise<ReceivedLetter> {
  const { to, subject, text, html, headers } = await PostalMime.parse(raw);
  return {
    to: to?.[0]?.address ?? '',
    subject: subject ?? '',
    text: text ?? '',
    html: html ?? '',
    headers: new Map(headers.map(({ key, value }) => [key, value])),
    link: /https:\/\/harbour\.example\.org\/(\S+)/.exec(text ?? '')?.[1] ?? '',
  };
}

/** As a browser posts a form. */
export function posted(fields: Readonly<Record<string, string>>, from = '203.0.113.7'): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields), headers: { 'x-forwarded-for': from } };
}
