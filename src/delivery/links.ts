/** The names that a delivery goes by outside: its Message-ID, its file, and the tokens of its reader's links. */
import { envelopeAddress } from '../audience/address.ts';
import type { Secret } from '../audience/secret.ts';
import { makeToken } from '../audience/token.ts';

/** Which delivery: a mailing's random name and the reader's number. */
export type DeliveryName = {
  readonly mailingUid: string;
  readonly list: string;
  readonly subscriberId: number;
};

/** `uid.reader.mac@domain`, the same for each attempt. The mac lets a bounce prove that it answers a message of ours. */
export function messageId(secret: Secret, name: DeliveryName, fromAddress: string): string {
  const token = makeToken(secret, 'message', { list: name.mailingUid, subscriberId: name.subscriberId });
  const domain = envelopeAddress(fromAddress).split('@')[1];
  return `${name.mailingUid}.${name.subscriberId.toString(36)}.${token.split('.')[3]}@${domain}`;
}

/** The file name of a delivery in the outbox, without extension. */
export function fileName(issueNumber: number, name: DeliveryName): string {
  return `${String(issueNumber).padStart(3, '0')}-${name.list}-${name.subscriberId}-${name.mailingUid}`;
}

export function readerTokens(
  secret: Secret,
  list: string,
  subscriberId: number,
): { readonly unsubscribeToken: string; readonly preferencesToken: string } {
  return {
    unsubscribeToken: makeToken(secret, 'unsubscribe', { list, subscriberId }),
    preferencesToken: makeToken(secret, 'preferences', { list, subscriberId }),
  };
}
