/** Readers as a file: CSV that a spreadsheet opens without running anything in it, or JSON; both can be imported again. */
import type { SubscriberField } from '../publication/types.ts';
import { csvLine } from './csv-line.ts';
import type { Listed } from './subscribers.ts';

export const exportFormats = ['csv', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The file's text, piece by piece, in the order of `readers`. */
export async function* exportReaders(
  readers: AsyncIterable<Listed>,
  fields: readonly SubscriberField[],
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine([...columns, ...fields.map(({ name }) => name)]);
  else yield '[';
  let first = true;
  for await (const reader of readers) {
    if (format === 'csv') yield csvLine(toCells(reader, fields));
    else yield `${first ? '\n' : ',\n'}${JSON.stringify(toRecord(reader, fields))}`;
    first = false;
  }
  if (format === 'json') yield '\n]\n';
}

/** By these names our own import knows the file again. */
const columns = [
  'email',
  'name',
  'state',
  'since',
  'agreed',
  'consent_source',
  'consent_address',
  'consent_text',
  'tags',
] as const;

function toRecord(
  { subscriber, subscription, tags }: Listed,
  fields: readonly SubscriberField[],
): Readonly<Record<string, string | readonly string[] | null>> {
  const known: Record<(typeof columns)[number], string | readonly string[] | null> = {
    email: subscriber.email,
    name: subscriber.name,
    state: subscription.state,
    since: new Date(subscription.sinceMs).toISOString(),
    agreed: subscription.agreedAtMs === null ? null : new Date(subscription.agreedAtMs).toISOString(),
    consent_source: subscription.consentSource,
    consent_address: subscription.consentAddress,
    consent_text: subscription.consentText,
    tags,
  };
  const attributes = fields.map(({ name }) => [name, subscriber.attributes[name] ?? null]);
  return { ...known, ...Object.fromEntries(attributes) };
}

function toCells(reader: Listed, fields: readonly SubscriberField[]): string[] {
  return Object.values(toRecord(reader, fields)).map((value) =>
    typeof value === 'string' ? value : (value?.join(', ') ?? ''),
  );
}
