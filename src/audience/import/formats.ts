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
  /** When they left or bounced there: since then they are in the state in which they come, if these say so. */
  readonly since?: readonly string[];
  /** The network address from which they agreed, likewise. */
  readonly address: readonly string[];
  /** In which state they are there; refused where that cannot be told. */
  readonly state: (cell: Lookup, has: (column: string) => boolean) => SubscriptionState | Refusal;
  /** What such a file does not say and the desk must know, a whole sentence. */
  readonly note?: string;
  /** The desk names the column of addresses there as it likes; it is the first of the file. */
  readonly emailIsFirst?: true;
  /** The system's own names for files whose contacts nobody may mail, though their columns do not say so. */
  readonly notToMail?: RegExp;
};

/** What a file is called that comes from no system that we know. */
export const plainList = 'a plain list';

/** Columns that say when somebody left, whoever wrote the file. */
export const farewells = ['unsubscribedat', 'unsubscriptiondate', 'unsubtime', 'deletedat'] as const;

/**
 * The first whose marks are all there. A state that is not known is never taken for "active": whoever may have left
 * is not mailed.
 */
export const formats: readonly Format[] = [
  {
    name: 'Mailchimp',
    marks: [['memberrating', 'optintime']],
    agreed: ['confirmtime', 'optintime'],
    since: ['cleantime', 'unsubtime'],
    address: ['confirmip', 'optinip'],
    // Three files: members, unsubscribed (with UNSUB_TIME) and cleaned ones (with CLEAN_TIME).
    state: (cell, has) => {
      if (cell('cleantime') !== '') return 'bounced';
      if (cell('unsubtime') !== '') return saidSpam(cell('unsubreason')) ? 'complained' : 'unsubscribed';
      return has('cleantime') || has('unsubtime') ? unclearFarewell : 'active';
    },
    emailIsFirst: true,
    // Who bought something and never subscribed, and whom the desk put away: both have the columns of members.
    notToMail: /^(?:nonsubscribed|archived)_/i,
  },
  {
    name: 'Substack',
    marks: [
      ['activesubscription', 'emaildisabled'],
      ['expiry', 'emaildisabled'],
    ],
    agreed: ['createdat'],
    address: [],
    state: (cell) =>
      asksSubstackToForget(cell('email')) ??
      byWord('email_disabled', cell('emaildisabled'), { active: no, unsubscribed: yes }),
  },
  {
    // The table of the dashboard with whatever columns were chosen, and lists without the column that says who left.
    name: 'Substack',
    marks: [
      ['email', 'startdate', 'stripeplan'],
      ['email', 'startdate', 'activity'],
      ['email', 'startdate', 'subscriptionsourcefree'],
      ['email', 'activesubscription', 'createdat'],
    ],
    agreed: ['startdate', 'createdat'],
    address: [],
    state: (cell) =>
      asksSubstackToForget(cell('email')) ?? (cell('canceldate') === '' ? 'active' : unclearCancellation),
    note: "Substack's table of subscribers does not say who has switched its mails off: take email_list.csv, from Settings, Exports, or whoever did so would be mailed again.",
  },
  {
    name: 'Ghost',
    marks: [['subscribedtoemails'], ['uuid', 'subscribed', 'newsletters'], ['uuid', 'subscribed', 'labels']],
    agreed: ['createdat'],
    since: ['deletedat'],
    address: [],
    state: (cell) => {
      if (cell('deletedat') !== '') return 'unsubscribed';
      const suppression = cell('emailsuppression');
      if (/"suppressed": ?true/.test(suppression))
        return /"spam"/.test(suppression) ? 'complained' : 'bounced';
      const word = cell('subscribedtoemails') || cell('subscribed');
      return byWord('subscribed_to_emails', word, { active: yes, unsubscribed: no });
    },
    note: "Ghost's export does not say which of several newsletters somebody gets: where there are several, filter the members by newsletter before you export them.",
  },
  {
    name: 'Buttondown',
    marks: [
      ['emailaddress', 'creationdate'],
      ['email', 'creationdate', 'subscribertype'],
    ],
    agreed: ['subscriptiondate', 'creationdate'],
    since: ['unsubscriptiondate'],
    address: ['ipaddress'],
    state: (cell, has) => {
      if (cell('unsubscriptiondate') !== '') return 'unsubscribed';
      const column = ['type', 'subscribertype'].find(has);
      if (column === undefined) return 'active';
      return byWord(column, cell(column), {
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
    state: (cell, has) => {
      const state = byWord('status', cell('status'), {
        active: ['enabled'],
        unsubscribed: ['disabled', 'blocklisted', 'blacklisted'],
      });
      return state === 'active' && has('lists') ? stateOnLists(cell) : state;
    },
    note: "listmonk's export does not say who has unsubscribed from a list: export only the confirmed subscribers of a list, or whoever left it there would be mailed again.",
  },
  {
    name: 'beehiiv',
    marks: [
      ['email', 'status', 'tier', 'createdat'],
      ['email', 'status', 'created', 'subscriptiontier'],
    ],
    agreed: ['createdat', 'created'],
    since: ['unsubscribedat'],
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
    since: ['since'],
    address: ['consentaddress'],
    state: (cell) => byWord('state', cell('state'), ours),
  },
  {
    name: plainList,
    marks: [[]],
    agreed: ['agreed', 'joined', 'subscribedat', 'subscriptiondate', 'createdat'],
    since: farewells,
    address: ['ip', 'ipaddress'],
    state: (cell, has) => {
      if (farewells.some((column) => cell(column) !== '')) return 'unsubscribed';
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
  unconfirmed: ['unconfirmed', 'pending', 'unactivated', 'validating', 'needs_attention'],
  unsubscribed: ['unsubscribed', 'inactive', 'disabled', 'left', 'removed', 'blocked', ...no],
  bounced: ['bounced', 'cleaned', 'invalid', 'undeliverable'],
  complained: ['complained', 'spam', 'complaint'],
};

const unclearFarewell: Refusal = {
  refused:
    'The file says when members left, and says nothing for this one: whether they left is not clear. Import subscribed and unsubscribed members as separate files.',
};

const unclearCancellation: Refusal = {
  refused:
    'There is a cancel date: whether they left, or only stopped paying, is not clear. Take email_list.csv, from Settings, Exports, which says who has switched the mails off.',
};

/** Mailchimp's reasons of those who took it for spam, or said so to their provider. */
function saidSpam(reason: string): boolean {
  return ['abuse', 'spam'].includes(reason.toLowerCase());
}

/** What Substack leaves in the place of an address whose owner asked to be deleted. */
function asksSubstackToForget(email: string): Refusal | null {
  if (!/@deletion-request\.substack\.com$/i.test(email)) return null;
  return { refused: 'They asked Substack to be deleted: nothing of them is kept.' };
}

/** Of a listmonk API's record: the states on all its lists together, as a file goes onto one list here. */
function stateOnLists(cell: Lookup): SubscriptionState | Refusal {
  if (cell('lists') === '') return { refused: 'They are on no list there, and agreed to nothing.' };
  const optins = cell('listsoptin').split(',');
  const states = cell('listssubscriptionstatus')
    .split(',')
    // Where a list asks for no confirmation, listmonk mails those who have not given one.
    .map((word, index) => (word === 'unconfirmed' && optins[index] === 'single' ? 'confirmed' : word));
  if (new Set(states).size !== 1) {
    return {
      refused: `They are ${states.join(' and ')} on the lists there: which of these is meant is not clear. Export the confirmed subscribers of one list.`,
    };
  }
  return byWord('subscription_status', states[0] ?? '', {
    active: ['confirmed'],
    unconfirmed: ['unconfirmed'],
    unsubscribed: ['unsubscribed'],
  });
}

function byWord(column: string, word: string, words: Words): SubscriptionState | Refusal {
  const written = word.trim().toLowerCase();
  for (const state of subscriptionStates) if (words[state]?.includes(written) === true) return state;
  const known = Object.values(words).flat().join(', ');
  return {
    refused: `The ${column} is “${word.slice(0, 40)}”: whether they may be mailed cannot be told from it. Known are ${known}; rename the column if it means something else.`,
  };
}
