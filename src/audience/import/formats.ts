/** The exports that are known by their columns, and what each of them calls a consent, its address, and a farewell. */
import { type SubscriptionState, subscriptionStates } from '../../database/schema.ts';
import type { Refusal } from '../address.ts';

/** The text of a column of the row at hand; '' where there is no such column. Names are as `columnKey` makes them. */
export type Lookup = (column: string) => string;

export type Format = {
  readonly name: string;
  /** Columns that no other system's export has all of; one set of them is enough. */
  readonly marks: readonly (readonly string[])[];
  /** When they agreed: the first of these columns that holds something. */
  readonly agreed: readonly string[];
  /** The network address from which they agreed, likewise. */
  readonly address: readonly string[];
  /** In which state they are there; refused where that cannot be told. */
  readonly state: (cell: Lookup, has: (column: string) => boolean) => SubscriptionState | Refusal;
  /** What such a file does not say and the desk must know, a whole sentence. */
  readonly note?: string;
};

/** What a file is called that comes from no system that we know. */
export const plainList = 'a plain list';

/**
 * The first whose marks are all there. A state that is not known is never taken for "active": whoever may have left
 * is not mailed.
 */
export const formats: readonly Format[] = [
  {
    name: 'Mailchimp',
    marks: [['memberrating', 'optintime', 'confirmtime', 'euid']],
    agreed: ['confirmtime', 'optintime'],
    address: ['confirmip', 'optinip'],
    // Three files: members, unsubscribed (with UNSUB_TIME) and cleaned ones (with CLEAN_TIME).
    state: (cell, has) => {
      if (cell('cleantime') !== '') return 'bounced';
      if (cell('unsubtime') !== '') return 'unsubscribed';
      return has('cleantime') || has('unsubtime') ? unclearFarewell : 'active';
    },
  },
  {
    name: 'Substack',
    marks: [['activesubscription', 'emaildisabled']],
    agreed: ['createdat'],
    address: [],
    state: (cell) => byWord('email_disabled', cell('emaildisabled'), { active: no, unsubscribed: yes }),
  },
  {
    name: 'Ghost',
    marks: [
      ['subscribedtoemails', 'createdat'],
      ['uuid', 'subscribed', 'newsletters'],
    ],
    agreed: ['createdat'],
    address: [],
    state: (cell) =>
      cell('deletedat') !== ''
        ? 'unsubscribed'
        : byWord('subscribed_to_emails', cell('subscribedtoemails') || cell('subscribed'), {
            active: yes,
            unsubscribed: no,
          }),
  },
  {
    name: 'Buttondown',
    marks: [['emailaddress', 'creationdate']],
    agreed: ['creationdate'],
    address: ['ipaddress'],
    state: (cell) => {
      if (cell('unsubscriptiondate') !== '') return 'unsubscribed';
      return byWord('type', cell('type') || cell('subscribertype') || 'regular', {
        active: 'regular premium trialed unpaid gifted churning churned paused past_due upcoming'.split(' '),
        unconfirmed: ['unactivated'],
        unsubscribed: ['unsubscribed', 'removed', 'blocked', 'spammy'],
        bounced: ['undeliverable'],
        complained: ['complained'],
      });
    },
  },
  {
    name: 'listmonk',
    marks: [
      ['uuid', 'email', 'attributes', 'status'],
      ['uuid', 'email', 'attribs', 'status'],
    ],
    agreed: ['createdat'],
    address: [],
    state: (cell) =>
      byWord('status', cell('status'), { active: ['enabled'], unsubscribed: ['disabled', 'blocklisted'] }),
    note: "listmonk's export does not say who has unsubscribed from a list: export only the confirmed subscribers of a list, or whoever left it there would be mailed again.",
  },
  {
    name: 'beehiiv',
    marks: [['email', 'status', 'tier', 'createdat']],
    agreed: ['createdat'],
    address: [],
    state: (cell) => {
      if (cell('unsubscribedat') !== '') return 'unsubscribed';
      return byWord('status', cell('status'), {
        active: ['active'],
        unconfirmed: ['pending', 'validating', 'needs_attention'],
        unsubscribed: ['inactive', 'unsubscribed', 'paused'],
        bounced: ['invalid'],
      });
    },
  },
  {
    name: 'Tumen',
    marks: [['email', 'state', 'agreed', 'consentsource', 'consentaddress', 'consenttext']],
    agreed: ['agreed'],
    address: ['consentaddress'],
    state: (cell) => byWord('state', cell('state'), ours),
  },
  {
    name: plainList,
    marks: [[]],
    agreed: ['agreed', 'joined', 'subscribedat', 'createdat'],
    address: ['ip', 'ipaddress'],
    state: (cell, has) => {
      const column = ['state', 'status', 'subscribed'].find(has);
      return column === undefined ? 'active' : byWord(column, cell(column), everyday);
    },
  },
];

const yes = ['true', 'yes', '1', 't'];
const no = ['false', 'no', '0', 'f'];

type Words = Readonly<Partial<Record<SubscriptionState, readonly string[]>>>;

const ours: Words = Object.fromEntries(subscriptionStates.map((state) => [state, [state]]));

const everyday: Words = {
  active: ['active', 'subscribed', 'enabled', 'confirmed', ...yes],
  unconfirmed: ['unconfirmed', 'pending', 'unactivated'],
  unsubscribed: ['unsubscribed', 'inactive', 'disabled', 'left', 'removed', 'blocked', ...no],
  bounced: ['bounced', 'cleaned', 'invalid', 'undeliverable'],
  complained: ['complained', 'spam', 'complaint'],
};

const unclearFarewell: Refusal = {
  refused:
    'The file says when members left, and says nothing for this one: whether they left is not clear. Import subscribed and unsubscribed members as separate files.',
};

function byWord(column: string, word: string, words: Words): SubscriptionState | Refusal {
  const written = word.trim().toLowerCase();
  for (const state of subscriptionStates) if (words[state]?.includes(written) === true) return state;
  const known = Object.values(words).flat().join(', ');
  return {
    refused: `The ${column} is “${word.slice(0, 40)}”: whether they may be mailed cannot be told from it. Known are ${known}; rename the column if it means something else.`,
  };
}
