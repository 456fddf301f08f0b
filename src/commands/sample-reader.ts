/** A reader of whom nothing is known but the address: what proofs are made for, so that every fallback is seen. */
import type { Reader } from '../delivery/message.ts';
import { issueName } from '../publication/issue-name.ts';
import type { Issue, Publication } from '../publication/types.ts';
import type { MergeValues } from '../render/personalise.ts';

const email = 'reader@example.org';
/** Stands where a signed token would: a proof cannot unsubscribe anybody. */
const noToken = 'sample';

export function sampleReader(publication: Publication): MergeValues {
  return {
    subscriber: { email },
    unsubscribeUrl: `${publication.url}/unsubscribe/${noToken}`,
    preferencesUrl: `${publication.url}/preferences/${noToken}`,
  };
}

export function sampleAddressee(issue: Issue): Reader {
  const domain = issue.publication.from.address.split('@')[1];
  const messageId = `sample.${issueName(issue)}@${domain}`;
  return {
    email,
    name: null,
    attributes: {},
    messageId,
    unsubscribeToken: noToken,
    preferencesToken: noToken,
  };
}
