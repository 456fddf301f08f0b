/** The public pages in English. */
import type { SiteTexts } from './site-texts.ts';

export const english: SiteTexts = {
  name: 'English',
  skip: 'Skip to the text',
  pages: 'Pages',
  about: 'About this letter',
  issueNumber: (number) => `No. ${number}`,
  front: {
    latest: 'The latest issue',
    read: 'Read the issue',
    contents: 'In this issue',
    earlier: 'Earlier issues',
    none: 'The first issue has not appeared yet.',
  },
  archive: {
    title: 'All issues',
    search: 'Search all stories',
    find: 'Search',
    found: (count, query) => `${count === 1 ? 'One story' : `${count} stories`} with “${query}”`,
    nothing: (query) => `No story holds “${query}”. Try fewer words, or parts of them.`,
  },
  issue: { older: 'The issue before', newer: 'The issue after' },
  corrections: {
    title: 'Corrections',
    intro: 'What we got wrong, and how it was put right.',
    none: 'Nothing had to be corrected so far. If you know better, reply to any issue.',
    to: (number) => `To No. ${number}`,
    madeIn: (number) => `Corrected in No. ${number}`,
    mark: 'Corrected',
  },
  footer: {
    follow: 'Follow without giving an address',
    quiet: 'These pages set no cookies and load nothing from anywhere else.',
  },
  subscribe: {
    title: 'Subscribe',
    promise:
      'We send one message first, to ask whether it was you. Until you confirm, nothing else comes; after that, every issue has a link that ends it.',
    email: 'Mail address',
    name: 'Name',
    optional: 'optional',
    lists: 'What you would like to receive',
    button: 'Subscribe',
    trap: 'Please leave this field empty',
    badEmail: 'This is not a mail address. It looks like ada@example.org.',
    badName: 'This name cannot be used. Write it in one line of at most 200 characters, or leave it out.',
    noList: 'Choose at least one.',
    mend: 'Something in the form is missing or wrong.',
  },
  mailOnItsWay: {
    title: 'Look into your mailbox',
    text: 'If the address can receive it, a message with a link is on its way. We send an address at most one such message a day; if none comes, look among the unwanted mail, or try again tomorrow.',
  },
  confirm: {
    title: 'Confirm your subscription',
    text: 'Press the button, and the next issue comes to you.',
    button: 'Confirm',
    done: {
      title: 'You are on the list',
      text: 'Thank you. The next issue comes by mail; until then the earlier ones are here to read.',
    },
  },
  leave: {
    title: 'End your subscription',
    text: 'Press the button, and no further issue comes by this subscription.',
    button: 'Unsubscribe',
    done: {
      title: 'You have left',
      text: 'No further issue comes by this subscription. One that was on its way already may still arrive.',
    },
    back: 'Subscribe again',
  },
  preferences: {
    title: 'What you receive',
    text: 'The link that brought you here stands in an issue, and issues are passed on. So it can end this one subscription and nothing else, and it shows nothing about you.',
    end: 'End this subscription',
    everything:
      'For your other lists, your name, your language, a copy of your data or its erasure we send a fresh link to your own mailbox. It holds for a day.',
    sendLink: 'Send me the link',
    ask: 'Write your address, and we send you a link to your own page: lists, name, language, your data and its erasure. It holds for a day.',
  },
  reader: {
    title: 'Your page',
    intro: (email) => `This is what we keep for ${email}. The link that brought you here holds for a day.`,
    lists: 'What you receive',
    language: 'Language of these pages and of our mails about your subscription',
    save: 'Save',
    saved: 'Saved.',
    leaveAll: 'Leave everything',
    leaveAllText:
      'Ends all your subscriptions at once. Your address stays known as one that is not written to.',
    left: 'You have left every list.',
    data: 'Your data',
    dataText: 'Everything that we hold about you, in a file that people and programs can read (JSON).',
    download: 'Download your data',
    erase: 'Erase everything',
    eraseText:
      'Removes your address, your name and all that belongs to them, for good. What stays is a mark that cannot be turned back into your address, so that no import brings you back.',
    eraseSure: 'Yes, erase everything that you hold about me',
    eraseButton: 'Erase my data',
    unsure: 'Tick the box first, so that nobody is erased by a slip.',
    erased: {
      title: 'Erased',
      text: 'What we held about you is gone, and this link with it. You are welcome to subscribe again at any time.',
    },
  },
  expired: {
    title: 'This link no longer works',
    text: 'It has been used, its time is over, or it was cut short on the way. Ask for a new one.',
  },
  notFound: {
    title: 'There is no such page',
    text: 'It may have been here under another address. All issues are in the archive.',
  },
  refused: {
    title: 'This cannot be done',
    text: 'The request was too long, or of a kind that this page does not take.',
  },
  broken: {
    title: 'Something went wrong here',
    text: 'The fault is ours, and nothing was changed. Please try again in a while.',
  },
  mails: {
    confirm: (publication, lists) => ({
      subject: `Please confirm: ${publication}`,
      text: `Somebody, we hope you, has entered this address to receive ${publication} (${lists}). If it was you, open the link and press the button there. The link holds for seven days.`,
      button: 'Confirm the subscription',
      otherwise: 'If it was not you, do nothing: no further mail comes, and we forget the address.',
    }),
    already: (publication, lists) => ({
      subject: `You receive ${publication} already`,
      text: `Somebody, we hope you, has entered this address to receive ${publication} (${lists}). You are on the list already, so nothing needs to be done. Under this link, which holds for a day, you can see and change what you receive.`,
      button: 'Your page',
      otherwise: 'If it was not you, do nothing: everything stays as it is.',
    }),
    access: (publication) => ({
      subject: `Your page at ${publication}`,
      text: `Here is the link that was asked for. It leads to your own page at ${publication}: what you receive, your name and language, a copy of your data and its erasure. It holds for a day; do not pass it on.`,
      button: 'Your page',
      otherwise: 'If you did not ask for it, do nothing: everything stays as it is.',
    }),
    sentBy: (publication) => `${publication} sends this once, because it was asked for. It is no newsletter.`,
  },
};
